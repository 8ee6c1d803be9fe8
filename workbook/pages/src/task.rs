//! What a page shows of an exercise: its card, its solution.

mod card;
mod prose;
mod solution;

use std::path::{Path, PathBuf};

use crate::exercise::Manifest;

pub use card::card;
pub use prose::prose;
pub use solution::solution;

/// Why an exercise or a solution can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// A file that every exercise has isn't there.
    #[error("cannot read {}, which the exercise `{name}` needs: {source}", file.display())]
    File {
        /// The exercise.
        name: String,
        /// The file, from the repository root.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The manifest doesn't describe an exercise.
    #[error("{}: `[package.metadata.workbook]` doesn't describe an exercise: {reason}", file.display())]
    Manifest {
        /// The file, from the repository root.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The specification begins with no task.
    #[error("{} begins with no task: write it as `//!` lines at its top", .0.display())]
    NoTask(PathBuf),
    /// A directive in the task's text.
    #[error("`{0}` in the task of an exercise, where directives don't work: put it on the page")]
    Directive(String),
}

fn read(root: &Path, file: &Path, name: &str) -> Result<String, TaskError> {
    std::fs::read_to_string(root.join(file)).map_err(|source| TaskError::File {
        name: name.to_owned(),
        file: file.to_owned(),
        source,
    })
}

/// The manifest of an exercise.
fn manifest(root: &Path, name: &str) -> Result<Manifest, TaskError> {
    let file = Path::new("exercises").join(name).join("Cargo.toml");
    let text = read(root, &file, name)?;
    let wrong = |reason: String| TaskError::Manifest {
        file: file.clone(),
        reason,
    };
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let metadata = table
        .get("package")
        .and_then(|package| package.get("metadata")?.get("workbook"));
    let metadata = metadata.ok_or_else(|| wrong("there is no such table".to_owned()))?;
    metadata
        .clone()
        .try_into()
        .map_err(|error: toml::de::Error| wrong(error.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_manifest_that_describes_no_exercise_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = |text: &str| {
            sample::write(folder.path(), "exercises/q1/Cargo.toml", text);
            manifest(folder.path(), "q1").unwrap_err().to_string()
        };
        assert!(
            error("[package]\n").contains("exercises/q1/Cargo.toml")
                && error("[package]\n").contains("no such table")
        );
        assert!(error("[package.metadata.workbook]\ntitle = \"T\"\n").contains("missing field"));
        assert!(
            manifest(folder.path(), "q2")
                .unwrap_err()
                .to_string()
                .contains("exercises/q2/Cargo.toml")
        );
    }
}
