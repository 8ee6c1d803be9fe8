//! Submissions as course platforms export them, tidy or not, and as nobody should hand them in.
//!
//! Everything is built here, and no file is kept: what a crate can't write, since it is malformed, is written byte by
//! byte.

mod archives;
mod attempts;
mod bombs;
mod exports;
mod hostile;
mod layouts;
mod mutants;
mod names;
mod xz;

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use workbook_judge::JudgeError;
use workbook_judge::intake::{Absence, Caps, Intake, Reading, Wanted, take_in};

const KNOWN: [&str; 2] = ["q1", "timeit"];

/// Takes in what lies at a path, for all exercises or for q1 alone.
fn taken(path: &Path, bare: bool, reading: &Reading) -> Result<Intake, JudgeError> {
    let known = KNOWN.map(str::to_owned);
    let exercises = if bare { &known[..1] } else { &known[..] };
    let wanted = Wanted {
        exercises,
        known: &known,
        bare,
    };
    take_in(path, wanted, reading)
}

/// Takes in what `lay_out` puts into a folder, for all exercises or for q1 alone.
fn intake(bare: bool, lay_out: impl Fn(&Path)) -> Intake {
    capped(bare, Caps::default(), lay_out)
}

fn capped(bare: bool, caps: Caps, lay_out: impl Fn(&Path)) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let reading = Reading {
        caps,
        ..Reading::default()
    };
    taken(folder.path(), bare, &reading).unwrap()
}

/// Takes in one archive with all submissions, under a name of its own.
fn export(name: &str, bytes: &[u8]) -> Result<Intake, JudgeError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    put(&path, bytes);
    taken(&path, false, &Reading::default())
}

fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Says when a file was changed, in seconds since 2020 or so.
fn age(path: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + seconds);
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

fn answer<'a>(intake: &'a Intake, student: &str) -> Result<&'a str, Absence> {
    intake
        .students
        .get(student)
        .unwrap_or_else(|| panic!("no {student} in {intake:#?}"))
        .answer("q1")
}

#[track_caller]
fn refused(intake: &Intake, student: &str, fragment: &str) {
    match answer(intake, student) {
        Err(Absence::Hidden(reason)) => {
            assert!(reason.contains(fragment), "{student}: {reason}");
        }
        other => panic!("{student}: {other:?}"),
    }
}

#[track_caller]
fn missing(intake: &Intake, student: &str, fragment: &str) {
    match answer(intake, student) {
        Err(Absence::Missing(reason)) => {
            assert!(reason.contains(fragment), "{student}: {reason}");
        }
        other => panic!("{student}: {other:?}"),
    }
}

/// What was passed over in a submission, as `path: reason`.
fn passed_over(intake: &Intake, student: &str) -> Vec<String> {
    let told = &intake.students[student].ignored;
    let shown = told.files.iter();
    shown
        .map(|file| format!("{}: {}", file.path, file.reason))
        .collect()
}

fn students(intake: &Intake) -> Vec<&str> {
    intake.students.keys().map(String::as_str).collect()
}
