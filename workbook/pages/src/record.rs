//! A measurement record: what `cargo workbook bench` writes and pages show.
//!
//! One file per kernel and machine. Reference records are committed in `book/measurements/`, those of further machines in
//! `book/measurements/machines/NAME/`; the reader's own go to `.workbook/measurements/`, every run of theirs to
//! `.workbook/history/`, and what they add of other machines to `.workbook/machines/NAME/`.
//!
//! A record may come from anywhere, so reading one is guarded: a limit to its size, plain text only in its names, times
//! that are times. What doesn't hold is a [`RecordError`] with the reason.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use stopwatch::{Comparison, Samples};

/// The format this version reads and writes.
pub const FORMAT: u32 = 1;

/// The largest file that is read as a record; the largest of ours has a hundredth of that.
pub const MOST_BYTES: u64 = 16 << 20;
const MOST_ROWS: usize = 5000;
/// The most characters of a name, version or path.
const LONGEST: usize = 400;

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
    /// How many of them this process may use, by its affinity and a quota on its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usable_cores: Option<u32>,
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
    /// What kind of container is seen, or that none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Processor time that a container or service is limited to, such as `1.5 cores`, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_quota: Option<String>,
    /// Groups of cores with memory of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numa_nodes: Option<u32>,
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
    /// It was stopped before all its rounds were done.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// How long it took, preparations included, in seconds: what the next run's estimate is learned from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// The Python peer, when it ran in the same rounds.
    pub python: Option<Python>,
    /// Rows that an earlier run on this machine has clearly faster.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub best: Vec<Best>,
    /// Token fingerprint of each source file of the kernel, by its path from the repository root.
    pub sources: BTreeMap<String, String>,
}

/// The best that a row was in an earlier run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The variant's name.
    pub variant: String,
    /// Which language ran it.
    pub language: Language,
    /// The problem.
    pub size: String,
    /// Threads the variant was allowed to use.
    pub threads: u32,
    /// Median time of one evaluation, in seconds.
    pub median_s: f64,
    /// ISO 8601 date and time of that run, UTC.
    pub date: String,
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
    /// Of a row that stands for many races: how they ended. Its samples are the contender's median in each race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdicts: Option<Verdicts>,
    /// Processor time of one evaluation over all threads, in seconds: the median of the rounds. Not known of work that
    /// other processes do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core_s: Option<f64>,
    /// Time of one evaluation in each round, in seconds; row by row the same rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples_s: Vec<f64>,
}

/// How many races ended in which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// With the contender called faster.
    pub faster: u32,
    /// With the contender called not faster.
    pub not_faster: u32,
    /// Without telling.
    pub cannot_tell: u32,
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
    /// When the file is missing, unreadable, too large, of another format, or doesn't hold: see [`Record::check`].
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let text = read_text(path)?;
        Self::parse(&text).map_err(|reason| RecordError::Malformed {
            path: path.to_owned(),
            reason,
        })
    }

    /// A record from its text.
    ///
    /// # Errors
    /// What is wrong with it, in words that follow "the record … is not one of this format:".
    pub fn parse(text: &str) -> Result<Self, String> {
        /// The format alone: another one may differ in everything else.
        #[derive(Deserialize)]
        struct Version {
            format: Option<serde_json::Value>,
        }
        let version: Version = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match version.format {
            Some(format) if format == FORMAT => {}
            Some(format) => return Err(format!("it says format {}", short(&format.to_string()))),
            None => return Err("it doesn't say its format".to_owned()),
        }
        let record: Self = serde_json::from_str(text).map_err(|error| short(&error.to_string()))?;
        record.check()?;
        Ok(record)
    }

    /// Whether everything in it can be shown: names are plain text of bearable length, times are positive and ordered.
    ///
    /// # Errors
    /// The first thing that isn't so.
    pub fn check(&self) -> Result<(), String> {
        let (machine, run) = (&self.machine, &self.run);
        let texts = [
            ("kernel", Some(&self.kernel)),
            ("cpu", Some(&machine.cpu)),
            ("arch", Some(&machine.arch)),
            ("os", Some(&machine.os)),
            ("rustc", Some(&machine.rustc)),
            ("flags", Some(&machine.flags)),
            ("governor", machine.governor.as_ref()),
            ("huge_pages", machine.huge_pages.as_ref()),
            ("container", machine.container.as_ref()),
            ("cpu_quota", machine.cpu_quota.as_ref()),
            ("date", Some(&run.date)),
        ];
        for (what, text) in texts {
            text.map_or(Ok(()), |text| plain(what, text))?;
        }
        for cache in &machine.caches {
            plain("a cache's kind", &cache.kind)?;
        }
        if let Some(peer) = &run.python {
            let versions = [Some(&peer.python), peer.numpy.as_ref(), peer.numba.as_ref()];
            for version in versions.into_iter().flatten() {
                plain("a version of Python's", version)?;
            }
        }
        for (path, fingerprint) in &run.sources {
            plain("a source's path", path)?;
            plain("a source's fingerprint", fingerprint)?;
        }
        for best in &run.best {
            plain("a variant", &best.variant)?;
            plain("a size", &best.size)?;
            plain("the date of an earlier run", &best.date)?;
            if !(best.median_s.is_finite() && best.median_s > 0.0) {
                return Err(format!(
                    "the best of {} at {} is not a positive time",
                    best.variant, best.size
                ));
            }
        }
        if run.duration_s.is_some_and(|s| !(s.is_finite() && s >= 0.0)) {
            return Err("its duration is no time".to_owned());
        }
        if machine.caches.len() > 32
            || run.sources.len() > 1000
            || self.rows.len().max(run.best.len()) > MOST_ROWS
        {
            return Err(format!(
                "it holds more than anybody measures: {} rows, {} sources, {} caches",
                self.rows.len(),
                run.sources.len(),
                machine.caches.len()
            ));
        }
        self.rows.iter().try_for_each(Row::check)
    }
}

