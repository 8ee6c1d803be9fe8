//! An author at the terminal: a new exercise, from its scaffold to its verdicts.

mod common;

use std::path::Path;

use common::{Copy, Ran};

/// Everything below a folder that isn't a build's.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path.to_string_lossy().into_owned()),
        }
    }
}

fn everything(copy: &Copy) -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["exercises", "solutions", ".workbook"] {
        if copy.path(folder).exists() {
            files(&copy.path(folder), &mut found);
        }
    }
    found.sort();
    found
}

fn refused(copy: &Copy, arguments: &[&str], naming: &[&str]) {
    let before = everything(copy);
    let ran = copy.run(&[&["new"], arguments].concat());
    assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:#?}");
    for word in naming {
        assert!(ran.stderr.contains(word), "{word:?} is not in {ran:#?}");
    }
    assert_eq!(
        everything(copy),
        before,
        "{arguments:?}: something was written"
    );
}

fn broken(ran: &Ran) -> Vec<&str> {
    ran.stdout
        .lines()
        .filter(|line| line.contains('✗'))
        .collect()
}

#[test]
fn a_new_exercise_works_and_all_that_remains_is_to_be_filled_in() {
    let copy = Copy::new();
    let made = copy.run(&["new", "try-this", "--title", "Try this", "--page", "timing"]);
    assert_eq!(made.code, Some(0), "{made:#?}");
    let raced = copy.run(&["new", "run", "--race", "--page", "timing"]);
    assert_eq!(raced.code, Some(0), "{raced:#?}");
    for said in [
        "exercises/try-this/spec.rs",
        "solutions/try-this/judge.rs",
        "FILL IN",
        "{{#exercise try-this}}",
        "README.md",
    ] {
        assert!(made.stdout.contains(said), "{said:?} is not in {made:#?}");
    }
    assert!(
        everything(&copy)
            .iter()
            .all(|path| !path.contains(".workbook/new-"))
    );

    // A learner sees an exercise like any other, whose spec fails readably.
    let listed = copy.run(&["list", "--json"]).json();
    let row = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "try-this")
        .unwrap()
        .clone();
    assert_eq!(row["state"], "untouched");
    assert_eq!(row["points"], 10);
    let checked = copy.run(&["check", "try-this", "--json"]).json();
    let first = &checked["exercises"][0]["tests"][0];
    assert_eq!(first["passed"], false);
    assert!(
        first["message"].as_str().unwrap().contains("try-this: "),
        "{first}"
    );

    // All of the form holds but for what only an author can write.
    let verified = copy.run(&["verify", "try-this", "run"]);
    let expected = [
        "its page shows its card",
        "has its row",
        "nothing is left to fill in",
    ];
    assert_eq!(broken(&verified).len(), 2 * expected.len(), "{verified:#?}");
    for promise in expected {
        assert!(
            broken(&verified).iter().any(|line| line.contains(promise)),
            "{verified:#?}"
        );
    }
    assert!(
        verified.stdout.contains("spec.rs:1: //! FILL IN"),
        "{verified:#?}"
    );

    // An author writes it.
    let mut written = Vec::new();
    for folder in [
        "exercises/try-this",
        "solutions/try-this",
        "exercises/run",
        "solutions/run",
    ] {
        files(&copy.path(folder), &mut written);
    }
    for path in written {
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("FILL IN", "Done")).unwrap();
    }
    let page = copy.read("book/src/timing.md");
    copy.write(
        "book/src/timing.md",
        &format!("{page}\n{{{{#exercise try-this}}}}\n\n{{{{#exercise run}}}}\n"),
    );
    copy.edit(
        "exercises/README.md",
        "| `q1`, ",
        "| `run`, \n| `try-this`, \n| `q1`, ",
    );
    let verified = copy.run(&["verify", "try-this", "run"]);
    assert_eq!(verified.code, Some(0), "{verified:#?}");
    for folder in [
        "exercises/run/race.rs",
        "exercises/run/benches/race.rs",
        "solutions/run/benches/race.rs",
    ] {
        assert!(copy.path(folder).is_file(), "{folder}");
    }
}

#[test]
fn names_that_are_bad_or_taken_are_refused_and_nothing_is_written() {
    let copy = Copy::new();
    for name in [
        "Q4",
        "two words",
        "two_words",
        "two--words",
        "../up",
        "4th",
        "fn",
        "naïve",
        "",
    ] {
        refused(&copy, &[name], &["is no name for an exercise"]);
    }
    refused(
        &copy,
        &["timeit"],
        &["`timeit` is taken", "exercises/timeit"],
    );
    // Whatever lies there is somebody's.
    let manifest = "[package]\nname = \"solution-half\"\nedition = \"2024\"\n";
    copy.write("solutions/half/Cargo.toml", manifest);
    copy.write("solutions/half/src/lib.rs", "// mine");
    refused(&copy, &["half"], &["`half` is taken", "solutions/half"]);
    assert_eq!(copy.read("solutions/half/src/lib.rs"), "// mine");
    refused(
        &copy,
        &["fine", "--page", "nowhere"],
        &["there is no page `nowhere`", "timing"],
    );
    refused(
        &copy,
        &["fine", "--page", "../../README"],
        &["there is no page"],
    );
    refused(&copy, &["fine", "--title", "Say \"it\""], &["title"]);
    refused(&copy, &["fine", "--title", " "], &["title"]);
}

#[test]
fn its_help_says_what_it_writes_and_what_is_left_to_do() {
    let ran = Copy::new().run(&["new", "--help"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    for word in [
        "exercises/NAME",
        "solutions/NAME",
        "FILL IN",
        "verify",
        "--race",
        "--page",
        "--title",
    ] {
        assert!(ran.stdout.contains(word), "{word:?} is not in {ran:#?}");
    }
}
