//! One archive with all submissions, as platforms export it.

use crate::archives::{End, Raw, gz, raw_zip, tar, tar_entry, zip};
use crate::{answer, export, passed_over, put, refused, students, taken};
use workbook_judge::intake::Reading;

const ANSWER: &str = "q1/src/lib.rs";

fn one(text: &str) -> Vec<u8> {
    zip(&[(ANSWER, text.as_bytes())])
}

#[test]
fn a_zip_of_zips_and_of_folders_is_a_class() {
    let canvas = zip(&[
        ("lovelaceada_1_10_q1.zip", &one("ada")),
        ("kingbob_LATE_2_20_q1.zip", &one("bob")),
        ("kingbob_2_19_notes.txt", b"see the zip"),
        ("__MACOSX/._lovelaceada_1_10_q1.zip", b""),
    ]);
    let intake = export("submissions.zip", &canvas).unwrap();
    assert_eq!(students(&intake), ["kingbob_2", "lovelaceada_1"]);
    assert_eq!(answer(&intake, "lovelaceada_1"), Ok("ada"));
    assert_eq!(answer(&intake, "kingbob_2"), Ok("bob"));
    assert_eq!(intake.ignored[0].path, "__MACOSX");

    let moodle = zip(&[
        ("Ada L_1_assignsubmission_file_/hw.zip", &one("ada")),
        ("Bob K_2_assignsubmission_file_/q1/src/lib.rs", b"bob"),
        ("Bob K_2_assignsubmission_file_/q1/Cargo.toml", b""),
    ]);
    let intake = export("course.zip", &moodle).unwrap();
    assert_eq!(students(&intake), ["Ada L_1", "Bob K_2"]);
    assert_eq!(answer(&intake, "Ada L_1"), Ok("ada"));
    assert_eq!(answer(&intake, "Bob K_2"), Ok("bob"));
    assert!(passed_over(&intake, "Bob K_2")[0].contains("Cargo.toml: of no effect"));
}

#[test]
fn the_folder_around_all_submissions_is_none() {
    let class = tar(&[
        ("submissions/ada/q1/src/lib.rs", b"ada"),
        ("submissions/bob.zip", &one("bob")),
        ("submissions/.DS_Store", b""),
    ]);
    let intake = export("class.tar.gz", &gz(&class)).unwrap();
    assert_eq!(students(&intake), ["ada", "bob"]);
    assert!(intake.notes[0].contains("from the folder submissions"));
    // One student's folder is not taken apart.
    let one = tar(&[("ada/q1/src/lib.rs", b"ada"), ("ada/notes.txt", b"")]);
    assert_eq!(students(&export("class.tar", &one).unwrap()), ["ada"]);
}

#[test]
fn an_export_that_lies_alone_in_a_folder_is_taken_apart_and_a_submission_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let class = zip(&[("lovelaceada_1_10_q1.zip", &one("ada"))]);
    put(&folder.path().join("submissions.zip"), class);
    put(&folder.path().join(".DS_Store"), "");
    let intake = taken(folder.path(), false, &Reading::default()).unwrap();
    assert_eq!(students(&intake), ["lovelaceada_1"]);

    // Nobody hands in for others: with a second submission beside it, a zip is one student's.
    put(&folder.path().join("bob.zip"), one("bob"));
    let intake = taken(folder.path(), false, &Reading::default()).unwrap();
    assert_eq!(students(&intake), ["bob", "submissions"]);
}

#[test]
fn clones_in_an_export_are_clones() {
    let class = tar(&[
        ("hw-submissions/hw-ada/.git/config", b""),
        ("hw-submissions/hw-ada/exercises/q1/src/lib.rs", b"ada"),
        ("hw-submissions/hw-bob/.git/config", b""),
        ("hw-submissions/hw-bob/exercises/q1/src/lib.rs", b"bob"),
    ]);
    let intake = export("hw-submissions.tar", &class).unwrap();
    assert_eq!(students(&intake), ["ada", "bob"]);
}

