//! Intake: from a folder as a course platform exports it to the texts that are graded.
//!
//! Each entry of the folder is one student's: a folder or a zip, named after the student. Nothing in it is ever run,
//! followed or unpacked; of all its files only the text of each exercise's `src/lib.rs` is read, with a cap.
//!
//! A submission's file for an exercise is the one whose path ends in `NAME/src/lib.rs`, one under `exercises/` before
//! others, and none under `solutions/`. When exactly one exercise was named, a `lib.rs` or `src/lib.rs` by itself will
//! do, at the top or one or two folders down.

mod archive;
mod folder;
mod text;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::JudgeError;

/// The most files that are looked at in one submission.
const MOST_ENTRIES: usize = 20_000;

/// The largest source that is read, in bytes.
const LARGEST_SOURCE: u64 = 1 << 20;

/// Folders that editors, build tools and file managers leave behind, and that no answer is in.
const LITTER: &[&str] = &["__MACOSX", ".git", ".workbook", "node_modules", "target"];

/// Files of the same kind, beside the submissions.
const LITTER_FILES: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

/// Archives that are seen, but not read.
const OTHER_ARCHIVES: &[&str] = &[
    ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".7z", ".rar", ".gz",
];

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// What each student handed in, by the student's name.
    pub students: BTreeMap<String, Submission>,
    /// What lay beside the submissions.
    pub ignored: Vec<Ignored>,
}

/// Something that was passed over, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// Where it lies, from the folder of submissions.
    pub path: String,
    /// Why it isn't a submission.
    pub reason: String,
}

/// What one student handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submission {
    /// Something that could be looked into.
    Read {
        /// By exercise, what was found for it.
        answers: BTreeMap<String, Answer>,
        /// What to say when an exercise isn't among them.
        otherwise: Absence,
    },
    /// Something that can't be graded, and why.
    Refused(String),
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
    /// It may be there, behind something that is never followed.
    Hidden(String),
}

impl Submission {
    /// What was found for an exercise.
    ///
    /// # Errors
    /// When there is nothing to grade: why.
    pub fn answer(&self, exercise: &str) -> Result<&str, Absence> {
        match self {
            Self::Refused(reason) => Err(Absence::Hidden(reason.clone())),
            Self::Read { answers, otherwise } => match answers.get(exercise) {
                Some(Answer::Source(text)) => Ok(text),
                Some(Answer::Refused(reason)) => Err(Absence::Hidden(reason.clone())),
                None => Err(otherwise.clone()),
            },
        }
    }
}

/// A file of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Its path in the submission, piece by piece.
    path: Vec<String>,
    /// What it is.
    kind: Kind,
    /// Where to read it: its number in its archive, or its place among the folder's files.
    index: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// A link, a device, a pipe, a socket: never opened.
    Special,
}

impl Entry {
    fn shown(&self) -> String {
        self.path.join("/")
    }
}

/// A submission that can be listed and read from: a folder or an archive.
trait Source {
    /// Its files, or why it can't be graded.
    fn list(&mut self) -> Result<Vec<Entry>, String>;

    /// The bytes of one file, up to the cap and one more.
    fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, String>;

    /// Something that couldn't be looked into, and that an answer may be in.
    fn trouble(&self) -> Option<String> {
        None
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

/// Takes in a folder of submissions.
///
/// # Errors
/// When the folder can't be read.
pub fn take_in(submissions: &Path, wanted: Wanted<'_>) -> Result<Intake, JudgeError> {
    let listed = std::fs::read_dir(submissions).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = listed.map_err(JudgeError::file("read the folder", submissions))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut intake = Intake::default();
    let mut origins: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in entries {
        let path = entry.path();
        let shown = entry.file_name().to_string_lossy().into_owned();
        let kind = entry
            .file_type()
            .map_err(JudgeError::file("look at", &path))?;
        let is_litter = LITTER.contains(&shown.as_str()) || LITTER_FILES.contains(&shown.as_str());
        if is_litter || shown.starts_with("._") {
            continue;
        }
        let (student, submission) = if kind.is_dir() {
            (
                shown.clone(),
                examine(&mut folder::Folder::new(&path), wanted),
            )
        } else if kind.is_file() && has_extension(&path, "zip") {
            (
                stem(&path),
                match archive::Archive::open(&path) {
                    Ok(mut archive) => examine(&mut archive, wanted),
                    Err(reason) => Submission::Refused(reason),
                },
            )
        } else if let Some(student) = kind.is_file().then(|| other_archive(&shown)).flatten() {
            (
                student,
                Submission::Refused(
                    "an archive of a kind that isn't read; hand in a folder or a zip".to_owned(),
                ),
            )
        } else {
            let reason = match (kind.is_symlink(), kind.is_file()) {
                (true, _) => "a link; links are never followed",
                (_, true) => "a file by itself; a submission is a folder or a zip",
                _ => "neither a folder nor a zip",
            };
            intake.ignored.push(Ignored {
                path: shown,
                reason: reason.to_owned(),
            });
            continue;
        };
        let names = origins.entry(student.clone()).or_default();
        names.push(shown);
        let submission = match names.as_slice() {
            [_] => submission,
            several => Submission::Refused(format!(
                "handed in more than once ({}); keep one",
                several.join(", ")
            )),
        };
        intake.students.insert(student, submission);
    }
    Ok(intake)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The student's name, when this is the name of an archive that isn't read.
fn other_archive(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let ending = OTHER_ARCHIVES
        .iter()
        .find(|ending| lower.ends_with(*ending))?;
    name.get(..name.len() - ending.len())
        .filter(|stem| !stem.is_empty())
        .map(str::to_owned)
}

fn examine(source: &mut impl Source, wanted: Wanted<'_>) -> Submission {
    let entries = match source.list() {
        Ok(entries) => entries,
        Err(reason) => return Submission::Refused(reason),
    };
    let mut answers = BTreeMap::new();
    for exercise in wanted.exercises {
        if let Some(candidates) = candidates(&entries, exercise, wanted) {
            answers.insert(exercise.clone(), choose(source, &candidates));
        }
    }
    let otherwise = match source.trouble() {
        Some(reason) => Absence::Hidden(reason),
        None => absence(&entries, wanted.exercises),
    };
    Submission::Read { answers, otherwise }
}

/// The files that could be an exercise's, of the best kind that there is.
fn candidates<'a>(
    entries: &'a [Entry],
    exercise: &str,
    wanted: Wanted<'_>,
) -> Option<Vec<&'a Entry>> {
    let is_known = |name: &str| wanted.known.iter().any(|known| known == name);
    let rank = |entry: &Entry| {
        let path: Vec<&str> = entry.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [.., "solutions", _, "src", "lib.rs"] => None,
            [.., "exercises", name, "src", "lib.rs"] => (*name == exercise).then_some(0),
            [.., name, "src", "lib.rs"] if is_known(name) => (*name == exercise).then_some(1),
            [folders @ .., "src", "lib.rs"] | [folders @ .., "lib.rs"]
                if wanted.bare && folders.len() <= 2 =>
            {
                Some(2)
            }
            _ => None,
        }
    };
    (0..=2).find_map(|wanted| {
        let found: Vec<_> = entries
            .iter()
            .filter(|entry| rank(entry) == Some(wanted))
            .collect();
        (!found.is_empty()).then_some(found)
    })
}

