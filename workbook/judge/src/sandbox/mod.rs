//! What contains a process with untrusted input, and how it is started and ended.
//!
//! A [`Launch`] says what to run; a trusted launcher (`judge-NAME launch`, this crate's code in every judge binary)
//! confines itself as it says and then becomes the program. Two roles differ in what they need: a subject runs hostile
//! code and gets nothing but its socket; the compiler is trusted but reads hostile text. A compiler that has loaded a
//! procedural macro of a student's is both: it gets a compiler's files without the linker, and a subject's system calls.
//!
//! | level | files | network, processes | numbers |
//! |---|---|---|---|
//! | `bubblewrap` | a mount namespace with what is needed, read-only | network, PID, IPC namespaces; seccomp | rlimits |
//! | `landlock` | Landlock | seccomp: no sockets, a subject starts no process | rlimits |
//! | `weak` | nothing | a process group that is killed | rlimits |
//!
//! As root, subjects run as an unprivileged user at every level. The level is chosen once, by trying: a canary program
//! is run inside, and must not be able to read, write, connect or start a process. It is printed in every report.

#[cfg(target_os = "linux")]
mod bubblewrap;
#[cfg(unix)]
pub(crate) mod canary;
#[cfg(unix)]
pub mod child;
#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod filter;
#[cfg(unix)]
mod launch;
#[cfg(target_os = "linux")]
pub(crate) mod means;

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::limits::Limits;

#[cfg(unix)]
pub(crate) use launch::{die_with_parent, launch};

/// How well a process is contained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Namespaces by the `bwrap` command, seccomp inside, rlimits.
    Bubblewrap,
    /// Landlock, seccomp, rlimits.
    Landlock,
    /// Rlimits and a process group: verdicts can't be forged, but a submission could read or write what the grader can.
    Weak,
}

impl Level {
    /// Every level, strongest first.
    pub const ALL: [Self; 3] = [Self::Bubblewrap, Self::Landlock, Self::Weak];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Bubblewrap => "bubblewrap",
            Self::Landlock => "landlock",
            Self::Weak => "weak",
        })
    }
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.to_string() == word)
            .ok_or_else(|| format!("there is no sandbox level `{word}`; the levels are bubblewrap, landlock and weak"))
    }
}

/// What a confined process is for, which decides what it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs hostile code: sees the C library and itself, starts no process, writes no file.
    Subject,
    /// A trusted program over hostile text: reads what the launch names, writes one folder, starts a linker.
    Compiler,
    /// A compiler with hostile code in its own process, a procedural macro's: reads what the launch names, writes one
    /// folder, starts no process.
    Expander,
}

/// A program to run in confinement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Launch {
    /// The level of confinement.
    pub level: Level,
    /// What the program is for.
    pub role: Role,
    /// The program's file.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Files and folders that it may read besides the system's libraries; for a compiler or an expander.
    pub readable: Vec<PathBuf>,
    /// The one folder that it may write, and starts in; for a compiler or an expander.
    pub writable: Option<PathBuf>,
    /// A linker's folder for temporary files: all that is ever in the environment.
    pub temporary: Option<PathBuf>,
    /// Processors that it may use; all where nothing is said.
    pub processors: Option<u32>,
    /// Threads that other launches at the same time may start as the same user: they don't count as this one's.
    #[serde(default)]
    pub neighbours: u64,
    /// What it may use.
    pub limits: Limits,
}

/// Why a process couldn't be confined. It is the grader's fault, never the student's.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No level that would do works on this machine.
    #[error(
        "nothing on this machine contains a submission well enough ({tried}). Install bubblewrap, or use a Linux of \
         6.2 or later with Landlock; `--accept-weak-containment` grades all the same: verdicts can't be forged, but \
         a submission could read or change whatever you can"
    )]
    Uncontained {
        /// What was tried, and how it failed.
        tried: String,
    },
    /// The level that was asked for doesn't work here.
    #[error("the sandbox `{level}` doesn't work on this machine: {reason}")]
    Unusable {
        /// The level.
        level: Level,
        /// How it failed.
        reason: String,
    },
    /// A process couldn't be started.
    #[error("cannot start {program} in the sandbox: {source}", program = program.display())]
    Start {
        /// The launcher.
        program: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A level that was found to work, and the launcher that applies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox {
    level: Level,
    launcher: PathBuf,
    /// The stronger levels, and why each doesn't work here.
    passed_over: Vec<String>,
}

impl Sandbox {
    /// A sandbox of this level, without trying it: for a judge that the grader has told what to use.
    #[must_use]
    pub fn assume(level: Level, launcher: PathBuf) -> Self {
        Self {
            level,
            launcher,
            passed_over: Vec::new(),
        }
    }

    /// The strongest level that works here, by the canary and by a further `trial`; `launcher` is any judge binary.
    ///
    /// With `wanted`, that level or none. Weak containment is taken only where it is accepted.
    ///
    /// # Errors
    /// When no level works that may be used.
    #[cfg(unix)]
    pub fn choose(
        wanted: Option<Level>,
        accept_weak: bool,
        launcher: &std::path::Path,
        trial: impl Fn(&Self) -> Result<(), SandboxError>,
    ) -> Result<Self, SandboxError> {
        let mut tried = Vec::new();
        for level in Level::ALL {
            if wanted.is_some_and(|wanted| wanted != level) {
                continue;
            }
            if level == Level::Weak && !accept_weak {
                tried.push("weak: it was not accepted".to_owned());
                continue;
            }
            let sandbox = Self::assume(level, launcher.to_owned());
            match sandbox.probe().and_then(|()| trial(&sandbox)) {
                Ok(()) => {
                    return Ok(Self {
                        passed_over: tried,
                        ..sandbox
                    });
                }
                Err(error) if wanted.is_some() => return Err(error),
                Err(error) => tried.push(match error {
                    SandboxError::Unusable { level, reason } => format!("{level}: {reason}"),
                    other => format!("{level}: {other}"),
                }),
            }
        }
        Err(SandboxError::Uncontained {
            tried: tried.join("; "),
        })
    }

    /// The stronger levels that were tried and don't work here, each with its reason.
    #[must_use]
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// The level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }
}
