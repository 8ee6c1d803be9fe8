//! Intake: from what a course platform exports to the texts that are graded.
//!
//! What is taken in is a folder, or an archive, with one entry for each student: a folder or an archive (zip, tar, or a
//! tar compressed by gzip, xz or zstd, told by its bytes), named by the platform's scheme or after the student. An
//! archive in it is looked into once more. Nothing is ever run, followed or unpacked to disk; of all files only the text
//! of each exercise's `src/lib.rs` is kept. All is streamed and counted: see [`Caps`].
//!
//! A submission's file for an exercise is the one whose path ends in `NAME/src/lib.rs`, one under `exercises/` before
//! others, and none under `solutions/`. When exactly one exercise was named, a `lib.rs` or `src/lib.rs` by itself will
//! do, at the top or up to three folders down.
//!
//! | part | what it is |
//! |---|---|
//! | [`caps`] | how much is read, and who counts |
//! | [`source`], [`export`] | the folder or the archive with all submissions |
//! | [`naming`] | whose a submission is, by its name |
//! | [`students`] | which of several attempts counts |
//! | [`contents`] | what a submission holds |
//! | [`folder`], [`archive`], [`zip`], [`tar`], [`zstd`] | where it holds it |
//! | [`answers`] | which file is an exercise's |

mod answers;
mod archive;
mod caps;
mod contents;
mod cp437;
mod export;
mod folder;
mod format;
mod naming;
mod paths;
mod source;
mod students;
mod tar;
pub(crate) mod text;
mod time;
mod told;
mod zip;
mod zstd;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::JudgeError;

pub use caps::Caps;
pub use naming::{IdPattern, Keys};
pub use told::{Ignored, Told};

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// What each student handed in, by the student's name.
    pub students: BTreeMap<String, Submission>,
    /// What lay beside the submissions.
    pub ignored: Vec<Ignored>,
    /// What the instructor should know: one sentence each.
    pub notes: Vec<String>,
}

/// What one student handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submission {
    /// The folders, archives and files that it was read from, by name.
    pub from: Vec<String>,
    /// What else the name says of the student.
    pub keys: Keys,
    /// By exercise, what was found for it.
    pub answers: BTreeMap<String, Answer>,
    /// What to say when an exercise isn't among them.
    pub otherwise: Absence,
    /// What was passed over in it.
    pub ignored: Told,
    /// What the instructor should know of it: one sentence each.
    pub notes: Vec<String>,
}

/// What was found for one exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A text to grade.
    Source(String),
    /// A file that can't be graded, and why.
    Refused(String),
}

/// Why nothing was found for an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// Nothing was handed in, or something else.
    Missing(String),
    /// It may be there, behind something that is never opened or followed.
    Hidden(String),
}

impl Default for Absence {
    fn default() -> Self {
        Self::Missing("nothing was handed in".to_owned())
    }
}

impl Submission {
    /// What was found for an exercise.
    ///
    /// # Errors
    /// When there is nothing to grade: why.
    pub fn answer(&self, exercise: &str) -> Result<&str, Absence> {
        match self.answers.get(exercise) {
            Some(Answer::Source(text)) => Ok(text),
            Some(Answer::Refused(reason)) => Err(Absence::Hidden(reason.clone())),
            None => Err(self.otherwise.clone()),
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The exercises to grade.
    pub exercises: &'a [String],
    /// All exercises that there are: a file of one is never taken for another's.
    pub known: &'a [String],
    /// Whether a `lib.rs` by itself is meant: exactly one exercise was asked for by name.
    pub bare: bool,
}

/// How to read what was handed in.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The instructor's own way to read names, in place of those of platforms.
    pub id_pattern: Option<IdPattern>,
    /// How much is read.
    pub caps: Caps,
}

/// Takes in a folder or an archive of submissions.
///
/// # Errors
/// When it can't be read, and when there are submissions that the pattern for names doesn't match. What is wrong with a
/// submission is the submission's to say.
pub fn take_in(
    submissions: &Path,
    wanted: Wanted<'_>,
    reading: &Reading,
) -> Result<Intake, JudgeError> {
    let all = source::read(submissions, wanted, reading.caps)?;
    students::sort_out(submissions, all, wanted, reading.id_pattern.as_ref())
}

/// What submissions are taken from, when it is a folder or a file.
pub(crate) fn place_of_submissions(path: &Path) -> Result<PathBuf, JudgeError> {
    let what = match path.metadata() {
        Ok(metadata) if metadata.is_dir() || metadata.is_file() => return Ok(path.to_owned()),
        Ok(_) => "is neither a folder nor an archive".to_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "doesn't exist".to_owned(),
        Err(error) => format!("can't be looked at ({error})"),
    };
    Err(JudgeError::Usage(format!(
        "{} {what}; give the folder that holds one folder or archive for each student, or the export of a course \
         platform as it came",
        path.display()
    )))
}