#[test]
fn a_hostile_submission_in_an_export_is_refused_alone() {
    let mut class = vec![
        tar_entry("ada/q1/src/lib.rs", b'0', b"ada", ""),
        tar_entry("bob/q1/src/lib.rs", b'2', b"", "/etc/passwd"),
        tar_entry("cy/../ada/q1/src/lib.rs", b'0', b"cy's", ""),
        tar_entry("../ada/q1/src/lib.rs", b'0', b"nobody's", ""),
        tar_entry("dee/q1/src/lib.rs", b'0', b"dee", ""),
        tar_entry("dee/q1/src/lib.rs", b'0', b"or dee", ""),
        tar_entry("eve/x", b'2', b"", "/"),
        tar_entry("eve/x/q1/src/lib.rs", b'0', b"eve", ""),
        tar_entry("fay.zip", b'0', b"no zip", ""),
        tar_entry("gus.zip", b'0', &zip(&[("../x", b"")]), ""),
        tar_entry("hal.zip", b'0', &one("hal"), ""),
        tar_entry("hal.zip", b'0', &one("or hal"), ""),
        tar_entry("ida", b'1', b"", "ada/q1/src/lib.rs"),
    ];
    class.push(vec![0; 1024]);
    let intake = export("class.tar", &class.concat()).unwrap();
    assert_eq!(answer(&intake, "ada"), Ok("ada"));
    refused(&intake, "bob", "is a symbolic link");
    refused(&intake, "cy", "leads out of it");
    refused(&intake, "dee", "two files in the archive have the name");
    refused(&intake, "eve", "leads through x");
    refused(&intake, "fay", "named like an archive");
    refused(&intake, "gus", "leads out of it");
    refused(&intake, "hal", "two files of this name");
    let beside: Vec<_> = intake.ignored.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(beside, ["../ada/q1/src/lib.rs", "ida"]);
    assert_eq!(intake.students.len(), 8);
}

#[test]
fn a_student_s_bomb_in_an_export_is_theirs_alone() {
    let zeros = vec![0; 8 << 20];
    let class = zip(&[
        ("ada/q1/src/lib.rs", &zeros[..900 << 10]),
        ("bob.zip", &zip(&[("q1/src/lib.rs", &zeros)])),
        ("cy/q1/src/lib.rs", b"cy"),
    ]);
    let intake = export("class.zip", &class).unwrap();
    refused(&intake, "ada", "grows more than 500 times");
    refused(&intake, "bob", "larger than 1 MiB");
    assert_eq!(answer(&intake, "cy"), Ok("cy"));
}

#[test]
fn names_in_old_and_new_encodings_are_two_students() {
    let raw = |name: &[u8], text: &str| Raw::stored(name, text.as_bytes());
    let class = raw_zip(
        &[
            raw(b"Zo\x89/q1/src/lib.rs", "dos"),
            raw("Zoe\u{308}/q1/src/lib.rs".as_bytes(), "mac"),
            raw(b"M\x81ller/q1/src/lib.rs", "dos"),
        ],
        End::Usual,
    );
    let intake = export("class.zip", &class).unwrap();
    assert_eq!(answer(&intake, "Zo\u{eb}"), Ok("dos"));
    assert_eq!(answer(&intake, "Zoe\u{308}"), Ok("mac"));
    assert_eq!(answer(&intake, "Müller"), Ok("dos"));
    assert!(intake.notes[0].contains("look alike"), "{:?}", intake.notes);
}

#[test]
fn an_export_that_is_cut_off_is_nobody_s_fault_and_stops_the_batch() {
    let class = zip(&[("ada/q1/src/lib.rs", b"ada"), ("bob/q1/src/lib.rs", b"bob")]);
    let error = export("class.zip", &class[..class.len() - 9]).unwrap_err();
    assert!(
        error.is_usage() && error.to_string().contains("cut off"),
        "{error}"
    );
    let error = export("class.zip", b"no archive").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("neither a folder nor an archive")
    );
}
