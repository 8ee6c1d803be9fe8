//! The folder that reports are written to.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{FORMAT, Report, class, classroom, feedback, gradescope, names, rubric, table};
use crate::error::JudgeError;

/// The document that everything else is rendered from.
const DOCUMENT: &str = "grades.json";

/// The table.
const TABLE: &str = "grades.csv";

/// The page for the instructor.
const CLASS: &str = "class.html";

/// What a person fills in. It is never set aside: what stands in it stays.
const RUBRIC: &str = "rubric.csv";

/// Folders with something for each student.
const FEEDBACK: &str = "feedback";
const GRADESCOPE: &str = "gradescope";
const CLASSROOM: &str = "classroom";

/// All that a run writes and that the next one would write over.
const REPORTS: [&str; 6] = [DOCUMENT, TABLE, CLASS, FEEDBACK, GRADESCOPE, CLASSROOM];

/// What is about all students is written this often while a batch runs.
const PAUSE: Duration = Duration::from_secs(1);

/// How a report's name begins while it is being written.
const UNFINISHED: &str = ".grades-";

/// The name of a report that was set aside: `grades-1.json`, `feedback-1`.
fn numbered(name: &str, number: u64) -> String {
    match name.split_once('.') {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{name}-{number}"),
    }
}

/// Removes what a run left half-written when it was killed. Nothing depends on it, so nothing is said if it can't be.
fn remove_unfinished(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A folder with reports. Whatever else lies in it is left alone.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    progress: Mutex<Progress>,
    /// Locked for as long as this grader writes here.
    _held: std::fs::File,
}

