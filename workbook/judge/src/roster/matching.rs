//! Who on the roster handed what in.
//!
//! Names are matched from the surest way to the least: what both write alike; what the platform's number or login says;
//! then what is left of names without case, space and punctuation; then without accents. A way counts only where it
//! leads from one student to one line and back. Nobody gets somebody else's grades because their names look alike.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Roster;
use crate::intake::{Intake, Submission};

/// Columns with the platform's number of a student.
const NUMBERS: &[&str] = &["id", "identifier", "participant", "user id", "userid"];

/// Columns with a login.
const LOGINS: &[&str] = &[
    "github_username",
    "github username",
    "username",
    "user name",
    "login",
    "login id",
    "sis login id",
    "email",
    "email address",
];

/// Columns with a whole name, and those with the halves of one.
const NAMES: &[&str] = &["student", "full name", "fullname", "name", "display name"];
const FIRST_NAMES: &[&str] = &["first name", "firstname", "given name"];
const LAST_NAMES: &[&str] = &["last name", "lastname", "surname", "family name"];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// By what a submission says, what the roster says; only where they differ.
    pub names: BTreeMap<String, String>,
    /// What the instructor should know.
    pub notes: Vec<String>,
}

/// A way to match: what a submission and a line of the roster are compared by.
struct Way {
    of_submission: fn(&str, &Submission) -> BTreeSet<String>,
    of_line: fn(&Line<'_>) -> BTreeSet<String>,
}

/// A line of the roster.
struct Line<'a> {
    roster: &'a Roster,
    student: &'a str,
    cells: &'a [String],
}

impl Line<'_> {
    fn cells<'b>(&'b self, names: &'b [&str]) -> impl Iterator<Item = &'b str> {
        self.roster
            .columns
            .iter()
            .zip(self.cells)
            .filter(|(column, cell)| {
                !cell.is_empty() && names.contains(&column.trim().to_lowercase().as_str())
            })
            .map(|(_, cell)| cell.as_str())
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.cells(NAMES).map(str::to_owned).collect();
        names.push(self.student.to_owned());
        for first in self.cells(FIRST_NAMES) {
            names.extend(
                self.cells(LAST_NAMES)
                    .map(|last| format!("{last}, {first}")),
            );
        }
        names
    }
}

/// The ways, surest first.
const WAYS: &[Way] = &[
    Way {
        of_submission: |student, _| BTreeSet::from([student.to_owned()]),
        of_line: |line| BTreeSet::from([line.student.to_owned()]),
    },
    Way {
        of_submission: |student, submission| {
            let keys = &submission.keys;
            let number = keys.number.iter().map(|number| format!("number {number}"));
            let login = keys
                .login
                .iter()
                .map(|login| format!("login {}", folded(login)));
            let is_bare = keys.number.is_none() && keys.login.is_none();
            let bare = is_bare.then(|| format!("login {}", folded(student)));
            number.chain(login).chain(bare).collect()
        },
        of_line: |line| {
            let number = line
                .cells(NUMBERS)
                .map(|cell| cell.strip_prefix("Participant ").unwrap_or(cell))
                .map(|number| format!("number {number}"));
            let login = line
                .cells(LOGINS)
                .chain([line.student])
                .map(|login| format!("login {}", folded(login)));
            number.chain(login).collect()
        },
    },
    Way {
        of_submission: |student, submission| squashed(&names(student, submission), false),
        of_line: |line| squashed(&line.names(), false),
    },
    Way {
        of_submission: |student, submission| squashed(&names(student, submission), true),
        of_line: |line| squashed(&line.names(), true),
    },
    // What comes before the @ is a login where nothing surer is known.
    Way {
        of_submission: |student, submission| {
            let login = submission.keys.login.as_deref().unwrap_or(student);
            BTreeSet::from([folded(login)])
        },
        of_line: |line| {
            line.cells(LOGINS)
                .chain([line.student])
                .filter_map(|cell| cell.split_once('@'))
                .map(|(login, _)| folded(login))
                .collect()
        },
    },
];

fn names(student: &str, submission: &Submission) -> Vec<String> {
    match &submission.keys.name {
        Some(name) => vec![name.clone()],
        None => vec![student.to_owned()],
    }
}

/// A text without case.
fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// What is left of names without case, space and punctuation: as they stand, and with the two halves of `Last, First`
/// the other way round.
fn squashed(names: &[String], without_accents: bool) -> BTreeSet<String> {
    let squash = |text: &str| -> String {
        let text = folded(text);
        let kept = |c: &char| c.is_alphanumeric() || is_combining_mark(*c) && !without_accents;
        match without_accents {
            true => text.nfkd().filter(kept).collect(),
            false => text.chars().filter(kept).collect(),
        }
    };
    names
        .iter()
        .flat_map(|name| {
            let turned = name
                .split_once(',')
                .map(|(last, first)| squash(&format!("{first}{last}")));
            turned.into_iter().chain([squash(name)])
        })
        .filter(|squashed| !squashed.is_empty())
        .collect()
}

/// Matches who handed something in with who is on the roster.
pub(super) fn find(roster: &Roster, intake: &Intake) -> Found {
    let mut submissions: BTreeMap<&str, &Submission> = intake
        .students
        .iter()
        .map(|(student, submission)| (student.as_str(), submission))
        .collect();
    let mut lines: BTreeMap<&str, Line<'_>> = roster
        .students
        .iter()
        .map(|(student, cells)| {
            let line = Line {
                roster,
                student,
                cells,
            };
            (student.as_str(), line)
        })
        .collect();
    let mut found = Found::default();
    // By student, what could have been meant.
    let mut doubtful: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for way in WAYS {
        let mut by_key: BTreeMap<String, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        for (student, submission) in &submissions {
            for key in (way.of_submission)(student, submission) {
                by_key.entry(key).or_default().0.insert(student);
            }
        }
        for (student, line) in &lines {
            for key in (way.of_line)(line) {
                by_key.entry(key).or_default().1.insert(student);
            }
        }
        // Who could be whom, by any key; then only the pairs that have no other choice on either side.
        let mut forth: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut back: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (students, listed) in by_key.values() {
            for student in students {
                forth.entry(student).or_default().extend(listed);
            }
            for line in listed {
                back.entry(line).or_default().extend(students);
            }
        }
        for (student, listed) in forth {
            let Some(line) = listed.first() else { continue };
            let is_clear = listed.len() == 1 && back.get(line).is_some_and(|back| back.len() == 1);
            if !is_clear {
                doubtful.entry(student).or_default().extend(listed);
                continue;
            }
            submissions.remove(student);
            lines.remove(line);
            doubtful.remove(student);
            if student != *line {
                found.names.insert(student.to_owned(), (*line).to_owned());
            }
        }
    }
    for (student, listed) in doubtful {
        let listed: Vec<_> = listed.into_iter().take(5).collect();
        found.notes.push(format!(
            "{student} could be {} on the roster, which isn't clear enough to say",
            listed.join(" or ")
        ));
    }
    found
}
