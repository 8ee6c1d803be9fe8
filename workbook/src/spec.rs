//! Running a package's spec and telling its tests apart.
//!
//! The test executable's plain output is read, since its JSON form isn't stable. What student code prints can at worst
//! fool the student: grading has a judge of its own.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use serde::Serialize;

use crate::cargo::{self, Build, Cargo, CargoError};
use crate::lines;

/// So much of what tests print is read, in bytes.
const MOST_OUTPUT: usize = 16 * 1024 * 1024;

/// What came of a spec.
#[derive(Debug)]
pub enum Outcome {
    /// The package or its spec doesn't compile.
    DoesNotCompile {
        /// Errors, as rustc words them.
        errors: Vec<String>,
    },
    /// The tests ran.
    Ran(Report),
}

/// The tests of a spec that ran.
#[derive(Debug)]
pub struct Report {
    /// In the order of the spec file, easy to hard.
    pub tests: Vec<Test>,
    /// Warnings about the package's own code.
    pub warnings: Vec<String>,
    /// The executable ended before it had reported every test: how it ended.
    pub cut_short: Option<String>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    /// Its path in the spec, such as `days_add_up`.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
    /// What a failing test said.
    pub message: Option<String>,
    /// Where it said so: `path:line:column`.
    pub location: Option<String>,
}