impl Row {
    /// The time of this row over that of `other`, which is of the same record, in their common rounds. None, if they have
    /// none.
    pub fn over(&self, other: &Row) -> Option<Comparison> {
        let samples = |row: &Row| Samples::new(row.samples_s.clone()).ok();
        Some(Comparison::of(&samples(self)?, &samples(other)?))
    }

    fn check(&self) -> Result<(), String> {
        plain("a row's kernel", &self.kernel)?;
        plain("a variant", &self.variant)?;
        plain("a size", &self.size)?;
        for (what, text) in [("a ceiling", &self.ceiling), ("a size", &self.scaled_from)] {
            text.as_ref().map_or(Ok(()), |text| plain(what, text))?;
        }
        let fault = |what: &str, is: &str| {
            let Self {
                kernel,
                variant,
                size,
                ..
            } = self;
            Err(format!("{what} of {kernel}/{variant} at {size} {is}"))
        };
        let ordered =
            0.0 < self.low_s && self.low_s <= self.median_s && self.median_s <= self.high_s;
        if !ordered || !self.high_s.is_finite() {
            return fault("the times", "are not positive and ordered");
        }
        if self.core_s.is_some_and(|s| !(s.is_finite() && s >= 0.0)) {
            return fault("the processor time", "is no time");
        }
        if self.samples_s.iter().any(|s| !(s.is_finite() && *s > 0.0)) {
            return fault("a sample", "is not a positive time");
        }
        if self
            .share_of_ceiling
            .is_some_and(|share| !(share.is_finite() && share >= 0.0))
        {
            return fault("the share of the ceiling", "is not a share");
        }
        if self.threads == 0 {
            return fault("the threads", "are none");
        }
        Ok(())
    }
}

