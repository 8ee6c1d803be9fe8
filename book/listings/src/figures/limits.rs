//! What the reference machine allows, from its record.

use ceilings::{Cache, Machine, RECORD, Timed};
use serde::Deserialize;

use super::record::{RecordError, read};

/// A row of the record.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// What was done.
    pub variant: String,
    /// How much of it.
    pub size: String,
    /// On how many threads.
    pub threads: u32,
    samples_s: Vec<f64>,
}

impl Row {
    /// Its time, as ceilings are read.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        ceilings::quartile(&self.samples_s).unwrap_or(f64::NAN)
    }
}

/// What the reference machine allows.
#[derive(Debug)]
pub struct Limits {
    /// All rows of the record.
    pub rows: Vec<Row>,
    /// Its caches for data, smallest level first.
    pub caches: Vec<Cache>,
    /// What follows from them.
    pub machine: Machine,
}

/// Reads the reference record of the ceilings.
///
/// # Errors
/// When it isn't there, or isn't a record.
pub fn limits() -> Result<Limits, RecordError> {
    #[derive(Deserialize)]
    struct Kept {
        level: u32,
        kind: String,
        bytes: u64,
        shared_by: u32,
    }
    #[derive(Deserialize)]
    struct Card {
        caches: Vec<Kept>,
    }
    #[derive(Deserialize)]
    struct Record {
        machine: Card,
        rows: Vec<Row>,
    }
    let record: Record = read(RECORD)?;
    let caches = record.machine.caches.into_iter();
    let caches: Vec<Cache> = { caches }
        .filter(|cache| cache.kind != "instruction")
        .map(|cache| Cache {
            level: cache.level,
            bytes: cache.bytes,
            shared_by: cache.shared_by,
        })
        .collect();
    let timed = record.rows.iter().map(|row| Timed {
        variant: &row.variant,
        size: &row.size,
        threads: row.threads,
        seconds: row.seconds(),
    });
    Ok(Limits {
        machine: Machine::of(timed, caches.clone()),
        rows: record.rows,
        caches,
    })
}
