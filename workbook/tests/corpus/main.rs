//! The corpus: every submission that we could think of, hostile, broken and good, as one class before the built command.
//!
//! Each fixture lies in `workbook/judge/tests/*/hostile` and says in its first line what must come of it. The exercises
//! are handed to the command as an instructor's own are, by `--extra`. The class is graded at every level of the sandbox
//! that works here, and as root and as an ordinary user: whole in two of the pairings, and in the other two what of it
//! tries to break out. The environment variable `WORKBOOK_SANDBOXES` says which levels
//! must work, as in the judge's own tests; `WORKBOOK_USERS=ordinary` says that an ordinary user must be tried, too.
#![cfg(all(feature = "grade", target_os = "linux"))]

mod bait;
#[path = "../common/mod.rs"]
mod common;
mod exercises;
mod faults;
mod machines;
mod user;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bait::Bait;
use common::Ran;
use exercises::Expected;
use serde_json::Value;
use user::{Home, User};

/// The verdicts that a row can have.
const VERDICTS: [&str; 13] = [
    "pass",
    "wrong",
    "panic",
    "crash",
    "timeout",
    "memory",
    "output-limit",
    "early-exit",
    "build-error",
    "build-limit",
    "not-gradable",
    "missing",
    "grader-fault",
];

/// One class at a time: each test looks at all processes that this one started.
static ALONE: Mutex<()> = Mutex::new(());

/// Tells what isn't tested. The harness captures what macros print, but not this.
fn tell(text: &str) {
    // A terminal that is gone has nobody to tell.
    let _ = std::io::stderr().write_all(format!("\n{text}\n").as_bytes());
}

fn demanded(variable: &str, word: &str) -> bool {
    std::env::var(variable)
        .unwrap_or_default()
        .split(',')
        .any(|demanded| demanded.trim() == word)
}

/// What is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// All of the corpus.
    Whole,
    /// What tries the walls: files, environment, network, processes, floods. Who grades at which level matters to these; so
    /// two of the four pairings do without the others.
    Breakouts,
}

impl Class {
    fn has(self, expected: &Expected) -> bool {
        const TRIES: [&str; 14] = [
            "--escape",
            "--includes",
            "--env-",
            "--floods",
            "--fills",
            "--reads",
            "--writes-files",
            "--spoils",
            "--connects",
            "--starts",
            "bomb",
            "--daemon",
            "--kills",
            "--makes",
        ];
        // The judges at fault and good answers come along.
        self == Self::Whole
            || expected.verdict == "grader-fault"
            || expected.verdict == "pass"
            || TRIES.iter().any(|word| expected.student.contains(word))
    }
}

/// Grades a class.
fn grade(level: &str, user: User, class: Class) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let home = match Home::of(user) {
        Ok(home) => home,
        Err(reason) => {
            assert!(!demanded("WORKBOOK_USERS", "ordinary"), "{reason}");
            return tell(&format!("NOT TESTED as an ordinary user: {reason}"));
        }
    };
    // Whatever loses its parent becomes this process's child.
    nix::sys::prctl::set_child_subreaper(true).unwrap();
    let bait = Bait::lay();
    bait.open_to_all();
    let folder = tempfile::Builder::new()
        .prefix("corpus-")
        .tempdir()
        .unwrap();
    let (extra, submissions) = (folder.path().join("extra"), folder.path().join("in"));
    exercises::write_extra(&extra, &bait.secret);
    let (expected, absent): (Vec<_>, Vec<_>) = exercises::hand_in(&submissions, &extra, &bait)
        .into_iter()
        .partition(|expected| class.has(expected));
    for absent in absent {
        fs::remove_dir_all(submissions.join(absent.student)).unwrap();
    }
    home.let_read(folder.path());
    let out = home.path().join("out");

    let mut command = home.command();
    command
        .arg("grade")
        .arg(&submissions)
        .arg("--out")
        .arg(&out);
    command.arg("--extra").arg(&extra);
    for name in exercises::names() {
        command.args(["--exercise", name]);
    }
    let limits = ["--time-limit", "2", "--build-limit", "6", "--jobs", "3"];
    command
        .args(["--sandbox", level, "--seed", "corpus"])
        .args(limits);
    command.env("WORKBOOK_CANARY", &bait.secret);
    let begin = Instant::now();
    let ran = Ran::new(command.output().unwrap());
    if ran.stderr.contains("doesn't work on this machine") {
        let required = demanded("WORKBOOK_SANDBOXES", level);
        assert!(!required, "WORKBOOK_SANDBOXES names {level}, but: {ran:#?}");
        return tell(&format!("NOT TESTED at level {level}: {}", ran.stderr));
    }
    // One of the judges is at fault.
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    tell(&format!(
        "{} submissions at level {level} as {user:?}: {:.0?}",
        expected.len(),
        begin.elapsed()
    ));
    bait.assert_untouched(&out, &format!("{}{}", ran.stdout, ran.stderr));
    assert_nothing_is_left();
    let rows = rows(&out);
    assert_verdicts(&rows, &expected, level, class);
    assert!(
        rows.values()
            .all(|row| row["sandbox"] == level || row["sandbox"].is_null())
    );
}

