//! Who handed in more than once.

use crate::archives::{End, Raw, raw_zip, zip};
use crate::{age, answer, intake, put, refused};

fn of(text: &str) -> Vec<u8> {
    zip(&[("q1/src/lib.rs", text.as_bytes())])
}

fn notes(intake: &workbook_judge::intake::Intake, student: &str) -> String {
    intake.students[student].notes.join("\n")
}

#[test]
fn the_newest_by_the_number_of_canvas_is_taken_and_told() {
    let intake = intake(false, |at| {
        put(&at.join("ada_1_30_q1.zip"), of("first"));
        put(&at.join("ada_1_20_q1-2.zip"), of("third"));
        put(&at.join("ada_1_10_q1-1.zip"), of("second"));
        put(&at.join("bob_LATE_2_41_q1.zip"), of("newer"));
        put(&at.join("bob_2_40_q1.zip"), of("older"));
    });
    assert_eq!(answer(&intake, "ada_1"), Ok("third"));
    assert_eq!(answer(&intake, "bob_2"), Ok("newer"));
    assert_eq!(intake.students.len(), 2);
    let told = notes(&intake, "ada_1");
    assert!(
        told.contains("by its number was taken, ada_1_20_q1-2.zip"),
        "{told}"
    );
    assert_eq!(intake.students["ada_1"].from, ["ada_1_20_q1-2.zip"]);
}

#[test]
fn files_of_one_attempt_belong_together() {
    let intake = intake(false, |at| {
        put(&at.join("ada_1_10_q1.zip"), of("one"));
        put(
            &at.join("ada_1_11_timeit.zip"),
            zip(&[("timeit/src/lib.rs", b"two")]),
        );
        put(&at.join("ada_1_12_broken.zip"), "no zip");
    });
    assert_eq!(answer(&intake, "ada_1"), Ok("one"));
    assert_eq!(intake.students["ada_1"].answer("timeit"), Ok("two"));
    assert_eq!(intake.students["ada_1"].from.len(), 3);
}

#[test]
fn two_files_of_one_attempt_for_one_exercise_are_not_guessed_between() {
    let intake = intake(false, |at| {
        put(&at.join("ada_1_10_a.zip"), of("one"));
        put(&at.join("ada_1_11_b.zip"), of("two"));
    });
    refused(
        &intake,
        "ada_1",
        "ada_1_10_a.zip/q1/src/lib.rs, ada_1_11_b.zip/q1/src/lib.rs",
    );
}

#[test]
fn the_newest_attempt_by_the_date_of_blackboard_is_taken() {
    let intake = intake(false, |at| {
        let name =
            |day: &str, file: &str| format!("Week 1_ada_attempt_2026-01-{day}-10-00-00{file}");
        put(&at.join(name("09", "_q1.zip")), of("older"));
        put(&at.join(name("10", "_hand-in.zip")), of("newer"));
        put(&at.join(name("10", ".txt")), "a receipt");
    });
    assert_eq!(answer(&intake, "ada"), Ok("newer"));
    assert!(notes(&intake, "ada").contains("dated last"));
}

#[test]
fn without_a_number_the_time_of_the_files_decides() {
    let intake = intake(false, |at| {
        put(&at.join("ada/q1/src/lib.rs"), "folder");
        put(&at.join("ada.zip"), of("archive"));
        age(&at.join("ada/q1/src/lib.rs"), 10);
        age(&at.join("ada.zip"), 20);
        put(&at.join("bob/q1/src/lib.rs"), "folder");
        put(&at.join("bob.zip"), of("archive"));
        age(&at.join("bob/q1/src/lib.rs"), 30);
        age(&at.join("bob.zip"), 20);
    });
    assert_eq!(answer(&intake, "ada"), Ok("archive"));
    assert_eq!(answer(&intake, "bob"), Ok("folder"));
    let told = notes(&intake, "bob");
    assert!(
        told.contains("by the time of its files was taken, bob"),
        "{told}"
    );
}

#[test]
fn where_none_is_newer_nobody_guesses() {
    let intake = intake(false, |at| {
        for (student, folder) in [("ada", "one"), ("bob", "same")] {
            put(&at.join(student).join("q1/src/lib.rs"), folder);
            put(&at.join(format!("{student}.zip")), of("same"));
            age(&at.join(student).join("q1/src/lib.rs"), 10);
            age(&at.join(format!("{student}.zip")), 10);
        }
    });
    refused(
        &intake,
        "ada",
        "handed in more than once (ada, ada.zip), and none is newer",
    );
    assert_eq!(
        answer(&intake, "bob"),
        Ok("same"),
        "it doesn't matter which"
    );
}

#[test]
fn a_newest_one_that_is_broken_is_not_passed_over() {
    let intake = intake(false, |at| {
        put(&at.join("ada_1_10_q1.zip"), of("works"));
        put(&at.join("ada_1_20_q1-1.zip"), "no zip");
    });
    refused(&intake, "ada_1", "named like an archive");
}

#[test]
fn times_in_an_export_count_as_those_on_disk() {
    let at = |day: u16, name: &str, text: &str| Raw {
        date: 46 << 9 | 1 << 5 | day,
        ..Raw::stored(name.as_bytes(), &of(text))
    };
    let zip = raw_zip(
        &[
            at(2, "ada.zip", "newer"),
            at(1, "ada.tar", "older"),
            at(1, "bob.zip", "bob"),
        ],
        End::Usual,
    );
    let intake = crate::export("all.zip", &zip).unwrap();
    assert_eq!(answer(&intake, "ada"), Ok("newer"));
}
