//! The one form of an exercise and its solution: which files there are, and which there are not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Findings;
use crate::form::{self, Side};
use crate::hints;
use crate::progress;
use crate::workspace::{Exercise, Workspace};

/// Checks the files of one exercise and its solution.
pub fn check(workspace: &Workspace, exercise: &Exercise, findings: &mut Findings) {
    let name = &exercise.name;
    findings.tell(
        format!("{name}: no file is missing, none is stray"),
        files(exercise),
    );
    findings.tell(format!("{name}: start.rs is src/lib.rs"), start(exercise));
    findings.tell(
        format!("{name}: the shims are the fixed ones"),
        shims(exercise),
    );
    findings.tell(
        format!("{name}: three hints"),
        hints::read(&exercise.dir.join("hints.md"))
            .map(drop)
            .map_err(|error| error.to_string()),
    );
    // What isn't the workbook's own has no place in the book.
    if workspace.beside.is_none() {
        findings.tell(
            format!("{name}: its page shows its card"),
            card(workspace, exercise),
        );
        findings.tell(
            format!("{name}: exercises/README.md has its row"),
            row(workspace, exercise),
        );
    }
    findings.tell(
        format!("{name}: nothing is left to fill in"),
        filled_in(exercise),
    );
}

/// Checks that no solution stands without its exercise.
pub fn check_solutions_have_exercises(workspace: &Workspace, findings: &mut Findings) {
    let known: BTreeSet<&str> = workspace
        .exercises
        .iter()
        .map(|exercise| exercise.name.as_str())
        .collect();
    let stray: Vec<String> = std::fs::read_dir(workspace.root.join("solutions"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !known.contains(name.as_str()))
        .collect();
    let result = if stray.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "solutions/ holds {}, and exercises/ does not",
            stray.join(", ")
        ))
    };
    findings.tell("every solution has its exercise", result);
}

fn files(exercise: &Exercise) -> Result<(), String> {
    let mut faults = Vec::new();
    let race = exercise.manifest.goal.is_some();
    let helper = |path: &str| path.starts_with("src/") && path.ends_with(".rs");
    compare(&exercise.dir, &form::handed_out(race), helper, &mut faults);
    let modules = |path: &str| {
        let folder = path.starts_with("wrong/") || path.starts_with("judge/");
        folder && path.ends_with(".rs")
    };
    compare(
        &exercise.solution_dir,
        &form::kept(race),
        modules,
        &mut faults,
    );
    let count = std::fs::read_dir(exercise.solution_dir.join("wrong")).map_or(0, Iterator::count);
    if count < form::WRONG_ANSWERS {
        faults.push(format!(
            "solutions/{}/wrong holds {count} wrong answers; there are to be {} at least",
            exercise.name,
            form::WRONG_ANSWERS
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn compare(
    dir: &Path,
    expected: &[&str],
    also_allowed: impl Fn(&str) -> bool,
    faults: &mut Vec<String>,
) {
    let found = files_below(dir);
    for path in expected.iter().filter(|path| !found.contains(**path)) {
        faults.push(format!("{} is missing", dir.join(path).display()));
    }
    for path in found
        .iter()
        .filter(|path| !expected.contains(&path.as_str()) && !also_allowed(path))
    {
        faults.push(format!(
            "{} is stray: the form has no such file",
            dir.join(path).display()
        ));
    }
}

/// Paths below `dir`, with forward slashes; hidden files and build outputs left out.
fn files_below(dir: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(dir.join(&folder))
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name();
            let path = folder.join(&name);
            match entry.file_type() {
                _ if name.to_string_lossy().starts_with('.') => {}
                Ok(kind) if kind.is_dir() && name == "target" => {}
                Ok(kind) if kind.is_dir() => folders.push(path),
                _ => {
                    found.insert(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
    }
    found
}

fn start(exercise: &Exercise) -> Result<(), String> {
    if progress::untouched(exercise) {
        return Ok(());
    }
    let name = &exercise.name;
    Err(format!(
        "if you solved it here: `cargo workbook reset {name}` keeps your file and puts the start back;\n\
         if you changed the stub: copy exercises/{name}/src/lib.rs to exercises/{name}/start.rs"
    ))
}

fn shims(exercise: &Exercise) -> Result<(), String> {
    let name = &exercise.name;
    let sides = [
        (&exercise.dir, Side::Exercise),
        (&exercise.solution_dir, Side::Solution),
    ];
    for (dir, side) in sides {
        same_code(&dir.join("tests/spec.rs"), &form::spec_shim(name, side))?;
        if exercise.manifest.goal.is_some() {
            same_code(&dir.join("benches/race.rs"), &form::race_shim(name, side))?;
        }
    }
    Ok(())
}

/// Nothing of what `new` left for an author to write is still to be written.
fn filled_in(exercise: &Exercise) -> Result<(), String> {
    let mut left = Vec::new();
    for dir in [&exercise.dir, &exercise.solution_dir] {
        for path in files_below(dir) {
            let path = dir.join(path);
            // What isn't text has no marks.
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for (number, line) in text.lines().enumerate() {
                if line.contains(form::TO_FILL_IN) {
                    left.push(format!(
                        "{}:{}: {}",
                        path.display(),
                        number + 1,
                        line.trim()
                    ));
                }
            }
        }
    }
    match left.is_empty() {
        true => Ok(()),
        false => Err(left.join("\n")),
    }
}

fn row(workspace: &Workspace, exercise: &Exercise) -> Result<(), String> {
    let path = workspace.root.join("exercises/README.md");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let begin = format!("| `{}`, ", exercise.name);
    match text.lines().any(|line| line.starts_with(&begin)) {
        true => Ok(()),
        false => Err(format!("no row of {} begins with {begin}", path.display())),
    }
}

/// Whether a file holds this code, comments and layout apart.
fn same_code(path: &Path, code: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let dense = |text: &str| -> String {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        code.flat_map(str::chars)
            .filter(|c| !c.is_whitespace())
            .collect()
    };
    if dense(&text) == dense(code) {
        Ok(())
    } else {
        Err(format!("{} must hold:\n{code}", path.display()))
    }
}

fn card(workspace: &Workspace, exercise: &Exercise) -> Result<(), String> {
    let page = workspace
        .root
        .join("book/src")
        .join(format!("{}.md", exercise.manifest.page));
    let text = std::fs::read_to_string(&page)
        .map_err(|error| format!("cannot read its page {}: {error}", page.display()))?;
    let directive = format!("{{{{#exercise {}}}}}", exercise.name);
    if text.contains(&directive) {
        Ok(())
    } else {
        Err(format!("{} does not hold {directive}", page.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_and_a_stray_one_are_both_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("src")).unwrap();
        std::fs::write(dir.path().join("src/lib.rs"), "").unwrap();
        std::fs::write(dir.path().join("notes.txt"), "").unwrap();
        let mut faults = Vec::new();
        compare(
            dir.path(),
            &["src/lib.rs", "spec.rs"],
            |_| false,
            &mut faults,
        );
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("spec.rs is missing"));
        assert!(faults[1].contains("notes.txt is stray"));
    }

    #[test]
    fn a_shim_may_be_laid_out_and_commented_differently_but_not_say_more() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spec.rs");
        std::fs::write(&path, "// why\nextern crate exercise_q1\n    as answer;\n").unwrap();
        assert_eq!(
            same_code(&path, "extern crate exercise_q1 as answer;"),
            Ok(())
        );
        std::fs::write(&path, "extern crate exercise_q1 as answer;\nfn more() {}\n").unwrap();
        assert!(same_code(&path, "extern crate exercise_q1 as answer;").is_err());
    }
}
