//! Which file is an exercise's.

use std::ffi::OsStr;
use std::path::Path;

use super::contents::{Body, Contents, Entry};
use super::{Absence, Answer, Submission, Wanted, text};

/// How far down a bare `lib.rs` may lie, in folders.
const DEEPEST_BARE: usize = 3;

/// How well a path fits an exercise, the best being 0; nothing where it doesn't.
fn rank(path: &[String], exercise: &str, wanted: Wanted<'_>) -> Option<usize> {
    let is_known = |name: &str| wanted.known.iter().any(|known| known == name);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        [.., "solutions", _, "src", "lib.rs"] => None,
        [.., "exercises", name, "src", "lib.rs"] => (*name == exercise).then_some(0),
        [.., name, "src", "lib.rs"] if is_known(name) => (*name == exercise).then_some(1),
        [folders @ .., "src", "lib.rs"] | [folders @ .., "lib.rs"]
            if wanted.bare && folders.len() <= DEEPEST_BARE =>
        {
            Some(2)
        }
        _ => None,
    }
}

/// Whether a path could be any exercise's.
pub(super) fn is_wanted(path: &[String], wanted: Wanted<'_>) -> bool {
    wanted
        .exercises
        .iter()
        .any(|exercise| rank(path, exercise, wanted).is_some())
}

/// Finds the answers in what a submission holds.
pub(super) fn find(contents: Contents, wanted: Wanted<'_>) -> Submission {
    let mut submission = Submission::default();
    for exercise in wanted.exercises {
        if let Some(candidates) = candidates(&contents.entries, exercise, wanted) {
            submission
                .answers
                .insert(exercise.clone(), choose(&candidates));
        }
    }
    submission.otherwise = match contents.troubles.first() {
        Some(trouble) => Absence::Hidden(trouble.clone()),
        None => absence(&contents.entries, wanted.exercises),
    };
    submission.ignored = contents.ignored;
    for entry in &contents.entries {
        if entry.body == Body::Unread {
            submission.ignored.push(entry.shown(), why(entry));
        }
    }
    submission
}

/// Why a file isn't read.
fn why(entry: &Entry) -> &'static str {
    let path: Vec<&str> = entry.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        [
            ..,
            "Cargo.toml" | "Cargo.lock" | "build.rs" | "rust-toolchain.toml" | "rust-toolchain",
        ]
        | [.., ".cargo", _] => "of no effect: an answer is built in a scaffold of ours",
        _ => "not an answer to what is graded",
    }
}

/// The files that could be an exercise's, of the best kind that there is.
fn candidates<'a>(
    entries: &'a [Entry],
    exercise: &str,
    wanted: Wanted<'_>,
) -> Option<Vec<&'a Entry>> {
    (0..=2).find_map(|best| {
        let found: Vec<_> = entries
            .iter()
            .filter(|entry| rank(&entry.path, exercise, wanted) == Some(best))
            .collect();
        (!found.is_empty()).then_some(found)
    })
}

/// Takes the one candidate, or any of several that are the same byte for byte.
fn choose(candidates: &[&Entry]) -> Answer {
    let mut texts: Vec<&[u8]> = Vec::new();
    for entry in candidates {
        match &entry.body {
            Body::Read(bytes) => texts.push(bytes),
            Body::Special(what) => {
                return Answer::Refused(format!(
                    "{} is {what}, which is never opened or followed",
                    entry.shown()
                ));
            }
            Body::Refused(reason) => {
                return Answer::Refused(format!("{}: {reason}", entry.shown()));
            }
            Body::Unread => {
                return Answer::Refused(format!("{} wasn't read", entry.shown()));
            }
        }
    }
    texts.sort_unstable();
    texts.dedup();
    match texts.as_slice() {
        [bytes] => text::decode(bytes).map_or_else(Answer::Refused, Answer::Source),
        _ => {
            const MOST: usize = 5;
            let mut names: Vec<_> = candidates.iter().take(MOST).map(|e| e.shown()).collect();
            if candidates.len() > MOST {
                names.push(format!("and {} more", candidates.len() - MOST));
            }
            Answer::Refused(format!(
                "more than one file could be meant: {}; keep one",
                names.join(", ")
            ))
        }
    }
}

/// What to say of an exercise that isn't there.
fn absence(entries: &[Entry], exercises: &[String]) -> Absence {
    let special = entries.iter().find_map(|entry| match entry.body {
        Body::Special(what) => Some((entry, what)),
        _ => None,
    });
    if let Some((entry, what)) = special {
        return Absence::Hidden(format!(
            "no answer in plain files; {} is {what}, which is never opened or followed",
            entry.shown()
        ));
    }
    let wanted = match exercises {
        [one] => format!("{one}/src/lib.rs"),
        _ => "NAME/src/lib.rs".to_owned(),
    };
    let is_rust = |entry: &&Entry| {
        entry
            .path
            .last()
            .is_some_and(|name| Path::new(name).extension() == Some(OsStr::new("rs")))
    };
    let rust: Vec<_> = entries
        .iter()
        .filter(is_rust)
        .take(3)
        .map(Entry::shown)
        .collect();
    let none = match entries.len() {
        0 => return Absence::default(),
        1 => format!("the one file isn't a {wanted}"),
        count => format!("none of {count} files is a {wanted}"),
    };
    let is_answer = |entry: &Entry| match entry.path.as_slice() {
        [.., name, source, file] => {
            source == "src" && file == "lib.rs" && exercises.iter().any(|known| name == &**known)
        }
        _ => false,
    };
    Absence::Missing(match rust.as_slice() {
        [] => none,
        // For others, that is: this is said of those that aren't there.
        found if entries.iter().any(is_answer) => {
            format!("nothing for this exercise; there is {}", found.join(", "))
        }
        found => format!("{none}; there is {}", found.join(", ")),
    })
}