/// A spec couldn't be run.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// Cargo didn't do its part.
    #[error(transparent)]
    Cargo(#[from] CargoError),
    /// The test executable didn't start.
    #[error("cannot run the tests {}", executable.display())]
    Run {
        /// The executable.
        executable: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Outcome {
    /// Whether every test ran and passed.
    pub fn passing(&self) -> bool {
        match self {
            Self::DoesNotCompile { .. } => false,
            Self::Ran(report) => report.passing(),
        }
    }
}

impl Report {
    /// Whether every test ran and passed, and there was one.
    pub fn passing(&self) -> bool {
        self.cut_short.is_none()
            && !self.tests.is_empty()
            && self.tests.iter().all(|test| test.passed)
    }

    /// The first failing test in the order of the spec.
    pub fn first_failure(&self) -> Option<&Test> {
        self.tests.iter().find(|test| !test.passed)
    }
}

/// Builds and runs the spec of `package`, whose folder is `dir`; `spec` is the file that gives the tests their order.
pub fn run(cargo: &Cargo, package: &str, dir: &Path, spec: &Path) -> Result<Outcome, SpecError> {
    let (executable, warnings) = match cargo::build_spec(cargo, package)? {
        Build::Failed { errors } => return Ok(Outcome::DoesNotCompile { errors }),
        Build::Done {
            executable,
            warnings,
        } => (executable, warnings),
    };
    let failed = |source| SpecError::Run {
        executable: executable.clone(),
        source,
    };
    let mut tests = cargo.leash.command(&executable);
    tests
        .args(["--color", "never"])
        .current_dir(dir)
        // The assertion is what a learner needs to read.
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = cargo.leash.spawn(&mut tests).map_err(failed)?;
    let mut stderr = child.stderr.take().expect("stderr is piped");
    // A test that fills the pipe of one stream must not wait for us to finish with the other.
    let rest = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stderr
            .by_ref()
            .take(MOST_OUTPUT as u64)
            .read_to_end(&mut text);
        // The rest is of no use, but its writer waits until somebody takes it.
        let _ = std::io::copy(&mut stderr, &mut std::io::sink());
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut text = String::new();
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    lines::each(stdout, |line| {
        if line.contains("has been running for over") {
            cargo.ear.say(&format!("  still running: {}", line.trim()));
        } else if cargo.ear.is_page() && line.starts_with("test ") {
            cargo.ear.say(line);
        }
        // A test that never stops talking must not fill the memory; what tells the verdict is kept all the same.
        if text.len() < MOST_OUTPUT || line.starts_with("test ") {
            text.push_str(line);
            text.push('\n');
        }
    })
    .map_err(failed)?;
    let status = child.wait().map_err(failed)?;
    let order = std::fs::read_to_string(spec).unwrap_or_default();
    let mut report = read(&text, &order, status);
    report.warnings = warnings;
    if report.cut_short.is_some() {
        let said = rest.join().unwrap_or_default();
        if let Some(last) = said.lines().rev().find(|line| !line.trim().is_empty()) {
            report.cut_short = report
                .cut_short
                .map(|how| format!("{how}; its last words: {last}"));
        }
    }
    Ok(Outcome::Ran(report))
}

fn read(output: &str, order: &str, status: ExitStatus) -> Report {
    let mut expected = None;
    let mut tests: Vec<Test> = Vec::new();
    let mut shown: Vec<(String, String)> = Vec::new();
    let mut block: Option<(String, String)> = None;
    let mut result_line = false;
    let mut ignored = 0;
    for line in output.lines() {
        if let Some(name) = line
            .strip_prefix("---- ")
            .and_then(|line| line.strip_suffix(" stdout ----"))
        {
            shown.extend(block.replace((name.to_owned(), String::new())));
        } else if line == "failures:" {
            shown.extend(block.take());
        } else if let Some((_, text)) = &mut block {
            text.push_str(line);
            text.push('\n');
        } else if let Some(count) = line
            .strip_prefix("running ")
            .and_then(|rest| rest.split(' ').next())
        {
            expected = expected.or_else(|| count.parse::<usize>().ok());
        } else if line.starts_with("test result: ") {
            result_line = true;
        } else if let Some((name, verdict)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.rsplit_once(" ... "))
        {
            let name = name.strip_suffix(" - should panic").unwrap_or(name);
            if verdict.starts_with("ignored") {
                // Not a test, but something to run by itself, such as what draws a learner's figure.
                ignored += 1;
                continue;
            }
            tests.push(Test {
                name: name.to_owned(),
                passed: verdict == "ok",
                message: None,
                location: None,
            });
        }
    }
    shown.extend(block);
    for test in &mut tests {
        if let Some((_, text)) = shown.iter().find(|(name, _)| *name == test.name) {
            (test.location, test.message) = panic_in(text);
        }
    }
    let place = |name: &str| {
        let function = name.rsplit("::").next().unwrap_or(name);
        order.find(&format!("fn {function}(")).unwrap_or(usize::MAX)
    };
    tests.sort_by_key(|test| place(&test.name));
    let complete = result_line
        && expected == Some(tests.len() + ignored)
        && (status.success() || tests.iter().any(|test| !test.passed));
    let cut_short = (!complete).then(|| {
        format!(
            "the tests ended early ({status}), after {} of them",
            tests.len()
        )
    });
    Report {
        tests,
        warnings: Vec::new(),
        cut_short,
    }
}

/// Location and message of the panic in a failing test's output.
fn panic_in(text: &str) -> (Option<String>, Option<String>) {
    let mut lines = text
        .lines()
        .skip_while(|line| !(line.starts_with("thread '") && line.contains(" panicked at ")));
    let Some(head) = lines.next() else {
        let said = text.trim();
        return (None, (!said.is_empty()).then(|| said.to_owned()));
    };
    let location = head
        .rsplit_once(" panicked at ")
        .map(|(_, place)| place.trim_end_matches(':').to_owned());
    let message: Vec<&str> = lines
        .take_while(|line| !line.starts_with("note: run with `RUST_BACKTRACE"))
        .collect();
    (location, Some(message.join("\n").trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn status(code: i32) -> ExitStatus {
        use std::os::unix::process::ExitStatusExt;
        ExitStatus::from_raw(code << 8)
    }

    const FAILED: &str = "\nrunning 2 tests\ntest a_later_one ... ok\ntest the_first_one ... FAILED\n\nfailures:\n\n---- the_first_one stdout ----\n\n\
        thread 'the_first_one' (7) panicked at exercises/q1/src/lib.rs:9:5:\nnot yet implemented: q1: count the days\n\
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\nfailures:\n    the_first_one\n\n\
        test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n";

    #[cfg(unix)]
    #[test]
    fn tests_come_in_the_order_of_the_spec_with_what_they_said() {
        let report = read(
            FAILED,
            "fn the_first_one() {}\nfn a_later_one() {}",
            status(101),
        );
        assert_eq!(report.cut_short, None);
        assert!(!report.passing());
        assert_eq!(report.tests[0].name, "the_first_one");
        assert_eq!(
            report.tests[0].message.as_deref(),
            Some("not yet implemented: q1: count the days")
        );
        assert_eq!(
            report.tests[0].location.as_deref(),
            Some("exercises/q1/src/lib.rs:9:5")
        );
        assert!(report.tests[1].passed);
    }

    #[cfg(unix)]
    #[test]
    fn an_executable_that_exits_before_its_result_line_does_not_pass() {
        let report = read(
            "\nrunning 2 tests\ntest a_later_one ... ok\n",
            "",
            status(0),
        );
        assert!(report.cut_short.is_some());
        assert!(!report.passing());
    }

    #[cfg(unix)]
    #[test]
    fn an_ignored_test_is_none_and_is_not_missed() {
        let report = read(
            "\nrunning 2 tests\ntest a ... ok\ntest b ... ignored, it draws\ntest result: ok. 1 passed; 0 failed; 1 ignored;\n",
            "",
            status(0),
        );
        assert!(report.passing(), "{report:?}");
        assert_eq!(report.tests.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_spec_without_tests_does_not_pass() {
        let report = read(
            "\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed;\n",
            "",
            status(0),
        );
        assert!(!report.passing());
    }
}
