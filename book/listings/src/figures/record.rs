//! The reference records that figures are drawn from.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a figure needs of a record's row.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    /// The variant.
    pub variant: String,
    /// `rust` or `python`.
    pub language: String,
    /// The size, as tables print it.
    pub size: String,
    /// The threads it used.
    pub threads: u32,
    /// The median time, in seconds.
    pub median_s: f64,
    /// The lower end of the median's interval, in seconds.
    pub low_s: f64,
    /// The upper end.
    pub high_s: f64,
}

/// A record that a figure can't be drawn from.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot read the record {path}: {reason}; to measure it: cargo workbook bench {kernel} --reference"
)]
pub struct RecordError {
    /// The file.
    pub path: String,
    /// What it records.
    pub kernel: String,
    /// What is wrong.
    pub reason: String,
}

/// The repository's root, where this crate was compiled.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A kernel's reference record, or what of it is asked for.
///
/// # Errors
/// When it isn't there, or isn't a record.
pub fn read<T: DeserializeOwned>(kernel: &str) -> Result<T, RecordError> {
    let path = format!("book/measurements/{kernel}.json");
    let failed = |reason: String| RecordError {
        path: path.clone(),
        kernel: kernel.to_owned(),
        reason,
    };
    let text = std::fs::read_to_string(root().join(&path)).map_err(|e| failed(e.to_string()))?;
    serde_json::from_str(&text).map_err(|e| failed(e.to_string()))
}

/// The rows of a kernel's reference record.
///
/// # Errors
/// When it isn't there, or isn't a record.
pub fn rows(kernel: &str) -> Result<Vec<Row>, RecordError> {
    #[derive(Deserialize)]
    struct Record {
        rows: Vec<Row>,
    }
    let record: Record = read(kernel)?;
    Ok(record.rows)
}

/// The cores of the machine that a kernel's reference record was measured on.
///
/// # Errors
/// When it isn't there, or isn't a record.
pub fn cores(kernel: &str) -> Result<u32, RecordError> {
    #[derive(Deserialize)]
    struct Machine {
        logical_cores: u32,
        physical_cores: Option<u32>,
    }
    #[derive(Deserialize)]
    struct Record {
        machine: Machine,
    }
    let Record { machine } = read(kernel)?;
    Ok(machine.physical_cores.unwrap_or(machine.logical_cores))
}

impl Row {
    /// The row of a variant at a size.
    ///
    /// # Errors
    /// When the record of `kernel` hasn't such a row.
    pub fn find<'a>(
        rows: &'a [Self],
        kernel: &str,
        variant: &str,
        size: &str,
    ) -> Result<&'a Self, RecordError> {
        let mut rows = rows.iter();
        rows.find(|row| row.variant == variant && row.size == size)
            .ok_or_else(|| RecordError {
                path: format!("book/measurements/{kernel}.json"),
                kernel: kernel.to_owned(),
                reason: format!("it has no row {variant} at {size}"),
            })
    }
}
