//! Submissions as course platforms export them, tidy or not, and as nobody should hand them in.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use workbook_judge::intake::{Absence, Intake, Wanted, take_in};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const KNOWN: [&str; 2] = ["q1", "timeit"];

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Takes in what `lay_out` puts into a folder, for all exercises or for q1 alone.
fn intake(bare: bool, lay_out: impl Fn(&Path)) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let known = names(&KNOWN);
    let exercises = if bare { names(&["q1"]) } else { known.clone() };
    take_in(
        folder.path(),
        Wanted {
            exercises: &exercises,
            known: &known,
            bare,
        },
    )
    .unwrap()
}

fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn answer<'a>(intake: &'a Intake, student: &str) -> Result<&'a str, Absence> {
    intake
        .students
        .get(student)
        .unwrap_or_else(|| panic!("no {student} in {intake:?}"))
        .answer("q1")
}

fn refused(intake: &Intake, student: &str, fragment: &str) {
    match answer(intake, student) {
        Err(Absence::Hidden(reason)) => assert!(reason.contains(fragment), "{reason}"),
        other => panic!("{student}: {other:?}"),
    }
}

fn missing(intake: &Intake, student: &str, fragment: &str) {
    match answer(intake, student) {
        Err(Absence::Missing(reason)) => assert!(reason.contains(fragment), "{reason}"),
        other => panic!("{student}: {other:?}"),
    }
}

#[test]
fn folders_and_zips_are_read_at_any_depth() {
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
            &at.join("Fay_42_assignsubmission_file/hw.zip"),
            zip(&[("q1/src/lib.rs", b"fay")]),
        );
    });
    for (student, text) in [
        ("ada", "ada"),
        ("bob", "bob"),
        ("cy", "cy"),
        ("Dé Jà", "de"),
        ("eve", "eve"),
        ("Fay_42_assignsubmission_file", "fay"),
    ] {
        assert_eq!(answer(&intake, student), Ok(text), "{student}");
    }
    assert_eq!(intake.students.len(), 6);
    assert!(intake.ignored.is_empty());
}

#[test]
fn what_tools_leave_behind_is_not_looked_at() {
    let intake = intake(false, |at| {
        put(&at.join("ada/q1/src/lib.rs"), "ada");
        put(&at.join("ada/target/package/q1/src/lib.rs"), "old");
        put(&at.join("ada/.git/q1/src/lib.rs"), "older");
        put(&at.join("ada/solutions/q1/src/lib.rs"), "not the student's");
        put(&at.join("ada/q1/src/._lib.rs"), "a resource fork");
        put(&at.join(".DS_Store"), "");
        put(&at.join("__MACOSX/ada/q1/src/lib.rs"), "no");
    });
    assert_eq!(answer(&intake, "ada"), Ok("ada"));
    assert_eq!(intake.students.len(), 1);
    assert!(intake.ignored.is_empty());
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
    let lay_out = |at: &Path| {
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
        missing(&one, student, "none of 1 files is a q1/src/lib.rs");
    }
    let all = intake(false, lay_out);
    missing(&all, "ada", "NAME/src/lib.rs; there is lib.rs");
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
    });
    assert_eq!(answer(&intake, "ada"), Ok("new"));
    assert_eq!(answer(&intake, "bob"), Ok("same"));
    refused(
        &intake,
        "cy",
        "more than one file could be meant: a/q1/src/lib.rs, b/q1/src/lib.rs",
    );
}

#[test]
fn nothing_is_missing_and_something_else_says_what_it_is() {
    let intake = intake(false, |at| {
        fs::create_dir(at.join("ada")).unwrap();
        put(&at.join("bob/main.rs"), "fn main() {}");
        put(&at.join("cy/essay.pdf"), "");
        put(&at.join("dee.zip"), zip(&[]));
    });
    missing(&intake, "ada", "nothing was handed in");
    missing(&intake, "bob", "there is main.rs");
    missing(&intake, "cy", "none of 1 files");
    missing(&intake, "dee", "nothing was handed in");
}

#[test]
fn archives_that_lead_out_of_themselves_are_refused() {
    let intake = intake(false, |at| {
        for (name, path) in [
            ("up", "../q1/src/lib.rs"),
            ("root", "/q1/src/lib.rs"),
            ("drive", "C:\\q1\\src\\lib.rs"),
            ("deep", "a/..\\../q1/src/lib.rs"),
        ] {
            put(
                &at.join(name).with_extension("zip"),
                zip(&[(path, b"x"), ("exercises/q1/src/lib.rs", b"x")]),
            );
        }
    });
    for student in ["up", "root", "drive", "deep"] {
        refused(&intake, student, "leads out of it");
    }
}

