//! Records that are older than the code they were measured on.

use std::path::{Path, PathBuf};

use crate::fingerprint;
use crate::html::{code, escape};
use crate::kernel::{self, Kernel, REFERENCE};
use crate::record::{Record, RecordError};

/// The command that measures what is stale again.
pub const REMEDY: &str = "cargo workbook bench --stale --reference";

/// A kernel whose reference record no longer belongs to its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleKernel {
    /// The kernel.
    pub kernel: String,
    /// The files that changed since, by their paths from the repository root.
    pub changed: Vec<String>,
}

/// Why it can't be told which records are stale.
#[derive(Debug, thiserror::Error)]
pub enum StaleError {
    /// The folder of reference records can't be listed.
    #[error("cannot list the reference records in {}: {source}", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A reference record can't be used.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// The stale ones among the reference records of the repository at `root`, by name.
///
/// # Errors
/// When the records can't be listed, or one can't be read.
pub fn stale(root: &Path) -> Result<Vec<StaleKernel>, StaleError> {
    let folder = |source| StaleError::Folder {
        path: PathBuf::from(REFERENCE),
        source,
    };
    let mut stale = Vec::new();
    for entry in std::fs::read_dir(root.join(REFERENCE)).map_err(folder)? {
        let path = entry.map_err(folder)?.path();
        let (Some(name), Some("json")) = (
            path.file_stem(),
            path.extension().and_then(|extension| extension.to_str()),
        ) else {
            continue;
        };
        let name = name.to_string_lossy().into_owned();
        let record = kernel::record(
            root,
            &Path::new(REFERENCE).join(format!("{name}.json")),
            &name,
        )?;
        let changed = changed(root, &record);
        if !changed.is_empty() {
            stale.push(StaleKernel {
                kernel: name,
                changed,
            });
        }
    }
    stale.sort_by(|a, b| a.kernel.cmp(&b.kernel));
    Ok(stale)
}

/// The files that are not what they were when the record was made. A file that can't be read as code has changed.
///
/// A copy for students has no solutions: what was measured there can't be compared, and isn't called changed.
#[must_use]
pub fn changed(root: &Path, record: &Record) -> Vec<String> {
    let sources = record.run.sources.iter();
    let changed = sources.filter(|(path, fingerprint)| {
        let withheld = path.starts_with("solutions/") && !root.join("solutions").is_dir();
        !withheld && fingerprint::file(&root.join(path)).ok().as_ref() != Some(fingerprint)
    });
    changed.map(|(path, _)| path.clone()).collect()
}

/// The mark that a page shows where a kernel is stale.
pub fn mark(kernel: &Kernel) -> Option<String> {
    if kernel.changed.is_empty() {
        return None;
    }
    let files: Vec<String> = kernel.changed.iter().map(|path| code(path)).collect();
    Some(format!(
        "<p class=\"stale\" role=\"note\"><strong>Measured before its code changed.</strong> The numbers of {} are older than {}. \
         To measure again: {}</p>",
        code(&kernel.name),
        files.join(", "),
        code(REMEDY)
    ))
}

/// What a page shows where the reader's own numbers are older than the code.
pub fn own_mark(kernel: &Kernel) -> Option<String> {
    (!kernel.own_changed.is_empty()).then(|| {
        format!(
            "<p class=\"stale\" role=\"note\"><strong>Your numbers are older than the code.</strong> To measure again: {}</p>",
            code(&format!("cargo workbook bench {}", escape(&kernel.name)))
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "pub fn f(x: f64) -> f64 { x * x }\n";

    fn repository(sources: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("book/measurements")).unwrap();
        std::fs::create_dir_all(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/f.rs"), CODE).unwrap();
        let fingerprint = fingerprint::file(&folder.path().join("src/f.rs")).unwrap();
        let sources: serde_json::Map<_, _> = sources
            .iter()
            .map(|path| ((*path).to_owned(), fingerprint.clone().into()))
            .collect();
        let record = serde_json::json!({"format": 1, "kernel": "f", "machine": {}, "run": {"sources": sources}, "rows": [
            {"kernel": "f", "variant": "mul", "language": "rust", "size": "1", "threads": 1, "median_s": 1.0, "low_s": 1.0, "high_s": 1.0,
             "ceiling": null, "share_of_ceiling": null}]});
        std::fs::write(
            folder.path().join("book/measurements/f.json"),
            record.to_string(),
        )
        .unwrap();
        folder
    }

    #[test]
    fn a_changed_operator_is_stale_and_a_comment_is_not() {
        let folder = repository(&["src/f.rs"]);
        let with = |text: &str| {
            std::fs::write(folder.path().join("src/f.rs"), text).unwrap();
            stale(folder.path()).unwrap()
        };
        assert_eq!(with(&format!("// why\n\n{CODE}")), []);
        let expected = StaleKernel {
            kernel: "f".to_owned(),
            changed: vec!["src/f.rs".to_owned()],
        };
        assert_eq!(
            with("pub fn f(x: f64) -> f64 { x + x }\n"),
            std::slice::from_ref(&expected)
        );
        assert_eq!(with("pub fn f(x: f64) -> { (\n"), [expected]);
    }

    #[test]
    fn a_missing_source_is_stale_unless_it_is_a_solution_in_a_copy_without_solutions() {
        let folder = repository(&["src/f.rs", "solutions/q1/src/lib.rs"]);
        assert_eq!(stale(folder.path()).unwrap(), []);
        std::fs::create_dir(folder.path().join("solutions")).unwrap();
        assert_eq!(
            stale(folder.path()).unwrap()[0].changed,
            ["solutions/q1/src/lib.rs"]
        );
    }

    #[test]
    fn an_unreadable_record_is_an_error() {
        let folder = repository(&["src/f.rs"]);
        std::fs::write(folder.path().join("book/measurements/g.json"), "{").unwrap();
        assert!(
            stale(folder.path())
                .unwrap_err()
                .to_string()
                .contains("book/measurements/g.json")
        );
    }
}
