//! Every run that was made here, each in a file of its own: `.workbook/history/KERNEL-DATE.json`.
//!
//! A run keeps its rows, with medians and intervals, for ever. Its samples, nine tenths of it, are kept in the newest
//! [`SAMPLED`] runs of each kernel and dropped from older ones. So a run of all kernels costs some 60 kB in the long term.

use std::fs;
use std::path::{Path, PathBuf};

use workbook_pages::record::{Record, RecordError};

use super::error::BenchError;
use super::records::{save, set_aside, stamp};
use crate::atomic;

/// So many runs of a kernel keep their samples.
pub const SAMPLED: usize = 10;

/// The folder of all runs.
#[derive(Debug)]
pub struct History(PathBuf);

impl History {
    /// The runs made in the repository at `root`.
    pub fn of(root: &Path) -> Self {
        Self(root.join(".workbook/history"))
    }

    /// Keeps a run, and drops the samples of the one that is too old for them now.
    pub fn keep(&self, record: &Record) -> Result<(), BenchError> {
        let name = format!("{}-{}", record.kernel, stamp(&record.run.date));
        // Two runs in the same second are both kept.
        let path = (1..)
            .map(|number| match number {
                1 => self.0.join(format!("{name}.json")),
                _ => self.0.join(format!("{name}-{number}.json")),
            })
            .find(|path| path.symlink_metadata().is_err())
            .expect("some number is free");
        save(&path, record)?;
        for (path, mut old) in self.files(&record.kernel)?.into_iter().skip(SAMPLED) {
            if old.rows.iter().any(|row| !row.samples_s.is_empty()) {
                for row in &mut old.rows {
                    row.samples_s.clear();
                }
                save(&path, &old)?;
            }
        }
        Ok(())
    }

    /// The runs of a kernel, the newest first. A broken one is named and set aside.
    pub fn runs(&self, kernel: &str) -> Result<Vec<Record>, BenchError> {
        let files = self.files(kernel)?;
        Ok(files.into_iter().map(|(_, record)| record).collect())
    }

    /// Removes what a run that was killed left half-written.
    pub fn sweep(&self) {
        atomic::sweep(&self.0);
    }

    fn files(&self, kernel: &str) -> Result<Vec<(PathBuf, Record)>, BenchError> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            if !is_of(kernel, &entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            let read = Record::read(&path).and_then(|record| {
                if record.kernel == kernel && record.rows.iter().all(|row| row.kernel == kernel) {
                    return Ok(record);
                }
                Err(RecordError::Malformed {
                    path: path.clone(),
                    reason: format!("it is not of the kernel `{kernel}`"),
                })
            });
            match read {
                Ok(record) => files.push((path, record)),
                // Another run of `bench` may have moved it meanwhile.
                Err(RecordError::Missing(_)) => {}
                Err(error) => set_aside(&path, &error)?,
            }
        }
        // Of the same second, the one with the higher number is the later; so is a longer number.
        let place = |(path, record): &(PathBuf, Record)| {
            let name = path.as_os_str();
            (record.run.date.clone(), name.len(), name.to_owned())
        };
        files.sort_by_key(|file| std::cmp::Reverse(place(file)));
        Ok(files)
    }
}

/// Whether a file of that name holds a run of the kernel: its name, a hyphen, a date, and not the name of another kernel
/// that begins alike.
fn is_of(kernel: &str, file: &str) -> bool {
    let date = file
        .strip_suffix(".json")
        .and_then(|name| name.strip_prefix(kernel)?.strip_prefix('-'));
    date.is_some_and(|date| date.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::bench::sample;

    #[test]
    fn every_run_is_kept_and_old_ones_lose_their_samples_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let history = History::of(root.path());
        let runs = SAMPLED + 2;
        for day in 1..=runs {
            let date = format!("2026-11-{day:02}T10:50:00Z");
            history
                .keep(&sample::record(&date, &[("powi", 2e-6)]))
                .unwrap();
        }
        let kept = history.runs("powers").unwrap();
        assert_eq!(kept.len(), runs);
        assert_eq!(kept[0].run.date, format!("2026-11-{runs:02}T10:50:00Z"));
        for (at, record) in kept.iter().enumerate() {
            assert_eq!(record.rows[0].samples_s.is_empty(), at >= SAMPLED, "{at}");
            assert_eq!(record.rows[0].median_s, 2e-6);
            assert_eq!(record.run.rounds, 9);
        }
        assert!(
            root.path()
                .join(".workbook/history/powers-2026-11-01T10-50-00Z.json")
                .is_file()
        );
    }

    #[test]
    fn runs_of_one_second_are_all_kept() {
        let root = tempfile::tempdir().unwrap();
        let history = History::of(root.path());
        let record = sample::record("2026-11-22T10:50:00Z", &[("powi", 2e-6)]);
        for median_s in [1e-6, 2e-6, 3e-6] {
            let mut record = record.clone();
            record.rows[0].median_s = median_s;
            (record.rows[0].low_s, record.rows[0].high_s) = (1e-6, 3e-6);
            history.keep(&record).unwrap();
        }
        let medians: Vec<f64> = history
            .runs("powers")
            .unwrap()
            .iter()
            .map(|run| run.rows[0].median_s)
            .collect();
        assert_eq!(medians, [3e-6, 2e-6, 1e-6], "the newest first");
    }

    #[test]
    fn a_broken_run_is_set_aside_and_another_kernel_s_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let history = History::of(root.path());
        history
            .keep(&sample::record("2026-11-22T10:50:00Z", &[("powi", 2e-6)]))
            .unwrap();
        let folder = root.path().join(".workbook/history");
        fs::write(folder.join("powers-2026-11-23T10-50-00Z.json"), "{").unwrap();
        fs::write(folder.join("powers-of-two-2026-11-23T10-50-00Z.json"), "{").unwrap();
        assert_eq!(history.runs("powers").unwrap().len(), 1);
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names[0], "powers-2026-11-22T10-50-00Z.json");
        assert!(
            names[1].starts_with("powers-2026-11-23T10-50-00Z.json.bad-"),
            "{names:?}"
        );
        assert_eq!(names[2], "powers-of-two-2026-11-23T10-50-00Z.json");
    }
}