#[test]
fn bombs_and_broken_archives_are_refused() {
    let intake = intake(false, |at| {
        put(
            &at.join("grows.zip"),
            zip(&[("q1/src/lib.rs", &vec![b' '; 900 << 10])]),
        );
        put(
            &at.join("large.zip"),
            zip(&[("q1/src/lib.rs", &vec![b' '; 64 << 20])]),
        );
        put(&at.join("folder/q1/src/lib.rs"), vec![b' '; 2 << 20]);
        put(&at.join("text.zip"), "this is no zip");
        put(&at.join("nothing.zip"), "");
        let whole = zip(&[("q1/src/lib.rs", b"x")]);
        put(&at.join("cut.zip"), &whole[..whole.len() - 30]);
        let many: Vec<String> = (0..20_100).map(|i| format!("f{i}")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        put(&at.join("many.zip"), zip(&many));
        put(&at.join("other.tar.gz"), "");
        put(&at.join("nested/hw.zip"), "no zip");
    });
    refused(&intake, "grows", "grows more than");
    refused(&intake, "large", "larger than 1024 KiB");
    refused(&intake, "folder", "larger than 1024 KiB");
    refused(&intake, "many", "more than 20000 files");
    refused(&intake, "other", "a kind that isn't read");
    refused(&intake, "nested", "hw.zip: not a zip");
    for student in ["text", "nothing", "cut"] {
        refused(&intake, student, "not a zip that can be read");
    }
}

#[test]
fn a_student_who_hands_in_twice_is_told_and_not_merged() {
    let intake = intake(false, |at| {
        put(&at.join("ada/q1/src/lib.rs"), "ada");
        put(&at.join("ada.zip"), zip(&[("q1/src/lib.rs", b"ada")]));
    });
    refused(&intake, "ada", "handed in more than once (ada, ada.zip)");
}

#[test]
fn loose_files_are_named_as_ignored() {
    let intake = intake(true, |at| {
        put(&at.join("notes.txt"), "");
        put(&at.join("lib.rs"), "");
        fs::create_dir(at.join("ada")).unwrap();
    });
    let ignored: Vec<_> = intake
        .ignored
        .iter()
        .map(|ignored| ignored.path.as_str())
        .collect();
    assert_eq!(ignored, ["lib.rs", "notes.txt"]);
    assert_eq!(intake.students.len(), 1);
}

#[test]
fn encodings_of_other_editors_are_read() {
    let intake = intake(false, |at| {
        put(&at.join("mark/q1/src/lib.rs"), b"\xef\xbb\xbffn f() {}\r\n");
        put(&at.join("latin/q1/src/lib.rs"), b"// caf\xe9\n");
    });
    assert_eq!(answer(&intake, "mark"), Ok("fn f() {}\r\n"));
    assert_eq!(answer(&intake, "latin"), Ok("// caf\u{fffd}\n"));
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_never_followed() {
    use std::os::unix::fs::symlink;

    let secret = tempfile::tempdir().unwrap();
    put(&secret.path().join("q1/src/lib.rs"), "secret");
    let file = secret.path().join("q1/src/lib.rs");
    let intake = intake(false, |at| {
        fs::create_dir_all(at.join("file/q1/src")).unwrap();
        symlink(&file, at.join("file/q1/src/lib.rs")).unwrap();
        fs::create_dir_all(at.join("folder")).unwrap();
        symlink(secret.path().join("q1"), at.join("folder/q1")).unwrap();
        symlink(secret.path(), at.join("whole")).unwrap();
        fs::create_dir_all(at.join("pipe/q1/src")).unwrap();
        nix::unistd::mkfifo(
            &at.join("pipe/q1/src/lib.rs"),
            nix::sys::stat::Mode::S_IRWXU,
        )
        .unwrap();
        fs::create_dir_all(at.join("socket/q1/src")).unwrap();
        drop(std::os::unix::net::UnixListener::bind(at.join("socket/q1/src/lib.rs")).unwrap());
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .add_symlink(
                "q1/src/lib.rs",
                file.to_str().unwrap(),
                SimpleFileOptions::default(),
            )
            .unwrap();
        put(
            &at.join("zipped.zip"),
            writer.finish().unwrap().into_inner(),
        );
    });
    for student in ["file", "pipe", "socket", "zipped"] {
        refused(&intake, student, "is a link or a special file");
    }
    refused(&intake, "folder", "q1 is a link");
    assert_eq!(
        intake
            .ignored
            .iter()
            .map(|ignored| ignored.path.as_str())
            .collect::<Vec<_>>(),
        ["whole"]
    );
}
