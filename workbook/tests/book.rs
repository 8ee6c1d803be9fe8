//! An author at the terminal: what a page may not do, told with page and line, and the last good book kept.

mod common;

use common::{Copy, Ran};

/// Breaks a copy, builds it, and expects a refusal that names all of `naming`.
fn refused(break_it: impl FnOnce(&Copy), naming: &[&str]) -> Ran {
    let copy = Copy::new();
    break_it(&copy);
    let built = copy.run(&["build", "--out", "out"]);
    assert_eq!(built.code, Some(1), "{built:#?}");
    for word in naming {
        assert!(
            built.stderr.contains(word),
            "{word:?} is not in {}",
            built.stderr
        );
    }
    assert!(!copy.path("out").exists(), "a failed build leaves nothing");
    built
}

/// The first line of `timing.md` that holds `words`, counted from one.
fn line_of(copy: &Copy, words: &str) -> String {
    let text = copy.read("book/src/timing.md");
    let at = text
        .lines()
        .position(|line| line.contains(words))
        .unwrap_or_else(|| panic!("timing.md does not hold {words:?}"));
    format!("timing.md:{}:", at + 1)
}

#[test]
fn the_book_builds_and_replaces_the_last_one_whole() {
    let copy = Copy::new();
    for _ in 0..2 {
        let built = copy.run(&["build", "--out", "out"]);
        assert_eq!(built.code, Some(0), "{built:#?}");
        assert!(
            copy.read("out/timing.html")
                .contains("data-kernel=\"powers\"")
        );
        assert!(!copy.read("out/timing.html").contains("{{#"));
    }
    copy.edit(
        "book/src/timing.md",
        "{{#measured powers",
        "{{#measured nothing",
    );
    assert_eq!(copy.run(&["build", "--out", "out"]).code, Some(1));
    assert!(
        copy.path("out/timing.html").is_file(),
        "the last good book is still there"
    );
}

#[test]
fn a_folder_that_is_no_book_is_not_overwritten() {
    let copy = Copy::new();
    copy.write("thesis/chapter.tex", "years of work");
    let built = copy.run(&["build", "--out", "thesis"]);
    assert_eq!(built.code, Some(2), "{built:#?}");
    assert_eq!(copy.read("thesis/chapter.tex"), "years of work");
}

#[test]
fn a_removed_anchor_is_refused_with_page_and_line() {
    let copy = Copy::new();
    let page = copy.read("book/src/timing.md");
    let include = page
        .split("{{#include ../listings/src/")
        .nth(1)
        .expect("timing.md includes a listing")
        .split("}}")
        .next()
        .unwrap();
    let (file, anchor) = include.split_once(':').unwrap();
    let (file, anchor) = (format!("book/listings/src/{file}"), anchor.to_owned());
    let place = line_of(
        &copy,
        &format!("{{{{#include ../listings/src/{include}}}}}"),
    );
    refused(
        |copy| copy.edit(&file, &format!("ANCHOR: {anchor}"), "ANCHOR: gone"),
        &[&place, &anchor],
    );
}

#[test]
fn a_misspelt_include_is_refused_with_page_and_line() {
    let place = line_of(&Copy::new(), "{{#include ../listings/src/");
    refused(
        |copy| {
            copy.edit(
                "book/src/timing.md",
                "{{#include ../listings/src/",
                "{{#include ../listings/scr/",
            )
        },
        &[&place, "scr"],
    );
}

#[test]
fn a_rust_block_typed_by_hand_is_refused_with_page_and_line() {
    refused(
        |copy| {
            copy.write(
                "book/src/timing.md",
                &format!(
                    "# Timing\n\n```rust\nfn main() {{}}\n```\n\n{}",
                    copy.read("book/src/timing.md")
                ),
            )
        },
        &["timing.md:4:"],
    );
}

#[test]
fn a_deleted_record_is_refused_with_page_and_line() {
    let place = line_of(&Copy::new(), "{{#guess powers ");
    refused(
        |copy| std::fs::remove_file(copy.path("book/measurements/powers.json")).unwrap(),
        &[&place, "powers"],
    );
}

#[test]
fn changed_code_marks_its_kernel_on_the_page_and_a_comment_does_not() {
    let copy = Copy::new();
    let fresh = {
        assert_eq!(copy.run(&["build", "--out", "out"]).code, Some(0));
        copy.read("out/timing.html")
    };
    let file = "book/listings/src/powers.rs";
    let text = copy.read(file);
    copy.write(file, &format!("{}\n\n// A remark.\n", text));
    assert_eq!(copy.run(&["build", "--out", "out"]).code, Some(0));
    assert_eq!(
        copy.read("out/timing.html"),
        fresh,
        "a comment changes nothing"
    );
    copy.write(
        file,
        &format!("{text}\n/// More.\npub const MORE: u32 = 1;\n"),
    );
    assert_eq!(
        copy.run(&["build", "--out", "out"]).code,
        Some(0),
        "a reader who tinkers is not stopped"
    );
    let marked = copy.read("out/timing.html");
    assert!(
        marked.contains("bench --stale --reference"),
        "the mark names what mends it"
    );
    assert!(!fresh.contains("bench --stale --reference"));
}
