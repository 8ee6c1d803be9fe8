//! The small exercise `primes`.

use std::path::{Path, PathBuf};

use workbook_judge::Task;

/// The exercise's folder.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/primes")
}

/// The exercise.
pub fn primes() -> Task {
    Task {
        name: "primes".to_owned(),
        points: 10,
        goal: Some(3.0),
        crates: Vec::new(),
        allows_unsafe: false,
        is_macro: false,
        threads: None,
        exercise_dir: folder(),
        solution_dir: folder(),
    }
}

/// A right answer.
pub fn solution() -> String {
    std::fs::read_to_string(folder().join("solution.rs")).unwrap()
}
