//! `time`: what it prints, what it says of snippets that don't work, and that it leaves nothing behind.
//!
//! It runs in the repository itself: the listings are built for a release there anyway.

mod common;

use std::process::Command;

use common::{Ran, repository};
use stopwatch::LEAST_ROUNDS;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command
        .arg("time")
        .args(arguments)
        .current_dir(repository());
    command
}

fn time(arguments: &[&str]) -> Ran {
    Ran::new(command(arguments).output().unwrap())
}

/// A line as `%timeit` prints it.
fn is_timeit(line: &str) -> bool {
    let Some((time, rest)) = line.split_once(" per loop (mean ± std. dev. of 7 runs, ") else {
        return false;
    };
    time.contains(" ± ") && rest.contains(" each), best ")
}

fn refused(ran: &Ran, code: i32, naming: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran:#?}");
    assert_eq!(ran.stdout, "", "{ran:#?}");
    for word in naming {
        assert!(ran.stderr.contains(word), "{word:?} is not in {ran:#?}");
    }
    for ours in ["snippet.rs", ".workbook", "__workbook"] {
        assert!(!ran.stderr.contains(ours), "{ours:?} is in {ran:#?}");
    }
}

#[test]
fn the_commands_on_the_page_of_timing_print_a_line_of_timeit() {
    let page = std::fs::read_to_string(repository().join("book/src/timing.md")).unwrap();
    let page = page.replace("\\\n", " ");
    let mut commands = page
        .lines()
        .filter_map(|line| line.strip_prefix("cargo workbook time "));
    let [first, second] = [commands.next().unwrap(), commands.next().unwrap()];
    assert_eq!(commands.next(), None, "try it here, too");
    let words = |command: &str| -> Vec<String> {
        let parts = command.split('\'').enumerate();
        let words = parts.flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    };
    let run = |command: &str| {
        let words = words(command);
        time(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let ran = run(first);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(is_timeit(ran.stdout.trim_end()), "{ran:#?}");
    let ran = run(second);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(
        lines[0].starts_with("sum::lanes::<8>(&x)  ") && lines[1].starts_with("sum::indexed(&x)"),
        "{ran:#?}"
    );
    assert!(
        lines[2].starts_with("The first is ") && lines[2].contains("times as fast (95 % interval"),
        "{ran:#?}"
    );
}

#[test]
fn json_is_one_document_and_what_the_snippet_prints_is_not_in_it() {
    let setup = "let x: Vec<f64> = (0..100).map(f64::from).collect(); println!(\"set up\");";
    let ran = time(&[
        "--json",
        "--setup",
        setup,
        "x.par_iter().sum::<f64>()",
        "--against",
        "x.iter().sum::<f64>()",
        "--runs",
        "9",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let document = ran.json();
    assert_eq!(document["setup"], setup);
    for found in [&document, &document["against"]] {
        let samples: Vec<f64> = found["samples_s"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(serde_json::Value::as_f64)
            .collect();
        assert_eq!(
            (samples.len(), found["runs"].as_u64()),
            (9, Some(9)),
            "{document}"
        );
        assert!(samples.iter().all(|sample| *sample > 0.0) && samples.len() >= LEAST_ROUNDS);
        let value = |name: &str| found[name].as_f64().unwrap();
        assert!(
            value("low_s") <= value("median_s") && value("median_s") <= value("high_s"),
            "{document}"
        );
    }
    assert!(
        document["times_as_fast"]["ratio"].as_f64() > Some(0.0),
        "{document}"
    );
    assert!(ran.stderr.contains("set up"), "{ran:#?}");
}

#[test]
fn statements_without_a_value_and_comments_are_timed_too() {
    let ran = time(&[
        "--runs",
        "1",
        "--setup",
        "let mut v = Vec::new(); // room",
        "v.clear(); v.push(1) // unit",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.stdout.contains("of 1 run, "), "{ran:#?}");
}

#[test]
fn a_value_of_the_set_up_cannot_be_used_up_and_the_page_shows_how_that_is_told() {
    let ran = time(&["--setup", "let x = Array1::<f64>::zeros(1000);", "x + 1.0"]);
    refused(&ran, 1, &["error[E0507]", "EXPR:1:1", "hint: ", ".clone()"]);
    let shown = repository().join("workbook/tests/time/moved.txt");
    // Cargo may have said before that it waits for another.
    let told = &ran.stderr[ran.stderr.find("error[").unwrap()..];
    let told = told
        .split("\nerror: the snippet")
        .next()
        .unwrap()
        .trim_end();
    assert_eq!(
        std::fs::read_to_string(&shown).unwrap().trim_end(),
        told,
        "write it again to {}",
        shown.display()
    );
}

#[test]
fn what_does_not_compile_is_shown_in_the_words_that_were_typed() {
    let ran = time(&[
        "--setup",
        "let a = 1;\nlet b: f64 = \"two\";",
        "a + nonesuch",
    ]);
    refused(
        &ran,
        1,
        &[
            "error[E0425]",
            "EXPR:1:5",
            "1 | a + nonesuch",
            "^^^^^^^^",
            "error[E0308]",
            "--setup:2:14",
            "2 | let b: f64 = \"two\";",
        ],
    );
    refused(&time(&["1 +"]), 1, &["error: ", "EXPR:1:"]);
    refused(
        &time(&["vec![1, 2].no_such_method()"]),
        1,
        &["error[E0599]", "EXPR:1:12"],
    );
    refused(&time(&["  "]), 2, &["the expression is empty"]);
}

#[test]
fn a_panic_is_told_where_it_was_and_so_is_an_early_end() {
    let ran = time(&[
        "--setup",
        "let v = vec![1, 2, 3]; let i = v.len() + 4;",
        "0;\nv[i]",
    ]);
    refused(
        &ran,
        1,
        &[
            "the snippet panicked: index out of bounds: the len is 3 but the index is 7",
            "EXPR:2:",
            "2 | v[i]",
        ],
    );
    refused(
        &time(&["--setup", "panic!(\"not today\");", "1"]),
        1,
        &["panicked: not today", "--setup:1:1"],
    );
    refused(
        &time(&["std::process::exit(0)"]),
        1,
        &["ended its process", "exit"],
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_snippet_leaves_no_process() {
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("pid");
    let setup = format!("std::fs::write({told:?}, std::process::id().to_string()).unwrap();");
    let mut running = command(&["--setup", &setup, "loop {}"]).spawn().unwrap();
    let patience = Instant::now();
    let pid = loop {
        match std::fs::read_to_string(&told) {
            Ok(pid) if !pid.is_empty() => break pid,
            _ => assert!(
                patience.elapsed() < Duration::from_secs(600),
                "the snippet never began"
            ),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let runs = || {
        Command::new("kill")
            .args(["-0", &pid])
            .output()
            .unwrap()
            .status
            .success()
    };
    assert!(runs());
    // The command alone is told, where a terminal would tell both; and not by SIGINT, which a shell has ignored by what it
    // starts in the background, these tests perhaps.
    let interrupt = Command::new("kill")
        .args(["-TERM", &running.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    assert!(!running.wait().unwrap().success());
    let patience = Instant::now();
    while runs() {
        assert!(
            patience.elapsed() < Duration::from_secs(60),
            "the snippet still runs"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
