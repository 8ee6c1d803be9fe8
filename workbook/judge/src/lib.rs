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

pub mod contest;
#[cfg(unix)]
mod conversation;
#[cfg(feature = "command")]
mod error;
pub mod frames;
pub mod fresh;
#[cfg(all(feature = "command", unix))]
mod grader;
pub mod limits;
#[cfg(unix)]
mod race;
pub mod sandbox;
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
