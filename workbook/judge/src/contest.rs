//! What an exercise's `judge.rs` says: its groups of cases, its own plain version, and its race.
//!
//! ```no_run
//! use std::process::ExitCode;
//! use workbook_judge::contest::{self, Case, Group, Judge, RaceCase};
//! use workbook_judge::frames::{Malformed, Reader, Writer};
//!
//! /// Judges `pub fn total(values: &[f64]) -> f64`.
//! struct Total;
//!
//! fn total(values: &[f64]) -> f64 {
//!     values.iter().sum()
//! }
//!
//! impl Judge for Total {
//!     fn groups(&self) -> &[Group] {
//!         const { &[
//!             Group::new("sums", 6, "sums of a few numbers"),
//!             Group::new("speed", 4, "faster than the plain sum"),
//!         ] }
//!     }
//!
//!     fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
//!         match group {
//!             "sums" => (0..4).map(|case| {
//!                 let values = [seed as f64, case as f64, 0.5];
//!                 let mut input = Writer::new();
//!                 input.f64s(&values);
//!                 Case::new(format!("the sum of {values:?}"), input, move |reply| {
//!                     let (got, expected) = (reply.f64()?, total(&values));
//!                     if got == expected { Ok(()) } else { Err(format!("{got} instead of {expected}")) }
//!                 })
//!             }).collect(),
//!             _ => Vec::new(),
//!         }
//!     }
//!
//!     fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
//!         output.f64(total(&input.f64s()?));
//!         Ok(())
//!     }
//!
//!     fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
//!         let values: Vec<f64> = (0..1_000_000).map(|i| (seed ^ i) as f64 + f64::from(round)).collect();
//!         let mut input = Writer::new();
//!         input.f64s(&values);
//!         Some(RaceCase::new(input.clone(), input, |contender, plain| {
//!             let (got, expected) = (contender.f64()?, plain.f64()?);
//!             if (got - expected).abs() <= 1e-9 * expected.abs() { Ok(()) } else { Err(format!("{got} instead of {expected}")) }
//!         }))
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     contest::main(&Total)
//! }
//! ```
//!
//! The replies come from a process with student code: whatever they hold, a check may only say so. It must not panic,
//! and it must not take a reply's word for anything that it can work out itself.

use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;

use crate::frames::{Malformed, Reader, Writer};
#[cfg(target_os = "linux")]
use crate::sandbox::means;
#[cfg(unix)]
use crate::{
    frames,
    sandbox::{canary, die_with_parent, launch},
    trial,
};

/// The group that a race's points belong to.
pub const SPEED: &str = "speed";

/// What an exercise's judge knows. It lives in a trusted process; student code never sees it.
pub trait Judge {
    /// The groups of cases in the order in which they are run. Their points add up to the manifest's.
    ///
    /// When the manifest has a goal, the race's points are those of the group named [`SPEED`].
    fn groups(&self) -> &[Group];

    /// The cases of a group, fresh from this seed. They are sent one after the other to one process.
    fn cases(&self, group: &str, seed: u64) -> Vec<Case>;

    /// The judge's own plain version: answers a race's `plain` input in a sandboxed process of its own.
    ///
    /// # Errors
    /// When the input isn't one of this judge's.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _ = (input, output);
        Ok(())
    }

    /// One round of the race, with inputs that no earlier round had; `None` when there is no race.
    ///
    /// Both sides should work for 10 ms or more, so that sending the input and the reply doesn't count.
    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let _ = (seed, round);
        None
    }
}

/// A group of cases: one process, one verdict, all of its points or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// What it is worth.
    pub points: u32,
    /// What it tests, in a few words for students.
    pub about: &'static str,
    /// The most time that all its cases may take together, where the grader's own limit is too long or too short.
    pub wall: Option<Duration>,
    /// Whether its points are for a person to give, who reads the text that the reply holds.
    pub to_be_read: bool,
    /// Of a macro: what its error must say, as this group's subject mustn't compile. Such a group has no cases.
    pub refused: Option<&'static [&'static str]>,
}

impl Group {
    /// A group with the grader's usual limits.
    #[must_use]
    pub const fn new(name: &'static str, points: u32, about: &'static str) -> Self {
        Self {
            name,
            points,
            about,
            wall: None,
            to_be_read: false,
            refused: None,
        }
    }

    /// A group whose one case is answered by a text alone, which a person reads and gives points for.
    ///
    /// A text that passes the case's check gets the verdict [`ToBeRead`](crate::verdict::Verdict::ToBeRead), and its
    /// points wait for the instructor; one that doesn't, since it is empty say, is wrong.
    #[must_use]
    pub const fn to_be_read(name: &'static str, points: u32, about: &'static str) -> Self {
        Self {
            to_be_read: true,
            ..Self::new(name, points, about)
        }
    }

