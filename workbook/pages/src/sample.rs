//! Records for this crate's unit tests.

use std::path::{Path, PathBuf};

use crate::kernel::{Kernel, Own};
use crate::record::{Cache, FORMAT, Language, Machine, Record, Row, Run};

/// A row whose samples lie around its time, in seconds.
pub fn row(variant: &str, size: &str, threads: u32, seconds: f64) -> Row {
    let samples: Vec<f64> = (0..9)
        .map(|round| seconds * (0.96 + 0.01 * f64::from(round)))
        .collect();
    Row {
        kernel: "powers".to_owned(),
        variant: variant.to_owned(),
        language: Language::Rust,
        size: size.to_owned(),
        threads,
        median_s: seconds,
        low_s: seconds * 0.98,
        high_s: seconds * 1.02,
        ceiling: None,
        share_of_ceiling: None,
        scaled_from: None,
        verdicts: None,
        core_s: None,
        samples_s: samples,
    }
}

/// A row of a Python variant.
pub fn python(variant: &str, size: &str, threads: u32, seconds: f64) -> Row {
    Row {
        language: Language::Python,
        ..row(variant, size, threads, seconds)
    }
}

/// A record with these rows.
pub fn record(kernel: &str, rows: &[Row]) -> Record {
    Record {
        format: FORMAT,
        kernel: kernel.to_owned(),
        machine: Machine {
            cpu: "Sample CPU <1>".to_owned(),
            arch: "x86_64".to_owned(),
            logical_cores: Some(2),
            caches: vec![
                Cache {
                    level: 1,
                    kind: "data".to_owned(),
                    bytes: 32 << 10,
                    shared_by: 1,
                },
                Cache {
                    level: 3,
                    kind: "unified".to_owned(),
                    bytes: 8 << 20,
                    shared_by: 2,
                },
            ],
            rustc: "rustc 1.95.0 (abc 2026-01-01)".to_owned(),
            ..Machine::default()
        },
        run: Run {
            date: "2026-11-22T10:00:00Z".to_owned(),
            rounds: 9,
            ..Run::default()
        },
        rows: rows.to_vec(),
    }
}

/// A kernel with these rows as reference and, if any, these as the reader's.
pub fn kernel(reference: &[Row], own: &[Row]) -> Kernel {
    Kernel {
        name: "powers".to_owned(),
        reference: record("powers", reference),
        own: if own.is_empty() {
            Own::None
        } else {
            Own::Record(Box::new(record("powers", own)))
        },
        bounds: None,
        changed: Vec::new(),
        own_changed: Vec::new(),
        machines: Vec::new(),
        remarks: Vec::new(),
    }
}

/// Writes a file with the folders above it.
pub fn write(root: &Path, path: &str, text: &str) -> PathBuf {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a file has a folder"))
        .expect("folders can be made");
    std::fs::write(&path, text).expect("files can be written");
    path
}
