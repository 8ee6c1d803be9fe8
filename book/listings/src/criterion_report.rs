//! Reads the files that criterion writes.
//!
//! Criterion 0.8 calls them its own affair, so this is the one place that knows them, and a test reads those of a fresh
//! run. Below the output folder each benchmark has a folder `new` with `benchmark.json`, which names it, and `sample.json`,
//! which has what was measured.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use stopwatch::{InvalidSamples, Samples};

/// Why a benchmark's samples can't be had.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No benchmark of that name below the folder.
    #[error("criterion wrote no benchmark {name} below {}", folder.display())]
    Missing {
        /// The benchmark's full name.
        name: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A file or folder can't be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file isn't what criterion 0.8 writes.
    #[error("{} is not what criterion 0.8 writes: {source}", path.display())]
    Unknown {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The samples are no times.
    #[error("{}: {source}", path.display())]
    Samples {
        /// Which file.
        path: PathBuf,
        /// What is wrong with them.
        source: InvalidSamples,
    },
}

#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
}

/// Of each sample: how often the code ran, and how many nanoseconds that took.
#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// The samples of the latest run of a benchmark, such as `powers/x^3/powi`, in seconds per iteration.
///
/// # Errors
/// When there are none, or the files aren't of the known form.
pub fn samples(folder: &Path, name: &str) -> Result<Samples, ReportError> {
    let new = find(folder, name)?.ok_or_else(|| ReportError::Missing {
        name: name.to_owned(),
        folder: folder.to_owned(),
    })?;
    let path = new.join("sample.json");
    let Sample { iters, times } = read(&path)?;
    let seconds = times.iter().zip(&iters).map(|(time, n)| time * 1e-9 / n);
    Samples::new(seconds.collect()).map_err(|source| ReportError::Samples { path, source })
}

/// The folder `new` of the benchmark of that name. Folders' names are shortened ones, so the file inside decides.
fn find(folder: &Path, name: &str) -> Result<Option<PathBuf>, ReportError> {
    let unreadable = |source| ReportError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if !path.is_dir() {
            continue;
        }
        let benchmark = path.join("benchmark.json");
        if path.ends_with("new") && benchmark.exists() {
            if read::<Benchmark>(&benchmark)?.full_id == name {
                return Ok(Some(path));
            }
        } else if let Some(found) = find(&path, name)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ReportError> {
    let text = fs::read(path).map_err(|source| ReportError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text).map_err(|source| ReportError::Unknown {
        path: path.to_owned(),
        source,
    })
}
