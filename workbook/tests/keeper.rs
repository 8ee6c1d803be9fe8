//! What stands above each child on a leash: it ends as its child does, and ends it when the leash is let go of.
#![cfg(unix)]
#![allow(dead_code, reason = "each test file uses its own part of this")]

#[path = "common/process.rs"]
mod process;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use process::is_alive;

fn keep(words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_workbook"))
        .arg("__keep")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for a keeper's end while its leash is held.
fn end(keeper: &mut Child) -> ExitStatus {
    let _leash = keeper.stdin.take();
    keeper.wait().unwrap()
}

#[test]
fn a_keeper_passes_on_output_and_ends_as_its_child_does() {
    let mut keeper = keep(&["sh", "-c", "echo \"$0\"; echo no >&2; exit 3", "two words"]);
    assert_eq!(end(&mut keeper).code(), Some(3));
    let output = keeper.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"two words\n");
    assert_eq!(output.stderr, b"no\n");

    for (name, number) in [
        ("ABRT", 6),
        ("KILL", 9),
        ("SEGV", 11),
        ("PIPE", 13),
        ("TERM", 15),
    ] {
        let status = end(&mut keep(&["sh", "-c", &format!("kill -{name} $$")]));
        assert_eq!(status.signal(), Some(number), "{name}: {status}");
    }

    let mut keeper = keep(&["/nowhere/to be found"]);
    assert_eq!(end(&mut keeper).code(), Some(127));
    let mut said = String::new();
    keeper.stderr.unwrap().read_to_string(&mut said).unwrap();
    assert!(
        said.starts_with("error: cannot start `/nowhere/to be found`: "),
        "{said}"
    );
}

#[test]
fn a_child_that_is_asked_may_say_goodbye() {
    let script = "trap 'echo goodbye; exit 3' TERM; echo ready; while :; do sleep 0.02; done";
    let mut keeper = keep(&["sh", "-c", script]);
    let mut stdout = BufReader::new(keeper.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    keeper.stdin.as_mut().unwrap().write_all(b".").unwrap();
    assert_eq!(end(&mut keeper).code(), Some(3));
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\ngoodbye\n");
}

/// A child that says who it is and whom it left behind, two in its group and on Linux a third with a session of its own.
fn family(last: &str) -> (Child, Vec<String>) {
    let own = if cfg!(target_os = "linux") {
        "setsid"
    } else {
        ""
    };
    let quiet = "</dev/null >/dev/null 2>&1 &";
    let script = format!(
        "sleep 600 {quiet} a=$!; b=$(sh -c 'sleep 600 {quiet} echo $!'); \
         c=$(sh -c '{own} sleep 600 {quiet} echo $!'); echo $$ $a $b $c; {last}"
    );
    let mut keeper = keep(&["sh", "-c", &script]);
    let mut line = String::new();
    BufReader::new(keeper.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let pids: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    assert_eq!(pids.len(), 4, "{line}");
    (keeper, pids)
}

fn gone(pids: &[String]) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while let Some(pid) = pids.iter().find(|pid| is_alive(pid)) {
        assert!(Instant::now() < deadline, "{pid} of {pids:?} goes on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn all_that_a_child_left_behind_ends_with_the_leash() {
    // One that doesn't listen, and stays.
    let (mut keeper, pids) = family("trap '' TERM HUP INT; wait");
    if cfg!(target_os = "linux") {
        // Whoever ends everything that is called `workbook` must leave it to the keeper to end the rest.
        let name = std::fs::read_to_string(format!("/proc/{}/comm", keeper.id()));
        assert_eq!(name.unwrap(), "leash\n");
    }
    assert!(pids.iter().all(|pid| is_alive(pid)), "{pids:?}");
    drop(keeper.stdin.take());
    assert_eq!(keeper.wait().unwrap().signal(), Some(9));
    gone(&pids);
}

#[test]
fn all_that_a_child_left_behind_ends_with_the_child() {
    let (mut keeper, pids) = family("exit 0");
    assert!(end(&mut keeper).success());
    gone(&pids);
}
