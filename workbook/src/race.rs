//! Running an exercise's race and reading its verdict.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde::{Deserialize, Serialize};

use crate::cargo::Cargo;
use crate::ear::Ear;
use crate::workspace::Exercise;

/// The one line that a race prints when `WORKBOOK_JSON` is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Race {
    /// `faster`, `not faster` or `cannot tell`.
    pub verdict: String,
    /// Why it cannot tell.
    pub reason: Option<String>,
    /// Time of the plain version over time of the answer; `null` when the two computed different values.
    pub ratio: Option<f64>,
    /// Low end of its interval.
    pub low: Option<f64>,
    /// High end of its interval.
    pub high: Option<f64>,
    /// The ratio to reach.
    pub goal: f64,
    /// Interleaved rounds.
    pub rounds: u64,
}

/// A race that didn't get as far as a verdict.
#[derive(Debug, thiserror::Error)]
pub enum RaceError {
    /// Cargo didn't start.
    #[error("cannot start `cargo bench --package {package} --bench race`")]
    Start {
        /// The exercise's package.
        package: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It ended without a verdict.
    #[error(
        "the race ended without a verdict; run `cargo bench --package {package} --bench race` to see why"
    )]
    NoVerdict {
        /// The exercise's package.
        package: String,
    },
}

impl Race {
    /// Whether the answer is wrong, or, beyond noise, slower than the goal.
    pub fn lost(&self) -> bool {
        self.differs() || self.verdict == "not faster"
    }

    /// Whether answer and plain version computed different values, and so were not timed.
    pub fn differs(&self) -> bool {
        self.ratio.is_none()
    }

    /// Whether the answer reached the goal.
    pub fn won(&self) -> bool {
        self.verdict == "faster"
    }
}

impl fmt::Display for Race {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verdict, goal, .. } = self;
        f.write_str(verdict)?;
        if let (Some(ratio), Some(low), Some(high)) = (self.ratio, self.low, self.high) {
            write!(
                f,
                ": {ratio:.2} times as fast as the plain version ({low:.2} to {high:.2}; the goal is {goal})"
            )?;
        }
        match &self.reason {
            Some(reason) => write!(f, ", {reason}"),
            None => Ok(()),
        }
    }
}

/// Builds and runs the race of `exercise`, in the bench profile.
pub fn run(cargo: &Cargo, exercise: &Exercise) -> Result<Race, RaceError> {
    let package = exercise.package();
    let failed = |source| RaceError::Start {
        package: package.clone(),
        source,
    };
    let mut command = cargo.command();
    command
        .args(["bench", "--quiet", "--package", &package, "--bench", "race"])
        .env("WORKBOOK_JSON", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = cargo.leash.spawn(&mut command).map_err(failed)?;
    let mut stdout = child.stdout.take().expect("it is piped");
    let stderr = child.stderr.take().expect("it is piped");
    let ear = cargo.ear.clone();
    let told = std::thread::spawn(move || pass_on(BufReader::new(stderr), &ear));
    let mut text = Vec::new();
    stdout.read_to_end(&mut text).map_err(failed)?;
    child.wait().map_err(failed)?;
    let last_words = told.join().unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let verdict = text
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str(line).ok());
    verdict.ok_or_else(|| {
        last_words.lines().for_each(|line| cargo.ear.say(line));
        RaceError::NoVerdict { package }
    })
}

/// Passes on what the compiler and the race say, and gives back what cargo says at the end of a race that wasn't won: to
/// cargo that is an error, to a learner it isn't.
fn pass_on(lines: impl BufRead, ear: &Ear) -> String {
    let mut last_words = String::new();
    for line in lines.lines().map_while(Result::ok) {
        if last_words.is_empty() && !line.starts_with("error: bench failed") {
            ear.say(&line);
        } else {
            last_words.push_str(&line);
            last_words.push('\n');
        }
    }
    last_words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says_of_a_lost_race_is_kept_back() {
        let said = "the answer asks for 0 bytes\nerror: bench failed, to rerun pass `--bench race`\n\nCaused by:\n  exit status: 1\n";
        assert_eq!(
            pass_on(said.as_bytes(), &Ear::default()),
            "error: bench failed, to rerun pass `--bench race`\n\nCaused by:\n  exit status: 1\n"
        );
        let broken = "error: could not compile\n";
        assert_eq!(pass_on(broken.as_bytes(), &Ear::default()), "");
    }

    #[test]
    fn a_race_whose_sides_differ_is_lost_and_says_why() {
        let line = r#"{"exercise":"q1","verdict":"cannot tell","reason":"the two sides computed different values: 1 and 2","ratio":null,"low":null,"high":null,"goal":3,"rounds":0}"#;
        let race: Race = serde_json::from_str(line).unwrap();
        assert!(race.lost() && race.differs() && !race.won());
        assert!(race.to_string().contains("different values: 1 and 2"));
    }
}
