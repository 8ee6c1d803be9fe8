//! A workflow for GitHub Classroom: the tests that students have themselves, run on every push.

use std::fmt::Write;
use std::path::PathBuf;

/// Where it goes in the hand-out.
pub const PATH: &str = ".github/workflows/classroom.yml";

/// An exercise, its title and its points.
pub struct Exercise<'a> {
    /// Its name.
    pub name: &'a str,
    /// The most points that its tests may show.
    pub points: u32,
}

/// The workflow for these exercises.
pub fn workflow(exercises: &[Exercise]) -> (PathBuf, String) {
    let mut text = "\
# GitHub Classroom shows the points of this workflow. They are feedback and no grade: whoever can edit the repository can edit
# its tests, and an answer can end a test program as if it had passed. Grades come from `cargo workbook grade`, which the
# instructor runs over the collected repositories.
name: Autograding Tests
on: [push, workflow_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Check out the code
        uses: actions/checkout@v4
      - name: The toolchain of rust-toolchain.toml
        run: rustup show active-toolchain || rustup toolchain install
"
    .to_owned();
    for Exercise { name, points } in exercises {
        let _ = write!(
            text,
            "      \
      - name: {name}
        id: {name}
        uses: classroom-resources/autograding-command-grader@v1
        with:
          test-name: {name}
          command: cargo test --quiet --package exercise-{name}
          timeout: 10
          max-score: {points}
"
        );
    }
    let names: Vec<&str> = exercises.iter().map(|exercise| exercise.name).collect();
    text += "      - name: Report\n        uses: classroom-resources/autograding-grading-reporter@v1\n        env:\n";
    for name in &names {
        let variable = name.to_uppercase();
        let _ = writeln!(
            text,
            "          {variable}_RESULTS: \"${{{{steps.{name}.outputs.result}}}}\""
        );
    }
    let _ = write!(
        text,
        "        with:\n          runners: {}\n",
        names.join(",")
    );
    (PATH.into(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_exercise_has_its_step_and_the_report_reads_each() {
        let exercise = |name, points| Exercise { name, points };
        let (_, text) = workflow(&[exercise("q1", 20), exercise("make-sure", 10)]);
        for part in [
            // By this name, and that of its one job, the platform finds the points.
            "\nname: Autograding Tests\n",
            "\njobs:\n  run-autograding-tests:\n",
            "\n      - name: q1\n        id: q1\n",
            "          command: cargo test --quiet --package exercise-make-sure\n",
            "          max-score: 20\n",
            "          MAKE-SURE_RESULTS: \"${{steps.make-sure.outputs.result}}\"\n",
            "          runners: q1,make-sure\n",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
    }
}