    /// The same group of a macro's, passed if the subject doesn't compile, and for each of these there is an error of the
    /// macro's that holds it, in capitals or not.
    #[must_use]
    pub const fn refused(self, errors: &'static [&'static str]) -> Self {
        Self {
            refused: Some(errors),
            ..self
        }
    }

    /// The same group with a time limit of its own.
    #[must_use]
    pub const fn within(self, wall: Duration) -> Self {
        Self {
            wall: Some(wall),
            ..self
        }
    }
}

/// What a case's reply is checked with: `Err` says in one line what is wrong with it.
pub type Check = Box<dyn Fn(&mut Reader<'_>) -> Result<(), String>>;

/// What the two replies of a race's round are checked with: first the contender's, then the plain version's.
pub type RaceCheck = Box<dyn Fn(&mut Reader<'_>, &mut Reader<'_>) -> Result<(), String>>;

/// One request to the subject, and the check of its reply.
pub struct Case {
    /// What is asked, in words for students, such as `simulate over 10 days`.
    pub label: String,
    /// The request.
    pub input: Writer,
    /// The check; a reply with anything left over is wrong whatever it says.
    pub check: Check,
}

impl Case {
    /// A case.
    pub fn new(
        label: impl Into<String>,
        input: Writer,
        check: impl Fn(&mut Reader<'_>) -> Result<(), String> + 'static,
    ) -> Self {
        Self {
            label: label.into(),
            input,
            check: Box::new(check),
        }
    }
}

/// One round of a race.
pub struct RaceCase {
    /// The request to the student's process.
    pub contender: Writer,
    /// The request to the judge's plain version.
    pub plain: Writer,
    /// The check of both replies.
    pub check: RaceCheck,
    /// What each side's time is divided by, where speed-ups race and not times.
    pub units: Option<Units>,
}

/// A second request to each side, in the same round: the time of the first is measured in that of this one.
pub struct Units {
    /// The request to the student's process.
    pub contender: Writer,
    /// The request to the judge's plain version.
    pub plain: Writer,
}

impl RaceCase {
    /// A round with its own check.
    pub fn new(
        contender: Writer,
        plain: Writer,
        check: impl Fn(&mut Reader<'_>, &mut Reader<'_>) -> Result<(), String> + 'static,
    ) -> Self {
        Self {
            contender,
            plain,
            check: Box::new(check),
            units: None,
        }
    }

    /// The same round as a race of *speed-ups*: of how much faster each side is at its first request than at this
    /// one, such as the same work on one thread. The check is made of both pairs of replies.
    ///
    /// How much a machine allows differs from one minute to the next, so both speed-ups are of the same round.
    #[must_use]
    pub fn over(self, contender: Writer, plain: Writer) -> Self {
        Self {
            units: Some(Units { contender, plain }),
            ..self
        }
    }
}

/// The whole `main` of a judge binary.
///
/// Without an argument it does a [`Job`](crate::trial::Job) of the grader; `groups` lists its groups as JSON. `judge-NAME plain` answers plain inputs on
/// descriptor 0; `launch`, `canary` and `means` belong to the [sandbox](crate::sandbox).
#[must_use]
#[cfg(unix)]
pub fn main(judge: &impl Judge) -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        None => do_a_job(judge),
        Some("groups") => write_groups(judge),
        Some("plain") => {
            frames::serve(|input, output| judge.plain(input, output));
            ExitCode::SUCCESS
        }
        Some(canary::MODE) => {
            frames::serve(canary::answer);
            ExitCode::SUCCESS
        }
        #[cfg(target_os = "linux")]
        Some(means::MODE) => match means::attempt(&arguments.next().unwrap_or_default()) {
            Ok(found) => {
                println!("{found}");
                ExitCode::SUCCESS
            }
            Err(reason) => {
                println!("{reason}");
                ExitCode::FAILURE
            }
        },
        Some("launch") => {
            let status = launch(arguments.next().as_deref());
            ExitCode::from(u8::try_from(status).unwrap_or(u8::MAX))
        }
        Some(other) => {
            eprintln!("a judge has no mode `{other}`; it is started by `cargo workbook grade`");
            ExitCode::from(2)
        }
    }
}

/// Nothing contains a submission here, so nothing is judged.
#[must_use]
#[cfg(not(unix))]
pub fn main(_judge: &impl Judge) -> ExitCode {
    eprintln!("trusted grading needs Linux");
    ExitCode::from(3)
}

#[cfg(unix)]
fn write_groups(judge: &impl Judge) -> ExitCode {
    match serde_json::to_writer(std::io::stdout(), judge.groups()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(3),
    }
}

#[cfg(unix)]
fn do_a_job(judge: &impl Judge) -> ExitCode {
    let judged = die_with_parent()
        .map_err(std::io::Error::other)
        .and_then(|()| {
            let this = std::env::current_exe()?;
            let job = serde_json::from_reader(std::io::stdin())?;
            let outcome = trial::hold(judge, &job, this);
            serde_json::to_writer(std::io::stdout(), &outcome)?;
            Ok(())
        });
    match judged {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!(
                "this judge can't do its job: {error}; it is started by `cargo workbook grade`"
            );
            ExitCode::from(3)
        }
    }
}
