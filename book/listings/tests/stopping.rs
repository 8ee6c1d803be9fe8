//! `measure --follow`: what it tells while it runs, and what it keeps when it is told to stop.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use listings::measure::control::STOPPED;
use serde_json::Value;

/// A full run of a kernel with few variants, of which each round lasts a tenth of a second.
fn start() -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_measure"))
        .args(["--follow", "gauss"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    (child, stdin, BufReader::new(stdout))
}

/// The lines until one that is wanted, which comes last.
fn read_until(out: &mut impl BufRead, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut lines = Vec::new();
    for line in out.lines() {
        lines.push(serde_json::from_str(&line.unwrap()).unwrap());
        if wanted(lines.last().unwrap()) {
            break;
        }
    }
    lines
}

fn is_round(line: &Value, at_least: u64) -> bool {
    line["step"] == "round" && line["done"].as_u64() >= Some(at_least)
}

#[test]
fn a_stopped_run_prints_rows_of_its_whole_rounds() {
    let (mut child, mut stdin, mut out) = start();
    let before = read_until(&mut out, |line| is_round(line, 7));
    assert!(before.iter().any(|line| line["step"] == "calibrated"));
    let told = before.last().unwrap();
    assert!(
        told["left_s"].as_f64() > Some(0.0) && told["of"] == 31,
        "{told}"
    );
    stdin.write_all(b"stop\n").unwrap();
    let after = read_until(&mut out, |line| line.get("stopped").is_some());
    let rounds = after.last().unwrap()["stopped"].as_u64().unwrap();
    assert!((7..31).contains(&rounds), "{rounds}");
    let rows: Vec<&Value> = after
        .iter()
        .filter(|line| line["kernel"] == "gauss")
        .collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row["samples_s"].as_array().unwrap().len() as u64, rounds);
    }
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_run_that_has_too_few_rounds_or_nobody_to_tell_ends_without_a_row() {
    for says_stop in [true, false] {
        let (mut child, mut stdin, mut out) = start();
        read_until(&mut out, |line| line["step"] == "calibrated");
        if says_stop {
            stdin.write_all(b"stop\n").unwrap();
        }
        drop(stdin);
        let rest = read_until(&mut out, |line| line.get("kernel").is_some());
        assert!(
            rest.iter().all(|line| line.get("kernel").is_none()),
            "{rest:?}"
        );
        assert_eq!(child.wait().unwrap().code(), Some(STOPPED.into()));
    }
}
