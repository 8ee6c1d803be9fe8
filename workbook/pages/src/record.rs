//! A measurement record: what `cargo workbook bench` writes and pages show.
//!
//! One file per kernel and machine. Reference records are committed in `book/measurements/`;
//! the reader's own go to `.workbook/measurements/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The format this version reads and writes.
pub const FORMAT: u32 = 1;

/// All rows of one kernel, measured in one run on one machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Version of this layout: [`FORMAT`].
    pub format: u32,
    /// The kernel's name, as in the table of variants.
    pub kernel: String,
    /// Where it was measured.
    pub machine: Machine,
    /// How and when it was measured.
    pub run: Run,
    /// One row per variant, size and thread count, in the table's order.
    pub rows: Vec<Row>,
}

/// The machine card.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {
    /// The processor's own name.
    pub cpu: String,
    /// Instruction set of the build, such as `x86_64`.
    pub arch: String,
    /// Processors the operating system schedules on.
    pub logical_cores: Option<u32>,
    /// Cores, counting hardware threads of one core once.
    pub physical_cores: Option<u32>,
    /// Caches, smallest level first.
    pub caches: Vec<Cache>,
    /// Main memory in bytes.
    pub memory_bytes: Option<u64>,
    /// Frequency governor, where the system tells.
    pub governor: Option<String>,
    /// Transparent huge pages: `always`, `madvise` or `never`.
    pub huge_pages: Option<String>,
    /// Whether a hypervisor is seen.
    pub virtual_machine: Option<bool>,
    /// Operating system and kernel version.
    pub os: String,
    /// `rustc --version`.
    pub rustc: String,
    /// Profile and flags that the code was compiled with.
    pub flags: String,
}

/// One cache of the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cache {
    /// Level: 1, 2, 3.
    pub level: u32,
    /// `data`, `instruction` or `unified`.
    pub kind: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Logical processors that share it.
    pub shared_by: u32,
}

/// How a record came to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// ISO 8601 date and time, UTC.
    pub date: String,
    /// Fewer and shorter rounds than a full run.
    pub quick: bool,
    /// Interleaved rounds.
    pub rounds: u32,
    /// The Python peer, when it ran in the same rounds.
    pub python: Option<Python>,
    /// Token fingerprint of each source file of the kernel, by its path from the repository root.
    pub sources: BTreeMap<String, String>,
}

/// Versions of the Python peer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Python {
    /// Of the interpreter.
    pub python: String,
    /// Of NumPy, if there.
    pub numpy: Option<String>,
    /// Of Numba, if there.
    pub numba: Option<String>,
    /// Whether Numba says that it uses SVML.
    pub svml: Option<bool>,
}

/// The timing of one variant at one size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The kernel's name.
    pub kernel: String,
    /// The variant's name, unique in its kernel and language.
    pub variant: String,
    /// Which language ran it.
    pub language: Language,
    /// The problem, in words that are the same in both languages.
    pub size: String,
    /// Threads the variant was allowed to use.
    pub threads: u32,
    /// Median time of one evaluation, in seconds.
    pub median_s: f64,
    /// Low end of the interval of the median, in seconds.
    pub low_s: f64,
    /// High end of the interval of the median, in seconds.
    pub high_s: f64,
    /// What limits the variant, such as `memory bandwidth`, as it was known when this was measured; `null` where there is
    /// no bound, or no ceiling was measured by then. [`crate::ceiling`] works it out anew.
    pub ceiling: Option<String>,
    /// The ceiling's time over the median, likewise.
    pub share_of_ceiling: Option<f64>,
    /// A variant too slow at full size ran this smaller size, and its times were scaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaled_from: Option<String>,
    /// Time of one evaluation in each round, in seconds; row by row the same rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples_s: Vec<f64>,
}

/// A language that rows are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Compiled by the rustc of the machine card.
    Rust,
    /// Run by the interpreter of [`Run::python`].
    Python,
}

/// Why a record can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is no such file.
    #[error("no record at {}", .0.display())]
    Missing(PathBuf),
    /// The file can't be read.
    #[error("cannot read the record {}: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file isn't a record of this format.
    #[error("the record {} is not one of format {FORMAT}: {reason}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Record {
    /// Reads and checks a record.
    ///
    /// # Errors
    /// When the file is missing, unreadable, of another format, or holds times that aren't positive and ordered.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => RecordError::Missing(path.to_owned()),
            _ => RecordError::Unreadable {
                path: path.to_owned(),
                source,
            },
        })?;
        Self::parse(&text).map_err(|reason| RecordError::Malformed {
            path: path.to_owned(),
            reason,
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if record.format != FORMAT {
            return Err(format!("it says format {}", record.format));
        }
        for row in &record.rows {
            let ordered =
                0.0 < row.low_s && row.low_s <= row.median_s && row.median_s <= row.high_s;
            if !ordered || !row.high_s.is_finite() {
                return Err(format!(
                    "times of {}/{} at {} are not positive and ordered",
                    row.kernel, row.variant, row.size
                ));
            }
            if row.samples_s.iter().any(|s| !(s.is_finite() && *s > 0.0)) {
                return Err(format!(
                    "a sample of {}/{} at {} is not a positive time",
                    row.kernel, row.variant, row.size
                ));
            }
        }
        Ok(record)
    }
}
