//! What of a batch a run is about: `--only` and `--regrade`.

use std::collections::BTreeSet;

use crate::error::JudgeError;
use crate::task::Task;

/// What to judge. Everything, where nothing was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    exercises: BTreeSet<String>,
    students: BTreeSet<String>,
    regraded: BTreeSet<String>,
}

impl Selection {
    /// Sorts names into exercises and students.
    ///
    /// # Errors
    /// When a name is neither or both.
    pub fn new(
        only: &[String],
        regraded: &[String],
        tasks: &[Task],
        students: &BTreeSet<&str>,
    ) -> Result<Self, JudgeError> {
        let mut selection = Self::default();
        for name in only {
            let is_exercise = tasks.iter().any(|task| task.name == *name);
            match (is_exercise, students.contains(name.as_str())) {
                (true, false) => selection.exercises.insert(name.clone()),
                (false, true) => selection.students.insert(name.clone()),
                (true, true) => {
                    return Err(JudgeError::Usage(format!(
                        "--only: `{name}` is an exercise and a student; name the exercise with --exercise instead"
                    )));
                }
                (false, false) => {
                    return Err(JudgeError::Usage(format!(
                        "--only: `{name}` is neither an exercise of this run nor a student; the exercises are: {}; the \
                         students: {}",
                        some(tasks.iter().map(|task| task.name.as_str())),
                        some(students.iter().copied())
                    )));
                }
            };
        }
        for name in regraded {
            if !students.contains(name.as_str()) {
                return Err(JudgeError::Usage(format!(
                    "--regrade: there is no student `{name}`; there are: {}",
                    some(students.iter().copied())
                )));
            }
            selection.regraded.insert(name.clone());
        }
        Ok(selection)
    }

    /// Whether earlier reports are gone on from.
    pub fn goes_on(&self) -> bool {
        *self != Self::default()
    }

    /// Whether anything of this exercise may be judged.
    pub fn has_exercise(&self, exercise: &str) -> bool {
        self.exercises.is_empty() || self.exercises.contains(exercise)
    }

    /// Whether this student's answer to this exercise may be judged.
    pub fn has(&self, student: &str, exercise: &str) -> bool {
        self.has_exercise(exercise) && (self.students.is_empty() || self.students.contains(student))
    }

    /// Whether this student's answers are judged whatever is known of them.
    pub fn is_regraded(&self, student: &str) -> bool {
        self.regraded.contains(student)
    }
}

/// The first few names.
fn some<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let mut names: Vec<&str> = names.take(MOST + 1).collect();
    if names.len() > MOST {
        names[MOST] = "…";
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn select(only: &[&str], regraded: &[&str]) -> Result<Selection, JudgeError> {
        let task = |name: &str| Task {
            name: name.to_owned(),
            points: 1,
            goal: None,
            crates: Vec::new(),
            allows_unsafe: false,
            is_macro: false,
            threads: None,
            exercise_dir: PathBuf::new(),
            solution_dir: PathBuf::new(),
            workspace: None,
        };
        let owned = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let students = BTreeSet::from(["ada", "bob", "both"]);
        let tasks = ["q1", "q2", "both"].map(task);
        Selection::new(&owned(only), &owned(regraded), &tasks, &students)
    }

    #[test]
    fn names_are_exercises_or_students() {
        let all = select(&[], &[]).unwrap();
        assert!(!all.goes_on() && all.has("ada", "q1"));
        let some = select(&["q1", "ada"], &[]).unwrap();
        assert!(some.goes_on() && some.has("ada", "q1"));
        assert!(!some.has("ada", "q2") && !some.has("bob", "q1") && !some.has_exercise("q2"));
        let again = select(&[], &["bob"]).unwrap();
        assert!(again.goes_on() && again.is_regraded("bob") && !again.is_regraded("ada"));
        assert!(again.has("ada", "q1"), "others are judged as ever");
    }

    #[test]
    fn names_that_say_nothing_are_refused() {
        for (only, regraded, words) in [
            (&["eve"][..], &[][..], "neither an exercise"),
            (&["both"], &[], "an exercise and a student"),
            (&[], &["q1"], "no student `q1`; there are: ada, bob, both"),
        ] {
            let error = select(only, regraded).unwrap_err();
            assert!(
                error.is_usage() && error.to_string().contains(words),
                "{error}"
            );
        }
    }
}