/// Whether a text can stand on a page and in a terminal.
fn plain(what: &str, text: &str) -> Result<(), String> {
    if text.chars().count() > LONGEST {
        return Err(format!(
            "{what} is longer than {LONGEST} characters: {}",
            short(text)
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("{what} holds a control character: {}", short(text)));
    }
    Ok(())
}

/// The beginning of a text, with nothing in it that a terminal would obey.
fn short(text: &str) -> String {
    let whole = text.chars().count() <= 200;
    let start: String = text
        .chars()
        .take(200)
        .flat_map(char::escape_debug)
        .collect();
    if whole { start } else { start + "…" }
}

/// Reads a file that should hold a record, or several: text, and not more of it than makes sense.
///
/// # Errors
/// When it is missing, no file, unreadable, too large or not text.
pub fn read_text(path: &Path) -> Result<String, RecordError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => RecordError::Missing(path.to_owned()),
        _ => RecordError::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    let malformed = |reason: String| RecordError::Malformed {
        path: path.to_owned(),
        reason,
    };
    // Before it is opened: opening a pipe would wait for a writer.
    let kind = std::fs::metadata(path).map_err(unreadable)?;
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "a folder"
        } else {
            "no ordinary file"
        };
        return Err(malformed(format!("it is {what}")));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(malformed(format!(
            "it is larger than {} MiB",
            MOST_BYTES >> 20
        )));
    }
    String::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8 text".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn json() -> serde_json::Value {
        let record = sample::record("powers", &[sample::row("mul", "x^2", 1, 1e-3)]);
        serde_json::to_value(record).unwrap()
    }

    fn fault(edit: impl FnOnce(&mut serde_json::Value)) -> String {
        let mut value = json();
        edit(&mut value);
        Record::parse(&value.to_string()).unwrap_err()
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        // Written whole: a fraction may come back with its last digit off.
        let mut row = sample::row("mul", "x^2", 1, 1.0);
        row.samples_s = vec![1.0, 2.0];
        (row.low_s, row.high_s) = (0.5, 2.5);
        let record = sample::record("powers", &[row]);
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(Record::parse(&text).unwrap(), record);
    }

    #[test]
    fn what_is_no_record_of_this_format_is_told_by_its_first_fault() {
        assert!(
            Record::parse("{\"format\": 1, \"kern")
                .unwrap_err()
                .contains("EOF")
        );
        assert!(
            Record::parse("[]").unwrap_err().contains("invalid"),
            "no object"
        );
        assert!(fault(|v| v["format"] = 2.into()).contains("format 2"));
        assert!(fault(|v| v["format"] = "\u{1b}[2J".into()).contains("format"));
        assert!(
            fault(|v| drop(v.as_object_mut().unwrap().remove("format"))).contains("its format")
        );
        // A newer format need not have this one's fields.
        assert_eq!(
            Record::parse("{\"format\":3}").unwrap_err(),
            "it says format 3"
        );
        assert!(
            fault(|v| v["rows"][0]["low_s"] = (-1e-3).into())
                .contains("the times of powers/mul at x^2")
        );
        assert!(fault(|v| v["rows"][0]["high_s"] = 1e-9.into()).contains("ordered"));
        assert!(fault(|v| v["rows"][0]["samples_s"][3] = 0.into()).contains("a sample"));
        assert!(fault(|v| v["rows"][0]["threads"] = 0.into()).contains("threads of powers"));
        assert!(
            fault(|v| v["rows"][0]["variant"] = "\u{1b}]0;x".into()).contains("control character")
        );
        assert!(
            fault(|v| v["machine"]["cpu"] = "x".repeat(401).into()).contains("longer than 400")
        );
        assert!(fault(|v| v["run"]["duration_s"] = (-1).into()).contains("duration"));
        let text = json().to_string();
        for number in ["NaN", "1e999", "-Infinity"] {
            let broken = text.replacen("0.001", number, 1);
            assert_ne!(broken, text);
            assert!(Record::parse(&broken).is_err(), "{number}");
        }
        let row = json()["rows"][0].clone();
        assert!(
            fault(|v| v["rows"] = vec![row; MOST_ROWS + 1].into()).contains("more than anybody")
        );
    }

    #[test]
    fn what_is_no_text_file_is_told_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("powers.json");
        let told = |path: &Path| Record::read(path).unwrap_err().to_string();
        assert!(told(&path).starts_with("no record at"));
        std::fs::create_dir(&path).unwrap();
        assert!(told(&path).contains("it is a folder"));
        let bytes = folder.path().join("bytes.json");
        std::fs::write(&bytes, b"{\xff\xfe}").unwrap();
        assert!(told(&bytes).contains("not UTF-8"));
        let huge = folder.path().join("huge.json");
        std::fs::File::create(&huge)
            .unwrap()
            .set_len(MOST_BYTES + 1)
            .unwrap();
        assert!(told(&huge).contains("larger than 16 MiB"));
    }

    #[test]
    fn every_committed_record_holds() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/measurements");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                Record::read(&path).unwrap();
                count += 1;
            }
        }
        assert!(count > 0);
    }
}
