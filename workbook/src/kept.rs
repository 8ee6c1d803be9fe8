//! Dated copies of an exercise's file, in `.workbook/kept/NAME`: what was there before something else took its place.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::atomic;

/// The copies of one exercise's file.
#[derive(Debug)]
pub struct Copies {
    folder: PathBuf,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// Its file's name, which begins with the time of day in UTC: `2026-03-01T093000.rs`.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Copies {
    /// Those of the exercise `name`; `own_dir` is the reader's own folder.
    pub fn of(own_dir: &Path, name: &str) -> Self {
        Self {
            folder: own_dir.join("kept").join(name),
        }
    }

    /// Keeps one more, under a name of its own, which is returned with its folder.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn keep(&self, bytes: &[u8]) -> io::Result<PathBuf> {
        let stamp = jiff::Timestamp::now().strftime("%Y-%m-%dT%H%M%S");
        // Two within a second must not share a name.
        let path = (0..)
            .map(|n| {
                self.folder.join(if n == 0 {
                    format!("{stamp}.rs")
                } else {
                    format!("{stamp}-{n}.rs")
                })
            })
            .find(|path| !path.exists())
            .expect("some number is free");
        atomic::write(&path, bytes)?;
        Ok(path)
    }

    /// All there are, the newest first.
    pub fn list(&self) -> Vec<Copy> {
        let mut copies: Vec<_> = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let about = entry.metadata().ok()?;
                let is_copy = about.is_file() && !name.starts_with('.') && name.ends_with(".rs");
                is_copy.then_some((
                    about.modified().ok(),
                    Copy {
                        name,
                        bytes: about.len(),
                    },
                ))
            })
            .collect();
        // Names tell seconds; within one, the file's time decides.
        let second = |copy: &Copy| copy.name.get(..17).map(str::to_owned);
        copies.sort_by_cached_key(|(modified, copy)| (second(copy), *modified));
        copies.reverse();
        copies.into_iter().map(|(_, copy)| copy).collect()
    }

    /// The file of the copy called `name`; `None` if there is none, so that no name leads anywhere else.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let copy = self.list().into_iter().find(|copy| copy.name == name)?;
        Some(self.folder.join(copy.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_one_second_have_names_of_their_own_and_the_newest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let copies = Copies::of(folder.path(), "q1");
        assert_eq!(copies.list(), []);
        for text in ["a", "bb", "ccc"] {
            let path = copies.keep(text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(path).unwrap(), text);
        }
        let list = copies.list();
        let lengths: Vec<_> = list.iter().map(|copy| copy.bytes).collect();
        assert_eq!(lengths, [3, 2, 1]);
        let path = copies.find(&list[2].name).unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "a");
    }

    #[test]
    fn only_the_name_of_a_copy_leads_to_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let copies = Copies::of(folder.path(), "q1");
        copies.keep(b"a").unwrap();
        std::fs::write(folder.path().join("secret.rs"), "").unwrap();
        std::fs::write(folder.path().join("kept/q1/.part-x.rs"), "").unwrap();
        for name in ["", "../../secret.rs", "/etc/passwd", ".part-x.rs", "."] {
            assert_eq!(copies.find(name), None, "{name}");
        }
    }
}
