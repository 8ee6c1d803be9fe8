//! What `bench` fails with, and the exit status that it means.

use std::path::PathBuf;
use std::process::ExitStatus;

use crate::cli::Failure;
use crate::python;

/// Why nothing, or not everything, was measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// No such lesson or kernel.
    #[error("there is no lesson or kernel `{name}`; there are: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A reference record needs the Python peer.
    #[error("a reference record is measured together with Python, and {0}")]
    NoPeer(#[source] python::NoPeer),
    /// A reference record needs the pinned versions.
    #[error(
        "a reference record takes the pinned Python packages, and {} has {off}\n\
         To mend it: {} -m pip install -r book/listings/python/requirements.txt",
        interpreter.display(), interpreter.display()
    )]
    OffPeer {
        /// The interpreter.
        interpreter: PathBuf,
        /// The packages that are off.
        off: String,
    },
    /// A variant failed in a run for the reference.
    #[error("{kernel} was not measured whole, as told above; no reference record was written")]
    Incomplete {
        /// The kernel.
        kernel: String,
    },
    /// A machine's name won't do.
    #[error(
        "`{0}` can't be the name of a machine: it takes small letters, digits and single hyphens, at most 40 of them, and \
         not a word that stands for something else; `ward-8-server` would do"
    )]
    Name(String),
    /// Another machine's records can't be taken in.
    #[error("{} can't be added: {reason}\nNothing was added.", path.display())]
    Foreign {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nothing to export.
    #[error("there are no records of yours to export yet; to measure: cargo workbook bench")]
    NothingToExport,
    /// The file to export to holds something else.
    #[error("{} is there already and is no export of records: it is left alone; name another file", .0.display())]
    Taken(PathBuf),
    /// A program couldn't be started or read.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// What was run.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program failed.
    #[error("`{command}` failed ({status}); what it said is above")]
    Failed {
        /// What was run.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A program printed something else than was agreed.
    #[error("`{command}` printed a line that is no {what}: {line}")]
    Garbled {
        /// What was run.
        command: String,
        /// What was expected.
        what: &'static str,
        /// The line.
        line: String,
    },
    /// The bounds of the kernels can't be read.
    #[error(transparent)]
    Bounds(#[from] ::ceilings::BoundsError),
    /// A source file of a kernel has no fingerprint.
    #[error(transparent)]
    Fingerprint(#[from] workbook_pages::fingerprint::FingerprintError),
    /// A record can't be written or moved.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Self {
        match error {
            BenchError::Unknown { .. }
            | BenchError::NoPeer(_)
            | BenchError::OffPeer { .. }
            | BenchError::Incomplete { .. }
            | BenchError::Name(_)
            | BenchError::Foreign { .. }
            | BenchError::NothingToExport
            | BenchError::Taken(_) => Failure::input(error),
            _ => Failure::fault(error),
        }
    }
}
