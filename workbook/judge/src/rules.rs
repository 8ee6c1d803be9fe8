//! What an exercise is judged by: rows of an earlier run hold only while it is the same.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::JudgeError;
use crate::report::{ProcessLimits, hex};
use crate::task::Task;

/// A hash over the limits, the exercise's manifest, its subject, its judge with all modules, and the crates of the
/// workspace at `root` that answers may use.
///
/// # Errors
/// When one of them is there and can't be read.
pub(crate) fn rules(
    task: &Task,
    limits: &ProcessLimits,
    root: &Path,
) -> Result<String, JudgeError> {
    let judge = task.solution_dir.join("judge");
    let mut files = vec![
        task.exercise_dir.join("Cargo.toml"),
        task.subject_source(),
        judge.with_extension("rs"),
    ];
    modules(&judge, &mut files)?;
    for name in &task.crates {
        modules(&root.join("workbook").join(name).join("src"), &mut files)?;
    }
    let mut hash = Sha256::new();
    // Lengths before texts: what is moved from one file to the next is a change.
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add(format!("{limits:?}").as_bytes());
    for file in files {
        let name = file.file_name().unwrap_or(file.as_os_str());
        add(name.as_encoded_bytes());
        match std::fs::read(&file) {
            Ok(text) => add(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => add(b"nothing"),
            Err(error) => return Err(JudgeError::file("read", &file)(error)),
        }
    }
    Ok(hex(&hash.finalize()))
}

/// The Rust files of a folder, which need not be there, and of those in it.
fn modules(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), JudgeError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(JudgeError::file("read", folder)(error)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(JudgeError::file("read", folder))?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            modules(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::limits::Limits;

    #[test]
    fn rules_change_with_the_limits_and_with_every_text_that_judges() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let task = Task {
            name: "small".to_owned(),
            points: 1,
            goal: None,
            crates: vec!["easel".to_owned()],
            allows_unsafe: false,
            is_macro: false,
            threads: None,
            workspace: None,
            exercise_dir: folder.path().join("exercises/small"),
            solution_dir: folder.path().to_owned(),
        };
        let mut limits = ProcessLimits {
            subject: Limits::subject(),
            compiler: Limits::compiler(),
        };
        write("judge.rs", "judge");
        write("subject.rs", "subject");
        write("exercises/small/Cargo.toml", "manifest");
        let mut before = rules(&task, &limits, folder.path()).unwrap();
        for name in [
            "judge.rs",
            "subject.rs",
            "exercises/small/Cargo.toml",
            "workbook/easel/src/lib.rs",
            "judge/walk.rs",
            "judge/walk/step.rs",
        ] {
            write(name, "another text");
            let after = rules(&task, &limits, folder.path()).unwrap();
            assert_ne!(before, after, "{name}");
            before = after;
        }
        write("judge/notes.txt", "of no account");
        write("src/lib.rs", "of no account");
        assert_eq!(rules(&task, &limits, folder.path()).unwrap(), before);
        limits.subject = limits.subject.within(Duration::from_secs(11));
        assert_ne!(rules(&task, &limits, folder.path()).unwrap(), before);
    }
}
