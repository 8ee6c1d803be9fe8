//! From what was handed in to what each student handed in: of several attempts, the newest counts.

use std::collections::BTreeMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::answers::find;
use super::archive::Stamp;
use super::contents::{Body, Contents};
use super::format::without_ending;
use super::naming::{self, IdPattern, Named};
use super::paths::{shown, text};
use super::source::{All, Handed, Shape};
use super::{Absence, Ignored, Intake, Submission, Wanted};
use crate::error::JudgeError;

/// How many names a message lists.
const MOST_NAMES: usize = 5;

/// Sorts out whose is what.
pub(super) fn sort_out(
    submissions: &Path,
    all: All,
    wanted: Wanted<'_>,
    pattern: Option<&IdPattern>,
) -> Result<Intake, JudgeError> {
    let mut intake = Intake {
        ignored: all.ignored,
        notes: all.notes,
        ..Intake::default()
    };
    let prefix = match pattern {
        Some(_) => None,
        None => prefix_of_clones(submissions, &all.handed, &mut intake.notes),
    };
    let mut students: BTreeMap<String, Vec<(Named, Handed)>> = BTreeMap::new();
    let mut unmatched = Vec::new();
    for handed in all.handed {
        let is_folder = matches!(handed.shape, Shape::Folder { .. });
        let named = match (pattern, &prefix) {
            (Some(pattern), _) => pattern.read(&handed.name),
            (None, Some(prefix)) if is_plain_clone(&handed) => {
                Some(naming::of_clone(&handed.name, prefix))
            }
            (None, _) => Some(naming::read(&handed.name, is_folder)),
        };
        let is_loose = handed.shape == Shape::File;
        let reason = match named {
            Some(named) if !is_loose || named.is_of_platform => {
                students
                    .entry(named.student.clone())
                    .or_default()
                    .push((named, handed));
                continue;
            }
            Some(_) => "a file by itself; a submission is a folder or an archive",
            None if is_loose => "its name doesn't match the pattern for names",
            None => {
                unmatched.push(shown(&handed.name));
                continue;
            }
        };
        intake.ignored.push(Ignored {
            path: shown(&handed.name),
            reason: reason.to_owned(),
        });
    }
    if let Some(pattern) = pattern.filter(|_| !unmatched.is_empty()) {
        return Err(JudgeError::Usage(format!(
            "--id-pattern `{}` doesn't match {} of what lies in {}: {}; make it match, or move away what is no \
             submission",
            pattern.as_str(),
            unmatched.len(),
            submissions.display(),
            list(unmatched.iter().map(String::as_str)),
        )));
    }
    for (student, handed) in students {
        intake.students.insert(student, submission(handed, wanted));
    }
    intake.notes.extend(alike(intake.students.keys()));
    Ok(intake)
}

/// The first of several names, and how many there are more.
fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let mut listed: Vec<_> = names.take(MOST_NAMES).map(str::to_owned).collect();
    if more > 0 {
        listed.push(format!("and {more} more"));
    }
    listed.join(", ")
}

fn is_plain_clone(handed: &Handed) -> bool {
    handed.shape == Shape::Folder { is_clone: true }
        && !naming::read(&handed.name, true).is_of_platform
}

/// The assignment that comes before each login in the names of clones. Nothing where a login would be somebody's name.
fn prefix_of_clones(submissions: &Path, all: &[Handed], notes: &mut Vec<String>) -> Option<String> {
    let clones: Vec<&str> = all
        .iter()
        .filter(|handed| is_plain_clone(handed))
        .map(|handed| handed.name.as_str())
        .collect();
    let folder = submissions.canonicalize().ok()?;
    let folder = text(folder.file_name()?);
    let folder = without_ending(&folder).unwrap_or(&folder);
    let prefix = naming::assignment_prefix(folder, &clones)?;
    let logins: Vec<&str> = clones
        .iter()
        .filter_map(|clone| clone.strip_prefix(prefix.as_str()))
        .collect();
    let is_taken = |handed: &Handed| {
        let is_folder = matches!(handed.shape, Shape::Folder { .. });
        let other = naming::read(&handed.name, is_folder).student;
        !is_plain_clone(handed) && logins.contains(&other.as_str())
    };
    if all.iter().any(is_taken) {
        return None;
    }
    notes.push(format!(
        "`{}` was taken off the names of {} clones; if it is no assignment's, say what names students with --id-pattern",
        shown(&prefix),
        clones.len()
    ));
    Some(prefix)
}

