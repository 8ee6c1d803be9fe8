//! A learner at the terminal: list, check, hint, reset.

mod common;

use common::Copy;

fn state(copy: &Copy, name: &str) -> String {
    let list = copy.run(&["list", "--json"]).json();
    let row = list
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == name)
        .unwrap_or_else(|| panic!("no {name} in {list}"))
        .clone();
    assert!(row["points"].as_u64().unwrap() > 0);
    row["state"].as_str().unwrap().to_owned()
}

#[test]
fn an_exercise_goes_from_untouched_over_failing_to_passing_and_back() {
    let copy = Copy::new();
    assert_eq!(state(&copy, "q1"), "untouched");
    let checked = copy.run(&["check", "q1", "--json"]);
    assert_eq!(checked.code, Some(1), "{checked:#?}");
    let document = checked.json();
    let tests = document["exercises"][0]["tests"].as_array().unwrap();
    assert!(
        tests.iter().any(|test| test["message"]
            .as_str()
            .is_some_and(|said| said.contains("q1: "))),
        "a stub says what to build: {tests:#?}"
    );

    copy.write("exercises/q1/src/lib.rs", "this is not Rust");
    let broken = copy.run(&["check", "q1"]);
    assert_eq!(broken.code, Some(1));
    assert!(broken.stdout.contains("error"), "{broken:#?}");
    assert_eq!(state(&copy, "q1"), "failing");

    let solution = copy.read("solutions/q1/src/lib.rs");
    copy.write("exercises/q1/src/lib.rs", &solution);
    assert_eq!(
        state(&copy, "q1"),
        "passing",
        "a changed file is checked by list"
    );
    let checked = copy.run(&["check", "q1", "--json"]);
    assert_eq!(checked.code, Some(0), "{checked:#?}");

    let reset = copy.run(&["reset", "q1"]);
    assert_eq!(reset.code, Some(0), "{reset:#?}");
    assert_eq!(
        copy.read("exercises/q1/src/lib.rs"),
        copy.read("exercises/q1/start.rs")
    );
    assert_eq!(state(&copy, "q1"), "untouched");
    let kept: Vec<_> = std::fs::read_dir(copy.path(".workbook/kept/q1"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(kept, [solution], "the learner's file is kept");
}

#[test]
fn every_reset_keeps_its_own_copy() {
    let copy = Copy::new();
    for text in ["// one\n", "// two\n", "// three\n"] {
        copy.write("exercises/timeit/src/lib.rs", text);
        assert_eq!(copy.run(&["reset", "timeit"]).code, Some(0));
    }
    assert_eq!(
        std::fs::read_dir(copy.path(".workbook/kept/timeit"))
            .unwrap()
            .count(),
        3
    );
}

#[test]
fn hints_come_one_at_a_time_and_start_again_after_a_reset() {
    let copy = Copy::new();
    for number in 1..=3 {
        let hint = copy.run(&["hint", "q1"]);
        assert_eq!(hint.code, Some(0));
        assert!(
            hint.stdout.starts_with(&format!("Hint {number} of 3")),
            "{hint:#?}"
        );
    }
    assert!(copy.run(&["hint", "q1"]).stdout.contains("all 3 hints"));
    copy.write("exercises/q1/src/lib.rs", "// mine\n");
    copy.run(&["reset", "q1"]);
    assert!(copy.run(&["hint", "q1"]).stdout.starts_with("Hint 1 of 3"));
}

#[test]
fn an_unknown_exercise_is_bad_input_and_the_known_ones_are_named() {
    let copy = Copy::new();
    for arguments in [
        ["check", "q9"],
        ["hint", "q9"],
        ["reset", "q9"],
        ["verify", "q9"],
    ] {
        let ran = copy.run(&arguments);
        assert_eq!(ran.code, Some(2), "{ran:#?}");
        assert!(
            ran.stderr.contains("q9") && ran.stderr.contains("timeit"),
            "{ran:#?}"
        );
    }
}

#[test]
fn a_crate_that_grading_will_not_have_is_warned_of() {
    let copy = Copy::new();
    copy.edit(
        "exercises/timeit/Cargo.toml",
        "[lib]",
        "[dependencies]\nrayon = { workspace = true }\n\n[lib]",
    );
    let checked = copy.run(&["check", "timeit"]);
    assert!(checked.stdout.contains("`rayon`"), "{checked:#?}");
}

#[test]
fn progress_that_cannot_be_read_is_set_aside_and_nothing_stops() {
    let copy = Copy::new();
    copy.write(".workbook/progress.json", "{ torn");
    let list = copy.run(&["list", "--json"]);
    assert_eq!(list.code, Some(0), "{list:#?}");
    assert!(list.stderr.contains("progress.json"), "{list:#?}");
    assert_eq!(copy.read(".workbook/progress.json.unreadable"), "{ torn");
}

#[test]
fn outside_the_workbook_the_command_says_where_to_go() {
    let elsewhere = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_workbook"))
        .arg("list")
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("workbook"));
}
