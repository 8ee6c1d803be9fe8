//! The bundle that a Gradescope autograder is made of: two scripts, and the whole workbook, judge and solutions included.
//!
//! Gradescope unpacks it to `/autograder/source` and runs `setup.sh` once, when it makes the container. For each submission
//! it puts the student's files into `/autograder/submission`, runs `run_autograder`, and reads
//! `/autograder/results/results.json`. The variable `AUTOGRADER` moves `/autograder` elsewhere, for a trial.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::tree;
use crate::archive::{self, Entry};

const SETUP: &str = include_str!("gradescope/setup.sh");
const RUN: &str = include_str!("gradescope/run_autograder");

/// Stands in `run_autograder` for the names of the exercises.
const EXERCISES: &str = "@exercises@";

/// Writes the bundle of the workbook at `root`, to grade these exercises.
///
/// # Errors
/// When a file can't be read or written, with its path.
pub fn write(root: &Path, zip: &Path, exercises: &[String]) -> Result<usize, (PathBuf, io::Error)> {
    let mut entries = vec![
        script("setup.sh", SETUP.to_owned()),
        script(
            "run_autograder",
            RUN.replace(EXERCISES, &exercises.join(" ")),
        ),
    ];
    for path in tree::files(root).map_err(|error| (root.to_owned(), error))? {
        let bytes = fs::read(root.join(&path)).map_err(|error| (path.clone(), error))?;
        let parts = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        entries.push(Entry {
            path: format!("workbook/{}", parts.collect::<Vec<_>>().join("/")),
            bytes,
            runs: false,
        });
    }
    let count = entries.len();
    archive::write(zip, entries).map_err(|error| (zip.to_owned(), error))?;
    Ok(count)
}

fn script(path: &str, text: String) -> Entry {
    Entry {
        path: path.to_owned(),
        bytes: text.into_bytes(),
        runs: true,
    }
}
