//! Verdicts: of a group of cases, of a race, of a whole submission.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sandbox::Level;

/// How a group of cases ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every reply was right.
    Pass,
    /// A reply was wrong.
    Wrong,
    /// The process ended as a panic ends one.
    Panic,
    /// A signal ended the process.
    Crash,
    /// No reply within the time limit.
    Timeout,
    /// Memory ran out.
    Memory,
    /// It printed or replied more than is taken.
    OutputLimit,
    /// The process ended by itself, without a reply.
    EarlyExit,
    /// It doesn't compile, or uses what the exercise doesn't allow.
    BuildError,
    /// The compiler ran into its limits.
    BuildLimit,
    /// There is something, but nothing that can be graded.
    NotGradable,
    /// There is nothing.
    Missing,
    /// The grader or the machine failed: never a zero for the student.
    GraderFault,
    /// A race's: right, but not as fast as the goal.
    #[serde(rename = "not faster")]
    NotFaster,
    /// A race's: the machine was too noisy to say. The points wait for the instructor.
    #[serde(rename = "cannot tell")]
    CannotTell,
    /// A text's: there is one, and a person has to read it. The points wait for the instructor.
    #[serde(rename = "to be read")]
    ToBeRead,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 16] = [
        Self::Pass,
        Self::Wrong,
        Self::Panic,
        Self::Crash,
        Self::Timeout,
        Self::Memory,
        Self::OutputLimit,
        Self::EarlyExit,
        Self::BuildError,
        Self::BuildLimit,
        Self::NotGradable,
        Self::Missing,
        Self::GraderFault,
        Self::NotFaster,
        Self::CannotTell,
        Self::ToBeRead,
    ];

    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Wrong => "wrong",
            Self::Panic => "panic",
            Self::Crash => "crash",
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::OutputLimit => "output-limit",
            Self::EarlyExit => "early-exit",
            Self::BuildError => "build-error",
            Self::BuildLimit => "build-limit",
            Self::NotGradable => "not-gradable",
            Self::Missing => "missing",
            Self::GraderFault => "grader-fault",
            Self::NotFaster => "not faster",
            Self::CannotTell => "cannot tell",
            Self::ToBeRead => "to be read",
        }
    }

    /// The verdict with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// Whether it says something about speed alone. A row's verdict passes over these: the race has columns of its own.
    #[must_use]
    pub const fn is_about_speed(self) -> bool {
        matches!(self, Self::NotFaster | Self::CannotTell)
    }

    /// Whether the points of a group with it wait for the instructor.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::CannotTell | Self::GraderFault | Self::ToBeRead)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// One group of cases, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupResult {
    /// The group's name.
    pub name: String,
    /// What it tests.
    pub about: String,
    /// How it ended.
    pub verdict: Verdict,
    /// Points earned.
    pub points: u32,
    /// Points of the group.
    pub max_points: u32,
    /// One or a few lines for the student; empty when all is well.
    #[serde(default)]
    pub message: String,
}

/// The outcome of a race.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// `faster`, `not faster` or `cannot tell`.
    pub verdict: SpeedVerdict,
    /// Why there is no telling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Time of the plain version ÷ time of the submission.
    pub ratio: f64,
    /// Low end of its 95 % interval.
    pub low: f64,
    /// High end of its 95 % interval.
    pub high: f64,
    /// The ratio to reach.
    pub goal: f64,
    /// Rounds of the last attempt.
    pub rounds: usize,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether speed-ups raced: then the ratio is that of the submission's speed-up to the plain version's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_speed_ups: bool,
}

impl Speed {
    /// The verdict of the group that holds the race's points.
    #[must_use]
    pub fn group_verdict(&self) -> Verdict {
        match self.verdict {
            SpeedVerdict::Faster => Verdict::Pass,
            SpeedVerdict::NotFaster => Verdict::NotFaster,
            SpeedVerdict::CannotTell => Verdict::CannotTell,
        }
    }
}

/// The verdict words of a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpeedVerdict {
    /// At least as fast as the goal.
    #[serde(rename = "faster")]
    Faster,
    /// Slower than the goal.
    #[serde(rename = "not faster")]
    NotFaster,
    /// Neither could be shown.
    #[serde(rename = "cannot tell")]
    CannotTell,
}

impl fmt::Display for SpeedVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Faster => "faster",
            Self::NotFaster => "not faster",
            Self::CannotTell => "cannot tell",
        })
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            verdict,
            ratio,
            low,
            high,
            goal,
            of_speed_ups,
            ..
        } = self;
        let what = match of_speed_ups {
            true => "times the speed-up of the judge's own version",
            false => "times as fast as the plain version",
        };
        write!(
            f,
            "{verdict}: {ratio:.2} {what} ({low:.2} to {high:.2}), the goal is {goal}"
        )?;
        match &self.reason {
            Some(reason) => write!(f, "; {reason}"),
            None => Ok(()),
        }
    }
}

/// One submission to one exercise, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The exercise.
    pub exercise: String,
    /// That of the first group that didn't pass, speed and texts to be read apart.
    pub verdict: Verdict,
    /// Points earned.
    pub points: u32,
    /// Points of the exercise.
    pub max_points: u32,
    /// Points that wait for the instructor: a race that couldn't tell, a text to be read, or a fault of the grader.
    #[serde(default)]
    pub pending_points: u32,
    /// What there is to say to the student, in one line.
    pub message: String,
    /// The groups in the order in which they ran; empty when nothing was run.
    #[serde(default)]
    pub groups: Vec<GroupResult>,
    /// The race, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// What contained the submission; nothing where nothing of it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<Level>,
    /// Whether more is to come, its race above all: only while a batch runs, and after it was interrupted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
}

