//! The folder that reports are written to.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{FORMAT, Report, table};
use crate::error::JudgeError;

/// The document that everything else is rendered from.
const DOCUMENT: &str = "grades.json";

/// The table.
const TABLE: &str = "grades.csv";

/// The name of a report that was set aside: `grades-1.json`.
fn numbered(name: &str, number: u64) -> String {
    match name.split_once('.') {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{name}-{number}"),
    }
}

/// A folder with reports. Whatever else lies in it is left alone.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    /// Locked for as long as this grader writes here.
    _held: std::fs::File,
}

/// How a report's name begins while it is being written.
const UNFINISHED: &str = ".grades-";

impl Store {
    /// The store in this folder, which is made if it isn't there.
    ///
    /// # Errors
    /// When nothing can be written there, or another grader is at work in it.
    pub fn open(folder: &Path) -> Result<Self, JudgeError> {
        let unusable = |reason: String| {
            JudgeError::Usage(format!(
                "cannot write reports to --out {}: {reason}; nothing was graded",
                folder.display()
            ))
        };
        let opened = || {
            std::fs::create_dir_all(folder)?;
            tempfile::Builder::new()
                .prefix(UNFINISHED)
                .tempfile_in(folder)?;
            std::fs::File::open(folder)
        };
        let held = opened().map_err(|error| unusable(error.to_string()))?;
        // Where folders can't be locked, two graders can't be told apart either.
        if let Err(std::fs::TryLockError::WouldBlock) = held.try_lock() {
            return Err(unusable("another grader is writing there".to_owned()));
        }
        // What a grader that was killed had half written.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                // One that stays is in nobody's way.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            _held: held,
        })
    }

    /// The table's path, to tell the instructor.
    pub fn table(&self) -> PathBuf {
        self.folder.join(TABLE)
    }

    /// The report of an earlier run, if there is one.
    pub fn earlier(&self) -> Result<Option<Report>, JudgeError> {
        let path = self.folder.join(DOCUMENT);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(JudgeError::file("read", &path)(error)),
        };
        let unreadable = |reason: String| JudgeError::Unreadable {
            path: path.clone(),
            reason,
        };
        let report: Report =
            serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
        match report.format {
            FORMAT => Ok(Some(report)),
            other => Err(unreadable(format!(
                "it is of format {other}, this grader writes {FORMAT}"
            ))),
        }
    }

    /// Gives the reports that lie here a free number, so that others don't take their place. Returns their new names.
    pub fn set_aside(&self) -> Result<Vec<String>, JudgeError> {
        let is_there = |name: &str| self.folder.join(name).symlink_metadata().is_ok();
        let reports: Vec<&str> = [DOCUMENT, TABLE]
            .into_iter()
            .filter(|name| is_there(name))
            .collect();
        let is_free = |number: &u64| {
            let taken = |name| is_there(&numbered(name, *number));
            !taken(DOCUMENT) && !taken(TABLE)
        };
        let number = (1..).find(is_free).unwrap_or(u64::MAX);
        let rename = |name: &str| {
            let (old, new) = (self.folder.join(name), numbered(name, number));
            std::fs::rename(&old, self.folder.join(&new))
                .map_err(JudgeError::file("rename", &old))?;
            Ok(new)
        };
        reports.into_iter().map(rename).collect()
    }

    /// Writes all reports, each as a whole or not at all.
    pub fn write(&self, report: &Report) -> Result<(), JudgeError> {
        let path = self.folder.join(DOCUMENT);
        let unwritable =
            |reason: String| JudgeError::file("write", &path)(std::io::Error::other(reason));
        let mut document =
            serde_json::to_vec_pretty(report).map_err(|error| unwritable(error.to_string()))?;
        document.push(b'\n');
        let table = table::render(report).map_err(|error| unwritable(error.to_string()))?;
        self.replace(DOCUMENT, &document)?;
        self.replace(TABLE, &table)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), JudgeError> {
        let path = self.folder.join(name);
        let written = || {
            let mut file = tempfile::Builder::new()
                .prefix(UNFINISHED)
                .tempfile_in(&self.folder)?;
            file.write_all(bytes)?;
            #[cfg(unix)]
            {
                // A temporary file is its owner's alone; grades are the folder's to decide.
                let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
                file.as_file().set_permissions(mode)?;
            }
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        written().map_err(JudgeError::file("write", &path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_grader_at_a_time_writes_to_a_folder_and_clears_what_a_killed_one_left() {
        let folder = tempfile::tempdir().unwrap();
        let half = folder.path().join(".grades-half");
        std::fs::write(&half, "{").unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert!(!half.exists());
        let error = Store::open(folder.path()).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("another grader"));
        drop(store);
        assert!(Store::open(folder.path()).is_ok());
    }

    #[test]
    fn reports_are_set_aside_under_one_free_number() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert!(store.set_aside().unwrap().is_empty());
        for name in ["grades.json", "grades.csv", "grades-1.csv", "mine.txt"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        assert_eq!(
            store.set_aside().unwrap(),
            ["grades-2.json", "grades-2.csv"]
        );
        std::fs::write(folder.path().join("grades.csv"), "newer").unwrap();
        assert_eq!(store.set_aside().unwrap(), ["grades-3.csv"]);
        let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(text("grades-1.csv"), "grades-1.csv");
        assert_eq!(text("grades-2.json"), "grades.json");
        assert_eq!(text("grades-3.csv"), "newer");
        assert_eq!(text("mine.txt"), "mine.txt");
    }
}
