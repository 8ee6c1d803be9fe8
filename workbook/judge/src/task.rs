//! What the grader knows of an exercise.

use std::path::PathBuf;

/// An exercise to judge, as its manifest and its folders describe it.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Its name, such as `q1`.
    pub name: String,
    /// Most points.
    pub points: u32,
    /// The ratio to reach in the race, where there is one.
    pub goal: Option<f64>,
    /// Crates that an answer may use, besides `std`.
    pub crates: Vec<String>,
    /// Whether an answer may hold `unsafe` code.
    pub allows_unsafe: bool,
    /// Whether an answer is a crate of procedural macros, which runs inside the compiler.
    pub is_macro: bool,
    /// How many threads an answer may use; as many as the machine has where nothing is said.
    pub threads: Option<u32>,
    /// The workspace that builds it, where that isn't the grader's own.
    pub workspace: Option<PathBuf>,
    /// `exercises/NAME`.
    pub exercise_dir: PathBuf,
    /// `solutions/NAME`, with the judge and the subject.
    pub solution_dir: PathBuf,
}

impl Task {
    /// The package with the judge.
    #[must_use]
    pub fn solution_package(&self) -> String {
        format!("solution-{}", self.name)
    }

    /// The binary that judges.
    #[must_use]
    pub fn judge_binary(&self) -> String {
        format!("judge-{}", self.name)
    }

    /// The source that turns frames into calls of the answer.
    #[must_use]
    pub fn subject_source(&self) -> PathBuf {
        self.solution_dir.join("subject.rs")
    }
}
