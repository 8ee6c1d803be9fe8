//! Where an answer may lie.

use std::fs;

use crate::archives::{gz, tar, zip, zst};
use crate::{answer, intake, missing, passed_over, put, refused, xz};

#[test]
fn folders_and_archives_are_read_at_any_depth() {
    let intake = intake(false, |at| {
        put(&at.join("ada/q1/src/lib.rs"), "ada");
        put(&at.join("bob/work/course/exercises/q1/src/lib.rs"), "bob");
        put(&at.join("cy.zip"), zip(&[("q1/src/lib.rs", b"cy")]));
        put(
            &at.join("Dé Jà.ZIP"),
            zip(&[
                ("x/y/exercises/q1/src/lib.rs", b"de"),
                ("__MACOSX/x/q1/src/lib.rs", b"no"),
            ]),
        );
        put(
            &at.join("eve.zip"),
            zip(&[("course\\exercises\\q1\\src\\lib.rs", b"eve")]),
        );
        put(
            &at.join("fay/hand-in/hw.zip"),
            zip(&[("q1/src/lib.rs", b"fay")]),
        );
        let tar = tar(&[("./hand-in/q1/src/lib.rs", b"gus"), ("hand-in/x", b"")]);
        put(&at.join("gus.tar"), &tar);
        put(&at.join("hal.tgz"), gz(&tar));
        put(&at.join("ida.tar.zst"), zst(&tar));
        put(&at.join("jo.tar.xz"), xz::stored(&tar, 0));
        put(&at.join("kim.txz"), xz::by_xz());
        // Several frames and members are one stream.
        let (left, right) = tar.split_at(700);
        put(&at.join("lou.tar.gz"), [gz(left), gz(right)].concat());
        let skipped = b"\x50\x2a\x4d\x18\x02\0\0\0hi".to_vec();
        put(
            &at.join("max.tar.zst"),
            [skipped, zst(left), zst(right)].concat(),
        );
        put(
            &at.join("ned.zip"),
            zip(&[("a/hw.tar.gz", &gz(&tar)), ("a/essay.docx", &zip(&[]))]),
        );
    });
    for (student, text) in [
        ("ada", "ada"),
        ("bob", "bob"),
        ("cy", "cy"),
        ("Dé Jà", "de"),
        ("eve", "eve"),
        ("fay", "fay"),
        ("gus", "gus"),
        ("hal", "gus"),
        ("ida", "gus"),
        ("jo", "gus"),
        ("kim", "// by xz\n"),
        ("lou", "gus"),
        ("max", "gus"),
        ("ned", "gus"),
    ] {
        assert_eq!(answer(&intake, student), Ok(text), "{student}");
    }
    assert_eq!(intake.students.len(), 14);
    assert!(intake.ignored.is_empty() && intake.notes.is_empty());
}

#[test]
fn archives_are_told_by_what_is_in_them_and_not_by_their_names() {
    let intake = intake(false, |at| {
        let tar = tar(&[("q1/src/lib.rs", b"tar")]);
        put(&at.join("ada.zip"), gz(&tar));
        put(&at.join("bob.tar"), zip(&[("q1/src/lib.rs", b"zip")]));
        put(&at.join("cy"), zip(&[("q1/src/lib.rs", b"zip")]));
        put(&at.join("dee/hand-in"), &tar);
        put(&at.join("eve.zip"), "fn main() {}");
        put(&at.join("fay.tar.gz"), gz(b"fn main() {}"));
    });
    for (student, text) in [
        ("ada", "tar"),
        ("bob", "zip"),
        ("cy", "zip"),
        ("dee", "tar"),
    ] {
        assert_eq!(answer(&intake, student), Ok(text), "{student}");
    }
    refused(&intake, "eve", "named like an archive");
    refused(&intake, "fay", "no tar in it");
}

#[test]
fn what_tools_leave_behind_is_not_looked_at_and_told() {
    let intake = intake(false, |at| {
        put(&at.join("ada/q1/src/lib.rs"), "ada");
        put(&at.join("ada/target/package/q1/src/lib.rs"), "old");
        put(&at.join("ada/.git/q1/src/lib.rs"), "older");
        put(&at.join("ada/solutions/q1/src/lib.rs"), "not the student's");
        put(&at.join("ada/q1/src/._lib.rs"), "a resource fork");
        put(&at.join("ada/q1/Thumbs.db"), "");
        put(&at.join("ada/q1/build.rs"), "fn main() {}");
        put(
            &at.join("bob.zip"),
            zip(&[
                ("q1/src/lib.rs", b"bob"),
                ("__MACOSX/q1/src/._lib.rs", b""),
                ("__MACOSX/q1/._src", b""),
                (".DS_Store", b""),
            ]),
        );
        put(&at.join(".DS_Store"), "");
        put(&at.join("__MACOSX/ada/q1/src/lib.rs"), "no");
    });
    assert_eq!(answer(&intake, "ada"), Ok("ada"));
    assert_eq!(answer(&intake, "bob"), Ok("bob"));
    assert_eq!(intake.students.len(), 2);
    let beside: Vec<_> = intake.ignored.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(beside, [".DS_Store", "__MACOSX"]);
    let told = passed_over(&intake, "ada").join("\n");
    for path in [
        ".git: left behind",
        "target: left behind",
        "q1/src/._lib.rs: left behind",
        "q1/Thumbs.db: left behind",
        "q1/build.rs: of no effect",
        "solutions/q1/src/lib.rs: not an answer",
    ] {
        assert!(told.contains(path), "{path} in {told}");
    }
    assert_eq!(
        passed_over(&intake, "bob"),
        [
            "__MACOSX: left behind by a tool or a file manager",
            ".DS_Store: left behind by a tool or a file manager"
        ]
    );
}

