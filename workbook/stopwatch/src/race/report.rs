//! What a race says: to people, to tools, and to the shell.

use std::fmt;
use std::process::ExitCode;

use super::Race;
use crate::{Comparison, Reason, Samples, Seconds, Verdict};

/// A race and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The race.
    pub race: Race,
    /// The cores of the machine it was run on.
    pub cores: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a race ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The sides computed different values, so they weren't timed.
    DifferentValues {
        /// The baseline's value, as `Debug` shows it.
        expected: String,
        /// The contender's value.
        found: String,
    },
    /// The sides were timed.
    Timed {
        /// The baseline's samples.
        baseline: Samples,
        /// The contender's samples.
        contender: Samples,
        /// Their ratio.
        comparison: Comparison,
    },
}

impl Report {
    /// The verdict, or `None` when the sides computed different values.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.outcome {
            Outcome::DifferentValues { .. } => None,
            Outcome::Timed { comparison, .. } => Some(self.told_by(comparison)),
        }
    }

    fn told_by(&self, comparison: &Comparison) -> Verdict {
        comparison
            .verdict(self.race.goal)
            .with_cores(self.race.cores, self.cores)
    }

    /// The status to exit with: 0 for `faster`, 1 for `not faster`, 3 for `cannot tell`.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.verdict() {
            Some(Verdict::Faster) => 0,
            Some(Verdict::NotFaster) => 1,
            Some(Verdict::CannotTell(_)) | None => 3,
        })
    }

    /// One line of JSON: exercise, verdict, reason, ratio, low, high, goal, rounds.
    #[must_use]
    pub fn json(&self) -> String {
        let (verdict, reason) = match self.verdict() {
            Some(Verdict::Faster) => ("faster", None),
            Some(Verdict::NotFaster) => ("not faster", None),
            Some(Verdict::CannotTell(reason)) => ("cannot tell", Some(reason.to_string())),
            None => ("cannot tell", Some(self.difference())),
        };
        let reason = reason.map_or("null".to_owned(), |reason| quoted(&reason));
        let (numbers, rounds) = match &self.outcome {
            Outcome::DifferentValues { .. } => (["null"; 3].map(str::to_owned), 0),
            Outcome::Timed { comparison: c, .. } => (
                [c.ratio, c.low, c.high].map(|number| format!("{number}")),
                c.rounds,
            ),
        };
        let [ratio, low, high] = numbers;
        format!(
            r#"{{"exercise":{},"verdict":"{verdict}","reason":{reason},"ratio":{ratio},"low":{low},"high":{high},"goal":{},"rounds":{rounds}}}"#,
            quoted(&self.race.exercise),
            self.race.goal,
        )
    }

    fn difference(&self) -> String {
        match &self.outcome {
            Outcome::DifferentValues { expected, found } => {
                format!("the two sides computed different values: {expected} and {found}")
            }
            Outcome::Timed { .. } => String::new(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Race { title, goal, .. } = &self.race;
        match &self.outcome {
            Outcome::DifferentValues { expected, found } => write!(
                f,
                "{title}: cannot tell, because the two sides computed different values\n  \
                 the plain version  {expected}\n  yours              {found}\n\
                 Make them agree first; `cargo test` shows where they part."
            ),
            Outcome::Timed {
                baseline,
                contender,
                comparison,
            } => {
                let verdict = self.told_by(comparison);
                write!(
                    f,
                    "{title}: {verdict}\n  {comparison}; the goal is {goal}\n  \
                     the plain version  {:>8}\n  yours              {:>8}",
                    Seconds(baseline.median()),
                    Seconds(contender.median()),
                )?;
                match verdict {
                    Verdict::CannotTell(Reason::TooFewCores { needed, .. }) => write!(
                        f,
                        "\nRace it on a machine with {needed} cores, or leave it to the grader's."
                    ),
                    Verdict::CannotTell(_) => {
                        write!(
                            f,
                            "\nClose what else keeps the machine busy, and race again."
                        )
                    }
                    Verdict::Faster | Verdict::NotFaster => Ok(()),
                }
            }
        }
    }
}

/// A string as JSON writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_json_asks() {
        assert_eq!(quoted("a \"b\"\\\n\u{7f}"), r#""a \"b\"\\\u000a\u007f""#);
        assert_eq!(quoted("µs"), "\"µs\"");
    }
}
