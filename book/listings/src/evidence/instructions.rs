//! How many instructions each variant executes.
//!
//! The program runs itself under a counter, once with one evaluation and once with two. The difference is one evaluation,
//! without the start, the input and whatever else happens once.

use std::path::Path;
use std::process::Command;

use fearless_simd::Level;
use serde::Serialize;

use super::Subject;
use crate::kernel::Kernel;

/// What was counted, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instructions {
    /// The program that counted, with its version.
    pub counter: String,
    /// The registers that dispatch chose there: Valgrind knows no AVX-512.
    pub level: String,
    /// One row for each variant on one thread.
    pub rows: Vec<Row>,
}

/// Instructions of one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The variant's name.
    pub variant: &'static str,
    /// Instructions.
    pub count: u64,
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// There is nothing to count with.
    #[error(
        "instructions are not counted: there is no valgrind on the path, and `perf stat` counts none here. \
         `apt-get install valgrind`, or its like, mends it"
    )]
    NoCounter,
    /// A program couldn't be started.
    #[error("cannot run {program}: {source}")]
    Start {
        /// Which program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It ran and gave no number.
    #[error("{counter} counted nothing of {what}: {said}")]
    Nothing {
        /// What counted.
        counter: String,
        /// What ran.
        what: String,
        /// What was printed.
        said: String,
    },
}

/// A program that counts instructions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counter {
    /// `valgrind --tool=callgrind`: exact, and a hundred times as slow.
    Callgrind {
        /// What it calls itself.
        version: String,
    },
    /// `perf stat`: the processor's own counter, where the system lets one read it.
    Perf {
        /// What it calls itself.
        version: String,
    },
}

impl Counter {
    /// The best that this machine has.
    ///
    /// # Errors
    /// When it has none.
    pub fn find() -> Result<Self, CountError> {
        let version = |program: &str| {
            let output = Command::new(program).arg("--version").output().ok()?;
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            output.status.success().then_some(text)
        };
        if let Some(version) = version("valgrind") {
            return Ok(Self::Callgrind { version });
        }
        if let Some(version) = version("perf") {
            let perf = Self::Perf { version };
            if perf.instructions(Path::new("true"), &[]).is_ok() {
                return Ok(perf);
            }
        }
        Err(CountError::NoCounter)
    }

    /// Its name with its version.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Callgrind { version } => format!("callgrind of {version}"),
            Self::Perf { version } => version.clone(),
        }
    }

    /// All instructions of a run, and what the run printed.
    fn instructions(&self, program: &Path, words: &[&str]) -> Result<(u64, String), CountError> {
        let mut command = match self {
            Self::Callgrind { .. } => {
                let mut command = Command::new("valgrind");
                command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
                command
            }
            Self::Perf { .. } => {
                let mut command = Command::new("perf");
                command.args(["stat", "-x", ",", "-e", "instructions:u", "--"]);
                command
            }
        };
        let output = command.arg(program).args(words).output();
        let output = output.map_err(|source| CountError::Start {
            program: self.name(),
            source,
        })?;
        let said = String::from_utf8_lossy(&output.stderr);
        let count = match self {
            Self::Callgrind { .. } => said
                .lines()
                .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok()),
            Self::Perf { .. } => said.lines().find_map(|line| {
                let (count, rest) = line.split_once(',')?;
                rest.contains("instructions")
                    .then(|| count.parse().ok())
                    .flatten()
            }),
        };
        match count {
            Some(count) if output.status.success() => Ok((
                count,
                String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            )),
            _ => Err(CountError::Nothing {
                counter: self.name(),
                what: words.join(" "),
                said: said.trim().to_owned(),
            }),
        }
    }
}

/// Counts one evaluation of each variant on one thread. `program` answers `--run KERNEL/VARIANT SIZE TIMES` by [`run`].
///
/// # Errors
/// When a run gives no number.
pub fn count(
    counter: &Counter,
    program: &Path,
    kernel: &Kernel,
    subject: &Subject,
) -> Result<Instructions, CountError> {
    let (mut rows, mut level) = (Vec::new(), String::new());
    // A pool of one has threads that look for work while they have none, for as long as it takes.
    let serial = kernel.variants.iter().filter(|variant| {
        variant.threads == 1
            && !["parallel", "processes"]
                .iter()
                .any(|start| variant.name.starts_with(start))
            && (variant.prepare)(subject.size).is_some()
    });
    for variant in serial {
        let what = format!("{}/{}", kernel.name, variant.name);
        let mut counts = [0; 2];
        for (times, total) in ["1", "2"].into_iter().zip(&mut counts) {
            (*total, level) =
                counter.instructions(program, &["--run", &what, subject.size, times])?;
        }
        rows.push(Row {
            variant: variant.name,
            count: counts[1].saturating_sub(counts[0]),
        });
    }
    Ok(Instructions {
        counter: counter.name(),
        level,
        rows,
    })
}

/// Evaluates a variant so many times, and returns the name of the registers that dispatch chooses here; `None` if there is
/// no such variant.
#[must_use]
pub fn run(what: &str, size: &str, times: usize) -> Option<&'static str> {
    let (kernel, name) = what.split_once('/')?;
    let variants = crate::kernel(kernel)?.variants;
    let variant = variants.iter().find(|variant| variant.name == name)?;
    let mut ready = (variant.prepare)(size)?;
    for _ in 0..times {
        ready.run();
    }
    Some(level())
}

/// The registers that dispatch chooses on this machine.
#[must_use]
pub fn level() -> &'static str {
    match Level::new() {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(_) => "AVX-512",
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(_) => "AVX2",
        #[cfg(target_arch = "x86_64")]
        Level::Sse4_2(_) => "SSE4.2",
        #[cfg(target_arch = "x86_64")]
        Level::Sse2(_) => "SSE2",
        #[cfg(target_arch = "aarch64")]
        Level::Neon(_) => "Neon",
        _ => "the narrowest registers",
    }
}
