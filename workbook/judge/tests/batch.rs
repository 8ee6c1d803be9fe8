//! Whole batches: a folder in, `grades.csv` and `grades.json` out.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;
use support::{folder, primes, solution};
use workbook_judge::command::{GradeArgs, grade};
use workbook_judge::{Grader, JudgeError};

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    grade: GradeArgs,
}

/// A batch in folders of its own.
struct Batch {
    folder: tempfile::TempDir,
}

impl Batch {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn hand_in(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join("in").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn grade(&self, arguments: &[&str]) -> Result<ExitCode, JudgeError> {
        let (submissions, out) = (self.folder.path().join("in"), self.out());
        let fixed = [
            "grade",
            submissions.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        let arguments = fixed.iter().chain(arguments).copied();
        let args = CommandLine::try_parse_from(arguments).unwrap().grade;
        let target = self.folder.path().join("target");
        grade(&args, vec![primes()], |mut options, tasks| {
            options.target = Some(target);
            options.subject.wall_s = options.subject.wall_s.min(3.0);
            let grader = Grader::new(Path::new(env!("CARGO_MANIFEST_DIR")), options)?;
            for task in tasks {
                grader.adopt(task, PathBuf::from(env!("CARGO_BIN_EXE_judge-primes")))?;
            }
            Ok(grader)
        })
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&fs::read(self.out().join("grades.json")).unwrap()).unwrap()
    }

    fn row(&self, student: &str) -> Value {
        let json = self.json();
        let row = json["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["student"] == student);
        row.unwrap_or_else(|| panic!("no row of {student}")).clone()
    }

    /// Student and verdict of each row of the table.
    fn table(&self) -> Vec<(String, String)> {
        let mut table = csv::Reader::from_path(self.out().join("grades.csv")).unwrap();
        let headers = table.headers().unwrap();
        let columns = "student,exercise,points,max_points,verdict,speed,speed_ratio,message";
        assert_eq!(headers.iter().collect::<Vec<_>>().join(","), columns);
        table
            .records()
            .map(|row| row.unwrap())
            .map(|row| (row[0].to_owned(), row[4].to_owned()))
            .collect()
    }
}

fn zip(path: &str, text: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file(path, zip::write::SimpleFileOptions::default())
        .unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

fn hostile(name: &str) -> String {
    fs::read_to_string(folder().join("hostile").join(name).with_extension("rs")).unwrap()
}

#[test]
fn a_class_gets_a_row_each_and_nothing_stops_the_batch() {
    let batch = Batch::new();
    batch.hand_in("a-right/primes/src/lib.rs", solution());
    batch.hand_in(
        "b-right.zip",
        zip("hand-in/exercises/primes/src/lib.rs", &solution()),
    );
    batch.hand_in("c-stub/lib.rs", hostile("stub"));
    batch.hand_in("d-wrong/primes/src/lib.rs", hostile("wrong"));
    batch.hand_in("e-loops/primes/src/lib.rs", hostile("loop-for-ever"));
    batch.hand_in("f-exits/primes/src/lib.rs", hostile("exit-0"));
    batch.hand_in("g-broken/primes/src/lib.rs", hostile("does-not-compile"));
    fs::create_dir(batch.folder.path().join("in/h-empty")).unwrap();
    batch.hand_in("i-twice/a/primes/src/lib.rs", "1");
    batch.hand_in("i-twice/b/primes/src/lib.rs", "2");
    batch.hand_in("=cmd()/primes/src/lib.rs", hostile("abort"));
    batch.hand_in("loose.txt", "");
    batch.hand_in("roster.csv", "student\na-right\nz-absent\n");
    fs::create_dir(batch.out()).unwrap();
    fs::write(batch.out().join("mine.txt"), "kept").unwrap();

    let roster = batch.folder.path().join("in/roster.csv");
    let arguments = [
        "--exercise",
        "primes",
        "--jobs",
        "2",
        "--roster",
        roster.to_str().unwrap(),
    ];
    assert_eq!(batch.grade(&arguments).unwrap(), ExitCode::SUCCESS);
    let expected = [
        ("'=cmd()", "crash"),
        ("a-right", "pass"),
        ("b-right", "pass"),
        ("c-stub", "panic"),
        ("d-wrong", "wrong"),
        ("e-loops", "timeout"),
        ("f-exits", "early-exit"),
        ("g-broken", "build-error"),
        ("h-empty", "missing"),
        ("i-twice", "not-gradable"),
        ("z-absent", "missing"),
    ];
    let expected: Vec<_> = expected
        .map(|(student, verdict)| (student.to_owned(), verdict.to_owned()))
        .into();
    assert_eq!(batch.table(), expected);
    assert_eq!(
        fs::read_to_string(batch.out().join("mine.txt")).unwrap(),
        "kept"
    );
    let mut files: Vec<_> = fs::read_dir(batch.out())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    files.sort();
    assert_eq!(files, ["grades.csv", "grades.json", "mine.txt"]);

    let json = batch.json();
    assert_eq!(
        (&json["format"], &json["complete"]),
        (&Value::from(1), &Value::from(true))
    );
    assert!(json["seed"].is_u64() && json["sandbox"].is_string());
    assert_eq!(json["ignored"][0]["path"], "loose.txt");
    assert_eq!(json["unlisted"].as_array().unwrap().len(), 9);
    let right = batch.row("a-right");
    assert_eq!(
        (&right["points"], &right["max_points"]),
        (&Value::from(10), &Value::from(10))
    );
    assert_eq!(right["speed"]["verdict"], "faster");
    assert_eq!(right["groups"].as_array().unwrap().len(), 3);
    assert_eq!(batch.row("g-broken")["max_points"], 10);
}

#[test]
fn a_batch_goes_on_where_it_was_stopped_and_judges_again_only_what_changed() {
    let batch = Batch::new();
    for student in ["ada", "bob", "cy", "dee"] {
        batch.hand_in(&format!("{student}/primes/src/lib.rs"), hostile("wrong"));
    }
    batch.grade(&["--exercise", "primes"]).unwrap();
    let seed = batch.json()["seed"].clone();

    // As if it had been killed before cy; what is kept is told from what is judged again by a mark.
    let mut json = batch.json();
    json["complete"] = false.into();
    let rows = json["rows"].as_array_mut().unwrap();
    rows.retain(|row| row["student"] != "cy");
    for row in rows {
        row["message"] = "kept".into();
        if row["student"] == "dee" {
            row["verdict"] = "grader-fault".into();
        }
    }
    fs::write(batch.out().join("grades.json"), json.to_string()).unwrap();
    batch.hand_in("bob/primes/src/lib.rs", solution());

    assert_eq!(
        batch.grade(&["--exercise", "primes", "--resume"]).unwrap(),
        ExitCode::SUCCESS
    );
    assert_eq!(batch.json()["seed"], seed);
    assert_eq!(batch.json()["complete"], true);
    assert_eq!(batch.row("ada")["message"], "kept");
    assert_eq!(
        (&batch.row("bob")["verdict"], &batch.row("cy")["verdict"]),
        (&"pass".into(), &"wrong".into())
    );
    assert_eq!(batch.row("dee")["verdict"], "wrong");

    // Without --resume everything is judged anew, and what there was is set aside.
    let texts = |names: [&str; 2]| names.map(|name| fs::read(batch.out().join(name)).unwrap());
    let before = texts(["grades.json", "grades.csv"]);
    batch.grade(&["--exercise", "primes"]).unwrap();
    assert_ne!(batch.row("ada")["message"], "kept");
    assert_eq!(texts(["grades-1.json", "grades-1.csv"]), before);

    let error = batch
        .grade(&["--resume", "--exercise", "primes", "--seed", "1"])
        .unwrap_err();
    assert!(error.is_usage(), "{error}");
}

#[test]
fn resuming_keeps_the_rows_of_others_and_judges_again_what_was_judged_by_other_rules() {
    let batch = Batch::new();
    batch.hand_in("ada/primes/src/lib.rs", hostile("wrong"));
    batch.hand_in("bob/primes/src/lib.rs", hostile("wrong"));
    batch.grade(&["--exercise", "primes"]).unwrap();
    let mut json = batch.json();
    let rows = json["rows"].as_array_mut().unwrap();
    assert_eq!(rows[0]["rules"].as_str().unwrap().len(), 64);
    for row in rows.iter_mut() {
        row["message"] = "kept".into();
    }
    let mut other = rows[0].clone();
    other["exercise"] = "squares".into();
    rows.push(other);
    let exercise = serde_json::json!({"name": "squares", "max_points": 10, "goal": null});
    json["exercises"]
        .as_array_mut()
        .unwrap()
        .push(exercise.clone());
    fs::write(batch.out().join("grades.json"), json.to_string()).unwrap();
    fs::remove_dir_all(batch.folder.path().join("in/bob")).unwrap();
    let messages = || -> Vec<(Value, Value, bool)> {
        let json = batch.json();
        let rows = json["rows"].as_array().unwrap().iter();
        rows.map(|row| {
            let kept = row["message"] == "kept";
            (row["student"].clone(), row["exercise"].clone(), kept)
        })
        .collect()
    };

    batch.grade(&["--exercise", "primes", "--resume"]).unwrap();
    let expected = [
        ("ada", "primes", true),
        ("ada", "squares", true),
        ("bob", "primes", true),
    ];
    let expected =
        expected.map(|(student, exercise, kept)| (student.into(), exercise.into(), kept));
    assert_eq!(messages(), expected);
    assert_eq!(batch.json()["exercises"][1], exercise);
    assert!(!batch.out().join("grades-1.json").exists());

    // Another time limit is another rule.
    batch
        .grade(&["--exercise", "primes", "--resume", "--time-limit", "2"])
        .unwrap();
    let [mut ada, squares, bob] = expected;
    ada.2 = false;
    assert_eq!(messages(), [ada, squares, bob]);
}

#[test]
fn the_same_seed_gives_the_same_cases() {
    let batch = Batch::new();
    batch.hand_in(
        "ada/primes/src/lib.rs",
        hostile("prints-what-graders-look-for"),
    );
    let messages = ["7", "7", "8"].map(|seed| {
        batch
            .grade(&["--exercise", "primes", "--seed", seed])
            .unwrap();
        batch.row("ada")["groups"][1]["message"].clone()
    });
    assert_eq!(messages[0], messages[1]);
    assert_ne!(messages[0], messages[2]);
}

#[test]
fn bad_input_is_told_from_a_bad_machine() {
    let batch = Batch::new();
    let fails = |arguments: &[&str], fragment: &str| {
        let error = batch.grade(arguments).unwrap_err();
        assert!(
            error.is_usage() && error.to_string().contains(fragment),
            "{error}"
        );
    };
    fails(
        &["--exercise", "q9"],
        "there is no exercise `q9`; there are: primes",
    );
    fails(
        &["--roster", "nowhere.csv", "--exercise", "primes"],
        "nowhere.csv",
    );
    fails(&[], "no submission in");
    fs::remove_dir(batch.folder.path().join("in")).unwrap();
    fails(&["--exercise", "primes"], "doesn't exist");

    let batch = Batch::new();
    fs::create_dir(batch.out()).unwrap();
    fs::write(batch.out().join("grades.json"), "{").unwrap();
    let error = batch
        .grade(&["--exercise", "primes", "--resume"])
        .unwrap_err();
    assert!(
        error.is_usage() && error.to_string().contains("grades.json"),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(batch.out().join("grades.json")).unwrap(),
        "{"
    );
}

#[test]
fn weak_containment_is_refused_unless_it_is_accepted() {
    let batch = Batch::new();
    batch.hand_in("ada/primes/src/lib.rs", solution());
    let error = batch
        .grade(&["--exercise", "primes", "--sandbox", "weak"])
        .unwrap_err();
    assert!(
        error.to_string().contains("--accept-weak-containment"),
        "{error}"
    );
    assert!(!batch.out().join("grades.json").exists());
    batch
        .grade(&[
            "--exercise",
            "primes",
            "--sandbox",
            "weak",
            "--accept-weak-containment",
        ])
        .unwrap();
    assert_eq!(batch.json()["sandbox"], "weak");
    assert_eq!(batch.row("ada")["sandbox"], "weak");
    assert_eq!(batch.row("ada")["verdict"], "pass");
}