/// Rows by student and exercise.
fn rows(out: &Path) -> BTreeMap<(String, String), Value> {
    let text = fs::read(out.join("grades.json")).unwrap();
    let json: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(json["seed_text"], "corpus");
    assert_eq!(json["complete"], true);
    let rows = json["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let text = |field: &str| row[field].as_str().unwrap().to_owned();
        ((text("student"), text("exercise")), row.clone())
    })
    .collect()
}

fn assert_verdicts(
    rows: &BTreeMap<(String, String), Value>,
    expected: &[Expected],
    level: &str,
    class: Class,
) {
    let least = if class == Class::Whole { 60 } else { 30 };
    assert!(
        expected.len() >= least,
        "{} submissions are too few",
        expected.len()
    );
    let mut failures = Vec::new();
    let mut seen = BTreeSet::new();
    for expected in expected {
        let key = (expected.student.clone(), expected.exercise.to_owned());
        let row = &rows[&key];
        let (verdict, message) = (
            row["verdict"].as_str().unwrap(),
            row["message"].as_str().unwrap(),
        );
        seen.insert(verdict.to_owned());
        let number = |field: &str| row[field].as_u64().unwrap_or_default();
        // A race that can't tell on a busy machine leaves its points to the instructor.
        let full = number("points") + number("pending_points") == number("max_points");
        let good = expected.verdict == "pass" && expected.fragment.is_empty();
        let mut fits = verdict == expected.verdict && (full || !good);
        let untold = row["speed"]["verdict"] == "cannot tell";
        fits &= message.contains(&expected.fragment) || (untold && verdict == "pass");
        if !fits || std::env::var_os("SHOW").is_some() {
            let report = format!(
                "{}: expected {}: {}; got {verdict}: {message}",
                expected.student, expected.verdict, expected.fragment
            );
            match fits {
                true => tell(&report),
                false => failures.push(report),
            }
        }
    }
    assert!(
        failures.is_empty(),
        "at level {level}:\n{}",
        failures.join("\n")
    );
    if class == Class::Whole {
        let all: BTreeSet<_> = VERDICTS.map(str::to_owned).into();
        assert_eq!(seen, all, "every verdict occurs, and no other");
    }
}

/// No process is left: whatever loses its parent becomes this process's child.
fn assert_nothing_is_left() {
    let own = std::process::id();
    let left = || -> Vec<String> {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let statuses = processes.filter_map(|process| {
            let status = fs::read_to_string(process.path().join("status")).ok()?;
            let child = status.contains(&format!("PPid:\t{own}\n"));
            (child && !status.contains("State:\tZ")).then_some(status)
        });
        statuses.collect()
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    while !left().is_empty() {
        assert!(Instant::now() < deadline, "left behind: {:?}", left());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn every_submission_gets_its_verdict_under_bubblewrap() {
    grade("bubblewrap", User::This, Class::Whole);
}

#[test]
fn every_breakout_fails_under_landlock() {
    grade("landlock", User::This, Class::Breakouts);
}

#[test]
fn every_breakout_fails_before_an_ordinary_user_under_bubblewrap() {
    grade("bubblewrap", User::Ordinary, Class::Breakouts);
}

#[test]
fn every_submission_gets_its_verdict_from_an_ordinary_user_under_landlock() {
    grade("landlock", User::Ordinary, Class::Whole);
}
