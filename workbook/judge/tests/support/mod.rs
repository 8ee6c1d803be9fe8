//! The small exercises `primes` and `doubled`.

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
        workspace: None,
        exercise_dir: folder(),
        solution_dir: folder(),
    }
}

/// The exercise in macros.
#[allow(dead_code, reason = "each test file uses its own part of this")]
pub fn doubled() -> Task {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doubled");
    Task {
        name: "doubled".to_owned(),
        goal: None,
        is_macro: true,
        exercise_dir: folder.clone(),
        solution_dir: folder,
        ..primes()
    }
}

/// A right answer.
pub fn solution() -> String {
    std::fs::read_to_string(folder().join("solution.rs")).unwrap()
}
