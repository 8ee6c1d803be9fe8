//! A new exercise in the one form: a small task that works, with a mark wherever its author has to write.
//!
//! The task is the mean of some numbers. It is complete, down to wrong answers that a judge catches, so that an author
//! changes one thing at a time and `verify` says after each what doesn't hold any more.

use std::path::PathBuf;

use crate::form::{self, Side};

/// What a new exercise is called, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name, in kebab-case.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its page, without `.md`.
    pub page: String,
    /// Whether it has a race.
    pub race: bool,
}

const EXERCISE: [(&str, &str); 4] = [
    (
        "Cargo.toml",
        include_str!("../scaffold/exercise/Cargo.toml.in"),
    ),
    ("hints.md", include_str!("../scaffold/exercise/hints.md.in")),
    ("spec.rs", include_str!("../scaffold/exercise/spec.rs.in")),
    (
        "src/lib.rs",
        include_str!("../scaffold/exercise/src/lib.rs.in"),
    ),
];

const RACE: &str = include_str!("../scaffold/exercise/race.rs.in");

const SOLUTION: [(&str, &str); 7] = [
    (
        "Cargo.toml",
        include_str!("../scaffold/solution/Cargo.toml.in"),
    ),
    ("judge.rs", include_str!("../scaffold/solution/judge.rs.in")),
    (
        "src/lib.rs",
        include_str!("../scaffold/solution/src.lib.rs.in"),
    ),
    (
        "subject.rs",
        include_str!("../scaffold/solution/subject.rs.in"),
    ),
    (
        "wrong/empty_is_nan.rs",
        include_str!("../scaffold/solution/wrong/empty_is_nan.rs.in"),
    ),
    (
        "wrong/nan_left_out.rs",
        include_str!("../scaffold/solution/wrong/nan_left_out.rs.in"),
    ),
    (
        "wrong/one_less.rs",
        include_str!("../scaffold/solution/wrong/one_less.rs.in"),
    ),
];

/// What a solution and its wrong answers begin with: all that a stub gives.
const HEAD: &str = include_str!("../scaffold/solution/head.rs.in");

impl Plan {
    /// The files of `exercises/NAME` and their texts.
    pub fn exercise(&self) -> Vec<(PathBuf, String)> {
        let mut files: Vec<_> = EXERCISE
            .map(|(path, text)| (path.into(), self.fill(text)))
            .into();
        let (_, stub) = EXERCISE[3];
        files.push(("start.rs".into(), self.fill(stub)));
        files.push((
            "tests/spec.rs".into(),
            form::spec_shim(&self.name, Side::Exercise),
        ));
        if self.race {
            files.push(("race.rs".into(), self.fill(RACE)));
            files.push((
                "benches/race.rs".into(),
                form::race_shim(&self.name, Side::Exercise),
            ));
        }
        files
    }

    /// The files of `solutions/NAME` and their texts.
    pub fn solution(&self) -> Vec<(PathBuf, String)> {
        let mut files: Vec<_> = SOLUTION
            .map(|(path, text)| (path.into(), self.fill(text)))
            .into();
        files.push((
            "tests/spec.rs".into(),
            form::spec_shim(&self.name, Side::Solution),
        ));
        if self.race {
            files.push((
                "benches/race.rs".into(),
                form::race_shim(&self.name, Side::Solution),
            ));
        }
        files
    }

    /// A template's text: lines that begin with `@race@` or `@plain@` stay where they belong, and names are put in.
    fn fill(&self, template: &str) -> String {
        let (stays, goes) = match self.race {
            true => ("@race@", "@plain@"),
            false => ("@plain@", "@race@"),
        };
        let lines = template.lines().filter(|line| !line.starts_with(goes));
        let text: String = lines
            .map(|line| format!("{}\n", line.strip_prefix(stays).unwrap_or(line)))
            .collect();
        text.replace("@head@\n", HEAD)
            .replace("@name@", &self.name)
            .replace("@function@", &form::library(&self.name))
            .replace("@title@", &self.title)
            .replace("@page@", &self.page)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn plan(race: bool) -> Plan {
        Plan {
            name: "two-words".to_owned(),
            title: "Two words".to_owned(),
            page: "timing".to_owned(),
            race,
        }
    }

    fn paths(files: &[(PathBuf, String)]) -> BTreeSet<&str> {
        files.iter().filter_map(|(path, _)| path.to_str()).collect()
    }

    #[test]
    fn the_files_are_those_of_the_form() {
        for race in [false, true] {
            let (exercise, solution) = (plan(race).exercise(), plan(race).solution());
            assert_eq!(
                paths(&exercise),
                form::handed_out(race).into_iter().collect()
            );
            let (wrong, kept): (BTreeSet<_>, BTreeSet<_>) = paths(&solution)
                .into_iter()
                .partition(|path| path.starts_with("wrong/"));
            assert_eq!(kept, form::kept(race).into_iter().collect());
            assert!(wrong.len() >= form::WRONG_ANSWERS);
        }
    }

    #[test]
    fn every_name_is_put_in_and_no_line_is_left_for_the_other_sort() {
        for race in [false, true] {
            let plan = plan(race);
            for (path, text) in plan.exercise().into_iter().chain(plan.solution()) {
                assert!(!text.contains('@'), "{}: {text}", path.display());
            }
        }
        assert!(plan(true).exercise()[0].1.contains("goal = 1.5"));
        assert!(!plan(false).exercise()[0].1.contains("goal"));
    }

    #[test]
    fn what_an_author_has_to_write_is_marked() {
        for (path, text) in plan(true).exercise() {
            let shim = path.starts_with("tests") || path.starts_with("benches");
            assert_eq!(text.contains(form::TO_FILL_IN), !shim, "{}", path.display());
        }
    }
}