impl Judgement {
    /// A submission that never came to run.
    #[must_use]
    pub fn unrun(
        exercise: &str,
        max_points: u32,
        verdict: Verdict,
        message: impl Into<String>,
    ) -> Self {
        let pending_points = if verdict == Verdict::GraderFault {
            max_points
        } else {
            0
        };
        Self {
            exercise: exercise.to_owned(),
            verdict,
            points: 0,
            max_points,
            pending_points,
            message: message.into(),
            groups: Vec::new(),
            speed: None,
            sandbox: None,
            unfinished: false,
        }
    }

    /// Sums up groups that were run.
    #[must_use]
    pub fn of_groups(
        exercise: &str,
        groups: Vec<GroupResult>,
        speed: Option<Speed>,
        sandbox: Level,
    ) -> Self {
        let failed = |group: &&GroupResult| group.verdict != Verdict::Pass;
        let says_all = |verdict: Verdict| !verdict.is_about_speed() && verdict != Verdict::ToBeRead;
        let verdict = groups
            .iter()
            .find(|group| failed(group) && says_all(group.verdict))
            .map_or(Verdict::Pass, |group| group.verdict);
        let pending_points = groups
            .iter()
            .filter(|group| group.verdict.is_pending())
            .map(|group| group.max_points)
            .sum();
        // The first failure in full; of the others, that there are more.
        let mut told = false;
        let message = groups
            .iter()
            .filter(failed)
            .map(|group| {
                let GroupResult {
                    name,
                    verdict,
                    max_points,
                    message,
                    ..
                } = group;
                // A text to be read has its place in the groups.
                let in_full = *verdict != Verdict::ToBeRead
                    && (!std::mem::replace(&mut told, true) || verdict.is_about_speed());
                let left = match verdict.is_pending() {
                    true => format!(" ({max_points} points left to the instructor)"),
                    false => String::new(),
                };
                let what = if in_full {
                    message.as_str()
                } else {
                    verdict.word()
                };
                format!("{name}: {what}{left}")
            })
            .collect::<Vec<_>>()
            .join(" | ");
        Self {
            exercise: exercise.to_owned(),
            verdict,
            points: groups.iter().map(|group| group.points).sum(),
            max_points: groups.iter().map(|group| group.max_points).sum(),
            pending_points,
            message,
            groups,
            speed,
            sandbox: Some(sandbox),
            unfinished: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contest::SPEED;

    fn group(name: &str, verdict: Verdict) -> GroupResult {
        let points = if verdict == Verdict::Pass { 5 } else { 0 };
        let message = verdict.to_string();
        GroupResult {
            name: name.to_owned(),
            about: String::new(),
            verdict,
            points,
            max_points: 5,
            message,
        }
    }

    #[test]
    fn every_verdict_has_one_word_in_json_and_in_csv() {
        for verdict in Verdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.word());
            assert_eq!(Verdict::from_word(verdict.word()), Some(verdict));
        }
    }

    #[test]
    fn the_verdict_is_that_of_the_first_group_that_did_not_pass() {
        let groups = vec![
            group("a", Verdict::Pass),
            group("b", Verdict::Panic),
            group("c", Verdict::Wrong),
        ];
        let judgement = Judgement::of_groups("q", groups, None, Level::Landlock);
        assert_eq!(judgement.verdict, Verdict::Panic);
        assert_eq!(
            (
                judgement.points,
                judgement.max_points,
                judgement.pending_points
            ),
            (5, 15, 0)
        );
        assert_eq!(judgement.message, "b: panic | c: wrong");
    }

    #[test]
    fn a_text_to_be_read_is_neither_a_pass_nor_a_zero() {
        let mut text = group("interpretation", Verdict::ToBeRead);
        text.message = "Two cores are two cores.".to_owned();
        let groups = vec![text, group("a", Verdict::Wrong)];
        let judgement = Judgement::of_groups("q", groups, None, Level::Landlock);
        assert_eq!(judgement.verdict, Verdict::Wrong, "the row's is another's");
        assert_eq!((judgement.points, judgement.pending_points), (0, 5));
        assert_eq!(
            judgement.message,
            "interpretation: to be read (5 points left to the instructor) | a: wrong"
        );
        assert_eq!(judgement.groups[0].message, "Two cores are two cores.");
    }

    #[test]
    fn a_speed_says_what_raced() {
        let mut speed = Speed {
            verdict: SpeedVerdict::Faster,
            reason: None,
            ratio: 0.98,
            low: 0.95,
            high: 1.01,
            goal: 0.75,
            rounds: 15,
            attempts: 1,
            of_speed_ups: false,
        };
        assert!(
            speed
                .to_string()
                .contains("0.98 times as fast as the plain")
        );
        assert!(!serde_json::to_string(&speed).unwrap().contains("speed_ups"));
        speed.of_speed_ups = true;
        assert!(speed.to_string().contains("0.98 times the speed-up of"));
    }

    #[test]
    fn a_race_that_cannot_tell_leaves_its_points_to_the_instructor() {
        let groups = vec![group("a", Verdict::Pass), group(SPEED, Verdict::CannotTell)];
        let judgement = Judgement::of_groups("q", groups, None, Level::Landlock);
        assert_eq!(judgement.verdict, Verdict::Pass);
        assert_eq!((judgement.points, judgement.pending_points), (5, 5));
        assert!(
            judgement
                .message
                .contains("5 points left to the instructor")
        );
    }
}
