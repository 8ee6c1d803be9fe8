//! The folder that reports are written to.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{FORMAT, Report, table};
use crate::error::JudgeError;

/// The document that everything else is rendered from.
const DOCUMENT: &str = "grades.json";

/// The table.
const TABLE: &str = "grades.csv";

/// A folder with reports. Whatever else lies in it is left alone.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store in this folder, which is made if it isn't there.
    pub fn open(folder: &Path) -> Result<Self, JudgeError> {
        std::fs::create_dir_all(folder).map_err(JudgeError::file("create", folder))?;
        Ok(Self {
            folder: folder.to_owned(),
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
                .prefix(".grades-")
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
