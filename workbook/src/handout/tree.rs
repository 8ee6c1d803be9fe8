//! The files of the workbook: all but history, build outputs and what is the reader's own, as `.gitignore` has it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The paths of all files from `root`, in order. Links are passed over.
///
/// # Errors
/// When a folder can't be listed.
pub fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let ignored = Ignored::of(root);
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if ignored.matches(&path, kind.is_dir()) {
                continue;
            }
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether this path from `root`, or a folder above it, is ignored.
pub fn is_ignored(root: &Path, path: &Path, is_dir: bool) -> bool {
    let ignored = Ignored::of(root);
    let mut above = path.ancestors().skip(1);
    ignored.matches(path, is_dir) || above.any(|folder| ignored.matches(folder, true))
}

/// The two sorts of lines that the workbook's `.gitignore` has: `name/` anywhere, `/path/` from the top.
struct Ignored {
    names: Vec<String>,
    paths: Vec<PathBuf>,
}

impl Ignored {
    fn of(root: &Path) -> Self {
        let text = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
        let mut ignored = Self {
            names: vec![
                ".git".to_owned(),
                "target".to_owned(),
                ".workbook".to_owned(),
            ],
            paths: Vec::new(),
        };
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let plain = line.trim_end_matches('/');
            match plain.strip_prefix('/') {
                Some(path) => ignored.paths.push(path.into()),
                None => ignored.names.push(plain.to_owned()),
            }
        }
        ignored
    }

    fn matches(&self, path: &Path, is_dir: bool) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        // A worktree's `.git` is a file.
        name == Some(".git")
            || is_dir
                && (name.is_some_and(|name| self.names.iter().any(|n| n == name))
                    || self.paths.iter().any(|ignored| ignored == path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_no_file_of_the_workbook() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "a.rs",
            "b/target/x",
            "b/c.rs",
            "book/book/index.html",
            "b/book/book.rs",
            ".workbook/x",
            ".git",
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        fs::write(
            root.path().join(".gitignore"),
            "# a remark\ntarget/\n.workbook/\n/book/book/\n",
        )
        .unwrap();
        let expected = [".gitignore", "a.rs", "b/book/book.rs", "b/c.rs"].map(PathBuf::from);
        assert_eq!(files(root.path()).unwrap(), expected);
        assert!(is_ignored(
            root.path(),
            Path::new("target/handouts/2026"),
            true
        ));
        assert!(!is_ignored(root.path(), Path::new("handouts/2026"), true));
    }
}
