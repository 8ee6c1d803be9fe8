//! What can go wrong before, between and after submissions. What goes wrong with a submission is a verdict instead.

use std::path::{Path, PathBuf};

use crate::sandbox::SandboxError;

/// An error of the grader.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// What was asked for doesn't exist or doesn't fit together.
    #[error("{0}")]
    Usage(String),
    /// A file or folder can't be read or written.
    #[error("cannot {doing} {path}: {source}", path = path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A report of an earlier run can't be understood.
    #[error("cannot go on from {path}: {reason}", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The judge of an exercise can't be built, or isn't what its manifest says.
    #[error("the judge of {exercise} is not ready: {reason}")]
    Judge {
        /// Which exercise.
        exercise: String,
        /// Why.
        reason: String,
    },
    /// The toolchain can't be found.
    #[error("cannot find the Rust toolchain: {0}")]
    Toolchain(String),
    /// Nobody would end what a killed grader leaves behind.
    #[error("cannot set guardians over the grader: {0}")]
    Guard(#[source] std::io::Error),
    /// Nothing contains a submission.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
}

impl JudgeError {
    /// Whether what was asked for is at fault, and not the tool or the machine.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Usage(_) | Self::Unreadable { .. })
    }

    /// An error with a path, from one without.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}
