//! `profile`: what it shows, what it keeps, and what it refuses.
#![cfg(unix)]

mod common;

use common::{Copy, Ran};
use workbook_pages::profile::Profile;

fn refused(ran: &Ran, code: i32, naming: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran:#?}");
    assert_eq!(ran.stdout, "", "{ran:#?}");
    for word in naming {
        assert!(ran.stderr.contains(word), "{word:?} is not in {ran:#?}");
    }
}

/// How many of all samples were in a function and what it called.
fn share(profile: &Profile, function: &str) -> f64 {
    let found = profile.functions.iter().find(|f| f.name == function);
    found.map_or(0.0, |found| profile.share(found.cumulative))
}

#[test]
fn a_variant_is_profiled_by_function_and_line_and_kept_for_the_pages() {
    let copy = Copy::new();
    let words = "profile column/plain --seconds 1 --json --out graph.svg --reference trial";
    let ran = copy.run(&words.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let printed: Profile = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(printed.size.as_deref(), Some("10^6"));
    assert!(printed.calls > 0 && printed.samples > 20, "{ran:#?}");
    // Shares that would take a miracle to come out otherwise, on whatever machine.
    assert!(share(&printed, "plain") > 0.9, "{ran:#?}");
    assert!(
        share(&printed, "read") > share(&printed, "deviation"),
        "{ran:#?}"
    );
    assert!(
        share(&printed, "number") > 0.0,
        "an inlined function is shown"
    );
    let listing = "book/listings/src/column.rs";
    assert!(
        printed
            .functions
            .iter()
            .all(|f| f.file.starts_with("book/listings/src/"))
    );
    let parse = printed
        .lines
        .iter()
        .find(|line| line.text == "line.trim().parse()");
    let text = copy.read(listing);
    let number = parse.expect("the hot line is told").line as usize;
    assert_eq!(
        text.lines().nth(number - 1).unwrap().trim(),
        "line.trim().parse()"
    );

    let kept = Profile::read(&copy.path(""), "trial").unwrap();
    assert_eq!(kept, printed);
    assert!(kept.sources.contains_key(listing) && kept.changed(&copy.path("")).is_empty());
    assert!(copy.read("graph.svg").starts_with("<svg xmlns="));

    let bare = copy.run(&[
        "profile",
        "column/plain",
        "--seconds",
        "0.5",
        "--no-inline",
        "--json",
    ]);
    let bare: Profile = serde_json::from_str(&bare.stdout).unwrap();
    assert_eq!(share(&bare, "mean"), 0.0, "what was inlined is gone");

    let all = copy.run(&["profile", "column/plain", "--seconds", "0.5", "--all"]);
    for words in [
        "own cumulative",
        "dec2flt",
        ".workbook/profiles/column-plain.svg",
    ] {
        assert!(all.stdout.contains(words), "{words:?} is not in {all:#?}");
    }
    copy.edit(listing, "line.trim().parse()", "line.parse()");
    assert_eq!(kept.changed(&copy.path("")), [listing]);

    refused(
        &copy.run(&["profile", "column/plane"]),
        2,
        &["`plane`", "plain"],
    );
    refused(
        &copy.run(&["profile", "columns/plain"]),
        2,
        &["`columns`", "column", "sum"],
    );
    refused(
        &copy.run(&["profile", "column/plain", "--size", "7"]),
        2,
        &["`7`", "10^6"],
    );
    refused(
        &copy.run(&["profile", "column/plain", "--seconds", "0"]),
        2,
        &["--seconds 0"],
    );
    refused(
        &copy.run(&["profile", "column/plain", "--reference", "../x"]),
        2,
        &["../x"],
    );
}

#[test]
fn an_answer_is_profiled_on_the_input_of_its_race() {
    let copy = Copy::new();
    let ran = copy.run(&["profile", "hotspot", "--seconds", "1", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let profile: Profile = serde_json::from_str(&ran.stdout).unwrap();
    assert!(share(&profile, "summary") > 0.9, "{ran:#?}");
    let lib = profile
        .functions
        .iter()
        .find(|f| f.name == "summary")
        .unwrap();
    assert_eq!(lib.file, "exercises/hotspot/src/lib.rs");
    assert!(
        share(&profile, "line") > 0.1 && share(&profile, "is_odd") > 0.0,
        "{ran:#?}"
    );
    assert!(
        copy.read(".workbook/profiles/hotspot.svg")
            .contains("hotspot:")
    );

    // What isn't solved yet can't be profiled, and what isn't there either.
    refused(
        &copy.run(&["profile", "powers"]),
        1,
        &["not yet implemented", "cargo workbook check powers"],
    );
    refused(
        &copy.run(&["profile", "timeit"]),
        2,
        &["timeit has no race", "hotspot"],
    );
    refused(
        &copy.run(&["profile", "hotspots"]),
        2,
        &["`hotspots`", "KERNEL/VARIANT"],
    );
    refused(
        &copy.run(&["profile", "hotspot", "--size", "9"]),
        2,
        &["--size"],
    );
}
