//! Whose is what.

use workbook_judge::intake::{IdPattern, Reading};

use crate::archives::zip;
use crate::{answer, intake, put, students, taken};

const ANSWER: &str = "q1/src/lib.rs";

#[test]
fn every_platform_s_way_to_name_students_is_understood() {
    let intake = intake(true, |at| {
        put(
            &at.join("Ada Lovelace_12_assignsubmission_file_/q1.zip"),
            zip(&[(ANSWER, b"a")]),
        );
        put(
            &at.join("Ada Lovelace_12_assignsubmission_onlinetext_/onlinetext.html"),
            "<p>",
        );
        put(
            &at.join("Ada Lovelace_13_assignsubmission_file_")
                .join(ANSWER),
            "b",
        );
        put(&at.join("Bob_14_assignsubmission_file_lib.rs"), "c");
        put(
            &at.join("lovelaceada_LATE_15_99_q1.zip"),
            zip(&[(ANSWER, b"d")]),
        );
        put(&at.join("kingbob_16_98_lib-1.rs"), "e");
        put(&at.join("kingbob_16_97_lib.rs"), "older");
    });
    for (student, text) in [
        ("Ada Lovelace_12", "a"),
        ("Ada Lovelace_13", "b"),
        ("Bob_14", "c"),
        ("lovelaceada_15", "d"),
        ("kingbob_16", "e"),
    ] {
        assert_eq!(answer(&intake, student), Ok(text), "{student}");
    }
    assert_eq!(intake.students.len(), 5);
    assert_eq!(intake.students["Ada Lovelace_12"].from.len(), 2);
}

#[test]
fn clones_of_a_classroom_lose_the_assignment() {
    let intake = intake(false, |at| {
        for login in ["ada", "bob-smith"] {
            let clone = at.join(format!("faster-1-{login}"));
            put(&clone.join("exercises").join(ANSWER), login);
            put(&clone.join(".git/config"), "");
        }
        put(&at.join("plain").join(ANSWER), "no clone");
    });
    assert_eq!(students(&intake), ["ada", "bob-smith", "plain"]);
    assert_eq!(answer(&intake, "bob-smith"), Ok("bob-smith"));
    assert!(intake.notes[0].contains("`faster-1-` was taken off the names of 2 clones"));
}

#[test]
fn clones_keep_their_names_where_a_login_would_be_somebody_s() {
    let intake = intake(false, |at| {
        for login in ["ada", "bob"] {
            let clone = at.join(format!("hw-{login}"));
            put(&clone.join(ANSWER), login);
            put(&clone.join(".git/config"), "");
        }
        put(&at.join("ada").join(ANSWER), "another ada");
    });
    assert_eq!(students(&intake), ["ada", "hw-ada", "hw-bob"]);
    assert_eq!(answer(&intake, "ada"), Ok("another ada"));
}

#[test]
fn names_that_look_alike_are_two_students() {
    let intake = intake(false, |at| {
        for (name, text) in [
            ("Ada.zip", "1"),
            ("ada.zip", "2"),
            ("Zo\u{eb}.zip", "3"),
            ("Zoe\u{308}.zip", "4"),
            ("b\u{200b}ob.zip", "5"),
            ("bob.zip", "6"),
        ] {
            put(&at.join(name), zip(&[(ANSWER, text.as_bytes())]));
        }
    });
    for (student, text) in [
        ("Ada", "1"),
        ("ada", "2"),
        ("Zo\u{eb}", "3"),
        ("Zoe\u{308}", "4"),
        ("b\u{200b}ob", "5"),
        ("bob", "6"),
    ] {
        assert_eq!(answer(&intake, student), Ok(text), "{student:?}");
    }
    assert_eq!(intake.notes.len(), 3, "{:?}", intake.notes);
    assert!(intake.notes.iter().all(|note| note.contains("look alike")));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_unicode_are_two_students() {
    use std::os::unix::ffi::OsStrExt;
    let intake = intake(false, |at| {
        for byte in [0xfe, 0xff] {
            let name = std::ffi::OsStr::from_bytes(&[b'a', byte]).to_owned();
            put(&at.join(name).join(ANSWER), [b'0' + (byte - 0xfe)]);
        }
    });
    assert_eq!(students(&intake), ["a\u{fffd}fe", "a\u{fffd}ff"]);
    assert_eq!(answer(&intake, "a\u{fffd}ff"), Ok("1"));
}

#[test]
fn a_pattern_names_students_or_says_what_it_does_not_match() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    put(&at.join("w3-ada-try2.zip"), zip(&[(ANSWER, b"second")]));
    put(&at.join("w3-ada-try10.zip"), zip(&[(ANSWER, b"tenth")]));
    put(&at.join("w3-bob").join(ANSWER), "bob");
    put(&at.join("notes.txt"), "");
    let by = |pattern: &str| {
        let reading = Reading {
            id_pattern: Some(pattern.parse::<IdPattern>().unwrap()),
            ..Reading::default()
        };
        taken(at, false, &reading)
    };
    let intake = by(r"^w3-(?<id>[a-z]+)(?:-try(?<attempt>\d+))?$").unwrap();
    assert_eq!(students(&intake), ["ada", "bob"]);
    assert_eq!(answer(&intake, "ada"), Ok("tenth"));
    assert!(intake.students["ada"].notes[0].contains("w3-ada-try2.zip"));
    assert_eq!(intake.ignored[0].path, "notes.txt");

    let error = by(r"^w3-(?<id>ada)").unwrap_err();
    assert!(error.is_usage());
    let error = error.to_string();
    assert!(
        error.contains("doesn't match 1 of") && error.contains("w3-bob"),
        "{error}"
    );
}
