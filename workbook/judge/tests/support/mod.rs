//! A grader for the small exercise `primes`.

use std::path::{Path, PathBuf};

use workbook_judge::limits::Limits;
use workbook_judge::sandbox::Level;
use workbook_judge::{Grader, JudgeError, Options, Task};

/// The levels that contain a submission.
pub const LEVELS: [Level; 2] = [Level::Bubblewrap, Level::Landlock];

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
        threads: None,
        exercise_dir: folder(),
        solution_dir: folder(),
    }
}

/// A right answer.
pub fn solution() -> String {
    std::fs::read_to_string(folder().join("solution.rs")).unwrap()
}

/// A grader at this level with short limits; nothing where the machine doesn't have the level.
pub fn grader(level: Level) -> Option<Grader> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("grade-{level}-{}", std::process::id()));
    let options = Options {
        sandbox: Some(level),
        seed: Some(20_261_122),
        subject: Limits {
            wall_s: 3.0,
            memory_bytes: 256 << 20,
            ..Limits::subject()
        },
        compiler: Limits {
            wall_s: 8.0,
            ..Limits::compiler()
        },
        target: Some(target),
        ..Options::default()
    };
    let grader = Grader::new(Path::new(env!("CARGO_MANIFEST_DIR")), options).unwrap();
    match grader.adopt(&primes(), PathBuf::from(env!("CARGO_BIN_EXE_judge-primes"))) {
        Ok(()) => Some(grader),
        Err(JudgeError::Sandbox(error)) => {
            eprintln!("not tested: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}