/// What is known of earlier writes.
#[derive(Debug, Default)]
struct Progress {
    /// When what is about all students was written.
    class: Option<Instant>,
    /// Whether it was said that the rubric can't be understood.
    complained: bool,
}

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
        // A process that is about to become another program holds a lock for a moment longer than its parent.
        let mut patience = 20;
        while let Err(std::fs::TryLockError::WouldBlock) = held.try_lock() {
            if patience == 0 {
                return Err(unusable("another grader is writing there".to_owned()));
            }
            patience -= 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        for name in ["", FEEDBACK, CLASSROOM] {
            remove_unfinished(&folder.join(name));
        }
        let of_students = std::fs::read_dir(folder.join(GRADESCOPE));
        for entry in of_students.into_iter().flatten().flatten() {
            remove_unfinished(&entry.path());
        }
        Ok(Self {
            folder: folder.to_owned(),
            progress: Mutex::default(),
            _held: held,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
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
        let reports: Vec<&str> = REPORTS
            .into_iter()
            .filter(|name| self.is_there(name))
            .collect();
        let number = self.free_number();
        let rename = |name: &str| {
            let (old, new) = (self.folder.join(name), numbered(name, number));
            std::fs::rename(&old, self.folder.join(&new))
                .map_err(JudgeError::file("rename", &old))?;
            Ok(new)
        };
        reports.into_iter().map(rename).collect()
    }

    /// Removes what was written for students of this report who are called otherwise now.
    ///
    /// # Errors
    /// When a file can't be removed.
    pub fn forget(&self, report: &Report, gone: &BTreeSet<String>) -> Result<(), JudgeError> {
        for (_, file) in names::file_names(report.students())
            .into_iter()
            .filter(|(student, _)| gone.contains(*student))
        {
            let results = self.folder.join(GRADESCOPE).join(&file);
            for path in [
                self.folder.join(FEEDBACK).join(format!("{file}.html")),
                self.folder.join(CLASSROOM).join(format!("{file}.json")),
                results.join("results.json"),
            ] {
                match std::fs::remove_file(&path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(JudgeError::file("remove", &path)(error));
                    }
                    _ => {}
                }
            }
            // Somebody may have put something of their own beside it; then the folder stays.
            let _ = std::fs::remove_dir(results);
        }
        Ok(())
    }

    /// Keeps a copy of the document under a free number. Returns its name.
    pub fn keep_document(&self) -> Result<String, JudgeError> {
        let path = self.folder.join(DOCUMENT);
        let text = std::fs::read(&path).map_err(JudgeError::file("read", &path))?;
        let name = numbered(DOCUMENT, self.free_number());
        self.replace(Path::new(&name), &text)?;
        Ok(name)
    }

    fn is_there(&self, name: &str) -> bool {
        self.folder.join(name).symlink_metadata().is_ok()
    }

    fn free_number(&self) -> u64 {
        let is_free = |number: &u64| {
            let taken = |name| self.is_there(&numbered(name, *number));
            !REPORTS.into_iter().any(taken)
        };
        (1..).find(is_free).unwrap_or(u64::MAX)
    }

    /// Writes all reports, each as a whole or not at all.
    pub fn write(&self, report: &Report) -> Result<(), JudgeError> {
        self.write_tables(report)?;
        let ratios = feedback::ratios(report);
        let files = names::file_names(report.students());
        for (student, file) in &files {
            self.write_of_student(report, &ratios, student, file)?;
        }
        self.write_class(report, &files)
    }

    /// Writes what is new with this student's rows, and what is about everybody if that was long enough ago.
    pub fn write_row(&self, report: &Report, student: &str) -> Result<(), JudgeError> {
        self.write_tables(report)?;
        let files = names::file_names(report.students());
        if let Some(file) = files.get(student) {
            self.write_of_student(report, &feedback::ratios(report), student, file)?;
        }
        // Not in the condition, which would hold the lock that writing takes.
        let last = self.progress().class;
        if last.is_none_or(|last| last.elapsed() >= PAUSE) {
            self.write_class(report, &files)?;
        }
        Ok(())
    }

    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_tables(&self, report: &Report) -> Result<(), JudgeError> {
        let mut document =
            serde_json::to_vec_pretty(report).map_err(|error| self.broken(DOCUMENT, error))?;
        document.push(b'\n');
        let table = table::render(report).map_err(|error| self.broken(TABLE, error))?;
        self.replace(Path::new(DOCUMENT), &document)?;
        self.replace(Path::new(TABLE), &table)
    }

    fn write_of_student(
        &self,
        report: &Report,
        ratios: &feedback::Ratios,
        student: &str,
        file: &str,
    ) -> Result<(), JudgeError> {
        let page = Path::new(FEEDBACK).join(format!("{file}.html"));
        self.replace(&page, &feedback::render(report, ratios, student))?;
        let results = gradescope::render(report, student);
        let results = results.map_err(|error| self.broken(GRADESCOPE, error))?;
        self.replace(
            &Path::new(GRADESCOPE).join(file).join("results.json"),
            &results,
        )?;
        let results = classroom::render(report, student);
        let results = results.map_err(|error| self.broken(CLASSROOM, error))?;
        self.replace(&Path::new(CLASSROOM).join(format!("{file}.json")), &results)
    }

    fn write_class(&self, report: &Report, files: &class::Files<'_>) -> Result<(), JudgeError> {
        self.replace(Path::new(CLASS), &class::render(report, files))?;
        self.write_rubric(report)?;
        self.progress().class = Some(Instant::now());
        Ok(())
    }

    /// A rubric that can't be understood is somebody's work all the same: it is left alone, and that is said once.
    fn write_rubric(&self, report: &Report) -> Result<(), JudgeError> {
        let path = self.folder.join(RUBRIC);
        let earlier = match std::fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(JudgeError::file("read", &path)(error)),
        };
        match rubric::updated(report, earlier.as_deref()) {
            Ok(None) => Ok(()),
            Ok(Some(bytes)) => self.replace(Path::new(RUBRIC), &bytes),
            Err(reason) => {
                if !std::mem::replace(&mut self.progress().complained, true) {
                    eprintln!(
                        "{} is left as it is, without what is new: {reason}",
                        path.display()
                    );
                }
                Ok(())
            }
        }
    }

    fn broken(&self, name: &str, error: impl std::error::Error) -> JudgeError {
        let path = self.folder.join(name);
        JudgeError::file("write", &path)(std::io::Error::other(error.to_string()))
    }

    fn replace(&self, name: &Path, bytes: &[u8]) -> Result<(), JudgeError> {
        let path = self.folder.join(name);
        let folder = path.parent().unwrap_or(&self.folder);
        let written = || {
            std::fs::create_dir_all(folder)?;
            let mut file = tempfile::Builder::new()
                .prefix(UNFINISHED)
                .tempfile_in(folder)?;
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
        for name in [
            "grades.json",
            "grades.csv",
            "grades-1.csv",
            "mine.txt",
            "rubric.csv",
        ] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        std::fs::create_dir(folder.path().join("feedback")).unwrap();
        std::fs::write(folder.path().join("feedback/ada.html"), "ada").unwrap();
        assert_eq!(
            store.set_aside().unwrap(),
            ["grades-2.json", "grades-2.csv", "feedback-2"]
        );
        std::fs::write(folder.path().join("grades.csv"), "newer").unwrap();
        assert_eq!(store.set_aside().unwrap(), ["grades-3.csv"]);
        let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(text("grades-1.csv"), "grades-1.csv");
        assert_eq!(text("grades-2.json"), "grades.json");
        assert_eq!(text("grades-3.csv"), "newer");
        assert_eq!(text("mine.txt"), "mine.txt");
        assert_eq!(text("feedback-2/ada.html"), "ada");
        assert_eq!(text("rubric.csv"), "rubric.csv");

        drop(store);
        let part = folder.path().join(".grades-x");
        std::fs::write(&part, "{").unwrap();
        Store::open(folder.path()).unwrap();
        assert!(!part.exists(), "what was never whole is gone");
    }

    #[test]
    fn a_row_s_reports_are_written_at_once_and_the_class_s_now_and_then() {
        use crate::report::tests::{empty, row};
        use crate::verdict::{Judgement, Verdict};

        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut report = empty();
        for student in ["ada", "bob"] {
            let judgement = Judgement::unrun("q1", 20, Verdict::Missing, "");
            report.insert(row(student, judgement));
        }
        let is_there = |name: &str| folder.path().join(name).is_file();
        store.write_row(&report, "ada").unwrap();
        assert!(is_there("class.html") && is_there("feedback/ada.html"));
        assert!(is_there("classroom/ada.json") && is_there("gradescope/ada/results.json"));
        assert!(!is_there("feedback/bob.html"));
        std::fs::remove_file(folder.path().join("class.html")).unwrap();
        store.write_row(&report, "bob").unwrap();
        assert!(is_there("feedback/bob.html") && !is_there("class.html"));
        store.write(&report).unwrap();
        assert!(is_there("class.html"));
    }
}