/// Takes the one candidate, or any of several that are the same byte for byte.
fn choose(source: &mut impl Source, candidates: &[&Entry]) -> Answer {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for entry in candidates {
        if entry.kind == Kind::Special {
            return Answer::Refused(format!(
                "{} is a link or a special file, which is never opened",
                entry.shown()
            ));
        }
        match source.read(entry) {
            Ok(bytes) if bytes.len() as u64 > LARGEST_SOURCE => {
                return Answer::Refused(format!(
                    "{} is larger than {} KiB",
                    entry.shown(),
                    LARGEST_SOURCE >> 10
                ));
            }
            Ok(bytes) => texts.push(bytes),
            Err(reason) => return Answer::Refused(format!("{}: {reason}", entry.shown())),
        }
    }
    texts.sort();
    texts.dedup();
    match texts.as_slice() {
        [bytes] => text::decode(bytes).map_or_else(Answer::Refused, Answer::Source),
        _ => {
            let names: Vec<_> = candidates.iter().map(|entry| entry.shown()).collect();
            Answer::Refused(format!(
                "more than one file could be meant: {}; keep one",
                names.join(", ")
            ))
        }
    }
}

/// What to say of an exercise that isn't there.
fn absence(entries: &[Entry], exercises: &[String]) -> Absence {
    if let Some(special) = entries.iter().find(|entry| entry.kind == Kind::Special) {
        return Absence::Hidden(format!(
            "no answer in plain files; {} is a link or a special file, which is never followed",
            special.shown()
        ));
    }
    let wanted = match exercises {
        [one] => format!("{one}/src/lib.rs"),
        _ => "NAME/src/lib.rs".to_owned(),
    };
    let is_rust = |entry: &&Entry| Path::new(&entry.shown()).extension() == Some(OsStr::new("rs"));
    let rust: Vec<_> = entries
        .iter()
        .filter(is_rust)
        .take(3)
        .map(Entry::shown)
        .collect();
    Absence::Missing(match (entries.len(), rust.as_slice()) {
        (0, _) => "nothing was handed in".to_owned(),
        (count, []) => format!("none of {count} files is a {wanted}"),
        (count, found) => format!(
            "none of {count} files is a {wanted}; there is {}",
            found.join(", ")
        ),
    })
}

/// Where a path of an archive leads: piece by piece, or why it isn't taken.
fn pieces(name: &str) -> Result<Vec<String>, String> {
    let absolute = name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':');
    let pieces: Vec<_> = name
        .split(['/', '\\'])
        .filter(|piece| !piece.is_empty() && *piece != ".")
        .collect();
    if absolute || pieces.contains(&"..") {
        return Err(format!(
            "refused: the path `{}` leads out of it",
            name.escape_default()
        ));
    }
    Ok(pieces.into_iter().map(str::to_owned).collect())
}

/// Whether a path leads through what tools leave behind.
fn is_litter(path: &[String]) -> bool {
    let (file, folders) = path
        .split_last()
        .map_or(("", path), |(file, folders)| (file.as_str(), folders));
    folders
        .iter()
        .any(|folder| LITTER.contains(&folder.as_str()))
        || LITTER_FILES.contains(&file)
        || file.starts_with("._")
}

/// Nobody hands in that much by hand.
fn no_more_than(count: usize) -> Result<(), String> {
    if count > MOST_ENTRIES {
        return Err(format!(
            "more than {MOST_ENTRIES} files; hand in the exercise's folder alone"
        ));
    }
    Ok(())
}

/// The folder that submissions are taken from, when it is one.
pub(crate) fn folder_of_submissions(path: &Path) -> Result<PathBuf, JudgeError> {
    if path.is_dir() {
        return Ok(path.to_owned());
    }
    let what = if path.exists() {
        "is not a folder"
    } else {
        "doesn't exist"
    };
    Err(JudgeError::Usage(format!(
        "{} {what}; give the folder that holds one folder or zip for each student",
        path.display()
    )))
}