/// What counts of all that one student handed in.
fn submission(handed: Vec<(Named, Handed)>, wanted: Wanted<'_>) -> Submission {
    let keys = handed
        .first()
        .map(|(named, _)| named.keys.clone())
        .unwrap_or_default();
    let mut notes = Vec::new();
    let mut from = Vec::new();
    let result = newest(handed, &mut notes).map(|parts| {
        let is_several = parts.len() > 1;
        let mut contents = Contents::default();
        let mut refused = None;
        for part in parts {
            from.push(shown(&part.name));
            let origin = (is_several && part.shape != Shape::File).then(|| part.name.clone());
            match part.contents {
                Ok(mut found) => {
                    for entry in &mut found.entries {
                        entry.origin.clone_from(&origin);
                    }
                    contents.add(found);
                }
                Err(reason) if is_several => {
                    let name = shown(&part.name);
                    contents.troubles.push(format!("{name}: {reason}"));
                    contents.ignored.push(name, reason);
                }
                Err(reason) => refused = Some(reason),
            }
        }
        (contents, refused)
    });
    let mut submission = match result {
        Ok((contents, None)) => find(contents, wanted),
        Ok((_, Some(reason))) | Err(reason) => Submission {
            otherwise: Absence::Hidden(reason),
            ..Submission::default()
        },
    };
    submission.keys = keys;
    submission.from = from;
    submission.notes = notes;
    submission
}

/// The newest version of each part of the newest attempt, or why there is no telling.
fn newest(handed: Vec<(Named, Handed)>, notes: &mut Vec<String>) -> Result<Vec<Handed>, String> {
    let last = handed
        .iter()
        .map(|(named, _)| named.attempt.clone())
        .max()
        .flatten();
    let (handed, earlier): (Vec<_>, Vec<_>) = handed
        .into_iter()
        .partition(|(named, _)| named.attempt == last);
    if !earlier.is_empty() {
        notes.push(format!(
            "handed in more than once: the attempt that is numbered or dated last was taken, not {}",
            list(earlier.iter().map(|(_, handed)| handed.name.as_str()))
        ));
    }
    let mut parts: BTreeMap<String, Vec<(Named, Handed)>> = BTreeMap::new();
    for (named, handed) in handed {
        parts
            .entry(named.part.clone())
            .or_default()
            .push((named, handed));
    }
    parts
        .into_values()
        .map(|versions| newest_version(versions, notes))
        .collect()
}

fn newest_version(
    mut versions: Vec<(Named, Handed)>,
    notes: &mut Vec<String>,
) -> Result<Handed, String> {
    type Age = (Vec<u64>, Option<Stamp>);
    let age =
        |(named, handed): &(Named, Handed)| -> Age { (named.version.clone(), handed.modified) };
    versions.sort_by_cached_key(age);
    let Some(best) = versions.pop() else {
        return Err("nothing was handed in".to_owned());
    };
    let Some(next) = versions.last() else {
        return Ok(best.1);
    };
    let names = || {
        let all = versions.iter().chain([&best]);
        let names: Vec<_> = all.map(|(_, handed)| shown(&handed.name)).collect();
        list(names.iter().map(String::as_str))
    };
    let is_sure =
        age(next) < age(&best) && (best.0.version != next.0.version || next.1.modified.is_some());
    if !is_sure && !are_the_same(&next.1, &best.1) {
        return Err(format!(
            "handed in more than once ({}), and none is newer than the others; keep one",
            names()
        ));
    }
    let how = match best.0.version != next.0.version {
        true => "by its number",
        false => "by the time of its files",
    };
    notes.push(format!(
        "handed in more than once ({}): the newest {how} was taken, {}",
        names(),
        shown(&best.1.name)
    ));
    Ok(best.1)
}

/// Whether two things hold the same texts, so that it doesn't matter which is newer.
fn are_the_same(one: &Handed, other: &Handed) -> bool {
    let texts = |handed: &Handed| -> Option<Vec<(Vec<String>, Body)>> {
        let contents = handed.contents.as_ref().ok()?;
        let mut texts: Vec<_> = contents
            .entries
            .iter()
            .filter(|entry| entry.body != Body::Unread)
            .map(|entry| (entry.path.clone(), entry.body.clone()))
            .collect();
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        Some(texts)
    };
    texts(one).is_some() && texts(one) == texts(other)
}

/// What is said of names that look alike: they are two students', or one's who changed their spelling.
fn alike<'a>(students: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut by_look: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for student in students {
        by_look.entry(look(student)).or_default().push(student);
    }
    by_look
        .into_values()
        .filter(|names| names.len() > 1)
        .map(|names| {
            let names: Vec<_> = names.into_iter().map(shown).collect();
            format!(
                "names that look alike are kept apart: {}",
                list(names.iter().map(String::as_str))
            )
        })
        .collect()
}

/// What is left of a name when case, composition, space and what can't be seen are taken from it.
fn look(name: &str) -> String {
    name.nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !crate::report::is_invisible(*c))
        .collect()
}