#[test]
fn the_list_of_what_was_passed_over_ends() {
    let intake = intake(false, |at| {
        for number in 0..100 {
            put(&at.join(format!("ada/notes-{number}.txt")), "");
        }
    });
    let told = &intake.students["ada"].ignored;
    assert_eq!((told.files.len(), told.more), (40, 60));
}

#[test]
fn several_exercises_come_from_one_submission() {
    let intake = intake(false, |at| {
        put(&at.join("ada/exercises/q1/src/lib.rs"), "one");
        put(&at.join("ada/exercises/timeit/src/lib.rs"), "two");
    });
    let submission = &intake.students["ada"];
    assert_eq!(
        (submission.answer("q1"), submission.answer("timeit")),
        (Ok("one"), Ok("two"))
    );
}

#[test]
fn a_bare_file_is_taken_only_when_one_exercise_was_named() {
    let lay_out = |at: &std::path::Path| {
        put(&at.join("ada/lib.rs"), "ada");
        put(&at.join("bob/src/lib.rs"), "bob");
        put(&at.join("cy/hand-in/src/lib.rs"), "cy");
        put(&at.join("dee.zip"), zip(&[("lib.rs", b"dee")]));
        put(
            &at.join("eve/exercises/timeit/src/lib.rs"),
            "another exercise",
        );
        put(&at.join("fay/timeit/src/lib.rs"), "another exercise");
    };
    let one = intake(true, lay_out);
    for student in ["ada", "bob", "cy", "dee"] {
        assert_eq!(answer(&one, student), Ok(student));
    }
    for student in ["eve", "fay"] {
        missing(&one, student, "the one file isn't a q1/src/lib.rs");
    }
    let all = intake(false, lay_out);
    missing(&all, "ada", "NAME/src/lib.rs; there is lib.rs");
    missing(
        &all,
        "fay",
        "nothing for this exercise; there is timeit/src/lib.rs",
    );
}

#[test]
fn a_file_under_exercises_comes_before_others_and_copies_count_once() {
    let intake = intake(false, |at| {
        put(&at.join("ada/backup/q1/src/lib.rs"), "old");
        put(&at.join("ada/exercises/q1/src/lib.rs"), "new");
        put(&at.join("bob/a/q1/src/lib.rs"), "same");
        put(&at.join("bob/b/q1/src/lib.rs"), "same");
        put(&at.join("cy/a/q1/src/lib.rs"), "one");
        put(&at.join("cy/b/q1/src/lib.rs"), "other");
        put(&at.join("dee/hw.zip"), zip(&[("q1/src/lib.rs", b"one")]));
        put(&at.join("dee/hw2.zip"), zip(&[("q1/src/lib.rs", b"two")]));
    });
    assert_eq!(answer(&intake, "ada"), Ok("new"));
    assert_eq!(answer(&intake, "bob"), Ok("same"));
    refused(
        &intake,
        "cy",
        "more than one file could be meant: a/q1/src/lib.rs, b/q1/src/lib.rs",
    );
    refused(
        &intake,
        "dee",
        "more than one file could be meant: hw.zip/q1/src/lib.rs, hw2.zip/q1/src/lib.rs",
    );
}

#[test]
fn nothing_is_missing_and_something_else_says_what_it_is() {
    let intake = intake(false, |at| {
        fs::create_dir(at.join("ada")).unwrap();
        put(&at.join("bob/main.rs"), "fn main() {}");
        put(&at.join("cy/essay.pdf"), "");
        put(&at.join("dee.zip"), zip(&[]));
        put(&at.join("eve.tar.gz"), gz(&[0; 10_240]));
    });
    missing(&intake, "ada", "nothing was handed in");
    missing(&intake, "bob", "there is main.rs");
    missing(&intake, "cy", "the one file isn't");
    missing(&intake, "dee", "nothing was handed in");
    missing(&intake, "eve", "nothing was handed in");
}

#[test]
fn loose_files_are_named_as_ignored() {
    let intake = intake(true, |at| {
        put(&at.join("notes.txt"), "");
        put(&at.join("lib.rs"), "");
        fs::create_dir(at.join("ada")).unwrap();
    });
    let ignored: Vec<_> = intake.ignored.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(ignored, ["lib.rs", "notes.txt"]);
    assert_eq!(intake.students.len(), 1);
}

#[test]
fn encodings_of_other_editors_are_read() {
    let intake = intake(false, |at| {
        put(&at.join("mark/q1/src/lib.rs"), b"\xef\xbb\xbffn f() {}\r\n");
        put(&at.join("latin/q1/src/lib.rs"), b"// caf\xe9\n");
        put(&at.join("wide/q1/src/lib.rs"), b"\xff\xfef\0n\0");
        put(&at.join("cut/q1/src/lib.rs"), b"\xff\xfef\0n");
    });
    assert_eq!(answer(&intake, "mark"), Ok("fn f() {}\r\n"));
    assert_eq!(answer(&intake, "latin"), Ok("// caf\u{fffd}\n"));
    assert_eq!(answer(&intake, "wide"), Ok("fn"));
    refused(&intake, "cut", "UTF-16");
}
