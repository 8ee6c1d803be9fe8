//! Grading: the process that contains student code never says whether it passed.
//!
//! It turns inputs into output values; a trusted judge holds the seeds, the expected values, the clock and the limits.
//!
//! | part | what it is |
//! |---|---|
//! | [`frames`] | how judge and subject talk |
//! | [`contest`] | what an exercise's judge says |
//! | [`sandbox`], [`limits`] | what contains a subject |
//! | [`trial`] | one submission before one judge |
//! | [`fresh`] | numbers for cases |
//! | [`verdict`] | what comes out |
//! | `grader` | builds judges and submissions, asks, sums up |
//! | `intake` | from a folder or an archive as it was handed in to the texts that are graded |
//! | `roster` | who should have handed something in |
//! | `report` | `grades.json`, and what is rendered from it |
//! | `rules` | what an earlier row must have been judged by to be kept |
//! | `selection` | what of a batch a run is about |
//! | `command` | `cargo workbook grade` |

#[cfg(all(feature = "command", unix))]
pub mod command;
pub mod contest;
#[cfg(unix)]
mod conversation;
#[cfg(feature = "command")]
mod error;
mod failed_case;
pub mod frames;
pub mod fresh;
#[cfg(all(feature = "command", unix))]
mod grader;
#[cfg(feature = "command")]
pub mod intake;
pub mod limits;
#[cfg(unix)]
mod race;
#[cfg(feature = "command")]
pub mod report;
#[cfg(all(feature = "command", unix))]
mod roster;
#[cfg(all(feature = "command", unix))]
mod rules;
pub mod sandbox;
#[cfg(all(feature = "command", unix))]
mod selection;
#[cfg(feature = "command")]
mod task;
#[cfg(unix)]
pub mod trial;
pub mod verdict;

#[cfg(feature = "command")]
pub use error::JudgeError;
#[cfg(all(feature = "command", unix))]
pub use grader::{Grader, Options};
#[cfg(feature = "command")]
pub use task::Task;
