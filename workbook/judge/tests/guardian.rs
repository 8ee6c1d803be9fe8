//! What a grader started ends with it, whichever of its processes is killed.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Both guardians, the guarded program and its orphan.
struct Guarded {
    caller: Child,
    processes: Vec<i32>,
}

fn start(arguments: &[&str]) -> Guarded {
    let mut caller = Command::new(env!("CARGO_BIN_EXE_guarded"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(caller.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let processes: Vec<i32> = line
        .split_whitespace()
        .map(|pid| pid.parse().unwrap())
        .collect();
    assert_eq!(processes.len(), 4, "{line}");
    assert_eq!(processes[0], caller.id().cast_signed());
    Guarded { caller, processes }
}

/// A process that has ended and waits to be reaped is dead.
fn is_alive(pid: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
    status.is_ok_and(|status| !status.contains("State:\tZ"))
}

fn all_end(processes: &[i32]) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while let Some(pid) = processes.iter().find(|pid| is_alive(**pid)) {
        assert!(Instant::now() < deadline, "{pid} of {processes:?} goes on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_orphan_ends_when_the_grader_or_either_guardian_is_killed() {
    for killed in 0..3 {
        let Guarded {
            mut caller,
            processes,
        } = start(&[]);
        assert!(processes.iter().all(|pid| is_alive(*pid)));
        kill(Pid::from_raw(processes[killed]), Signal::SIGKILL).unwrap();
        assert!(!caller.wait().unwrap().success());
        all_end(&processes);
    }
}

#[test]
fn a_request_to_end_reaches_the_grader_through_its_guardians() {
    let Guarded {
        mut caller,
        processes,
    } = start(&[]);
    kill(Pid::from_raw(processes[0]), Signal::SIGTERM).unwrap();
    assert_eq!(
        caller.wait().unwrap().code(),
        Some(128 + Signal::SIGTERM as i32)
    );
    all_end(&processes);
}

#[test]
fn the_grader_s_exit_status_is_the_command_s_and_its_orphans_end() {
    let Guarded {
        mut caller,
        processes,
    } = start(&["3"]);
    assert_eq!(caller.wait().unwrap().code(), Some(3));
    all_end(&processes);
}
