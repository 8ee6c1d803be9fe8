//! Whole batches: a folder in, `grades.csv` and `grades.json` out.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;
use support::page::page;
use support::schema::{CLASSROOM, GRADES, GRADESCOPE, valid};
use support::{folder, primes, solution};
use workbook_judge::command::{GradeArgs, grade};
use workbook_judge::{Grader, JudgeError};

#[derive(Debug, Parser)]
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
        let submissions = self.folder.path().join("in");
        let arguments = [&[submissions.to_str().unwrap()], arguments].concat();
        self.run(&arguments)
    }

    fn run(&self, arguments: &[&str]) -> Result<ExitCode, JudgeError> {
        let out = self.out();
        let arguments = [&["grade", "--out", out.to_str().unwrap()], arguments].concat();
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

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.out().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Holds all documents against their schemas, and all pages against what they must be.
    fn check_reports(&self) {
        let report = valid(GRADES, &self.read("grades.json"));
        page(&self.read("class.html"));
        let entries = |name: &str| {
            let entries = fs::read_dir(self.out().join(name)).unwrap();
            entries
                .map(|entry| entry.unwrap().path())
                .collect::<Vec<_>>()
        };
        let rows = report["rows"].as_array().unwrap().iter();
        let mut students: Vec<_> = rows.map(|row| row["student"].as_str().unwrap()).collect();
        students.dedup();
        for name in ["feedback", "gradescope", "classroom"] {
            assert_eq!(entries(name).len(), students.len(), "{name}");
        }
        for path in entries("feedback") {
            page(&fs::read(path).unwrap());
        }
        for path in entries("gradescope") {
            valid(GRADESCOPE, &fs::read(path.join("results.json")).unwrap());
        }
        for path in entries("classroom") {
            valid(CLASSROOM, &fs::read(path).unwrap());
        }
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
        // A roster's own columns come behind them.
        let ours: Vec<_> = headers.iter().take(8).collect();
        assert_eq!(ours.join(","), columns);
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
    files.retain(|name| name != "rubric.csv");
    let reports = [
        "class.html",
        "classroom",
        "feedback",
        "grades.csv",
        "grades.json",
        "gradescope",
        "mine.txt",
    ];
    assert_eq!(files, reports);
    batch.check_reports();

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
    let feedback = |file: &str| page(&batch.read(&format!("feedback/{file}.html"))).text;
    assert!(feedback("a-right").contains("times the speed of the plain version"));
    assert!(feedback("g-broken").contains("What the compiler sayslib.rs:"));
    let case = &batch.row("d-wrong")["groups"][0]["case"];
    let wrong = feedback("d-wrong");
    for part in ["input", "got"] {
        assert!(
            wrong.contains(case[part].as_str().unwrap()),
            "{case}: {wrong}"
        );
    }
    let (seed, machine) = (json["seed"].to_string(), batch.folder.path());
    for student in ["a-right", "c-stub", "d-wrong", "e-loops", "g-broken"] {
        let page = feedback(student);
        assert!(
            !page.contains(&seed) && !page.contains(machine.to_str().unwrap()),
            "{page}"
        );
    }
}

#[test]
fn graded_again_the_verdicts_and_points_for_right_answers_are_the_same() {
    let batch = Batch::new();
    batch.hand_in("a/primes/src/lib.rs", solution());
    for (student, text) in [
        ("b", "wrong"),
        ("c", "exit-0"),
        ("d", "abort"),
        ("e", "does-not-compile"),
    ] {
        batch.hand_in(&format!("{student}/primes/src/lib.rs"), hostile(text));
    }
    let graded = || {
        let json = batch.json();
        let rows = json["rows"].as_array().unwrap().iter();
        let judged = |row: &Value| {
            let groups = row["groups"].as_array().unwrap().iter();
            let cases = groups.filter(|group| group["name"] != "speed");
            let cases: Vec<Value> = cases.cloned().collect();
            (row["student"].clone(), row["verdict"].clone(), cases)
        };
        rows.map(judged).collect::<Vec<_>>()
    };
    batch
        .grade(&["--exercise", "primes", "--jobs", "2"])
        .unwrap();
    let (first, json) = (graded(), batch.json());
    assert_eq!(first.len(), 5);
    for part in ["workbook", "toolchain", "sandbox"] {
        assert!(
            json[part].as_str().is_some_and(|said| !said.is_empty()),
            "{part}: {json:#}"
        );
    }
    let seed = json["seed"].to_string();
    batch
        .grade(&["--exercise", "primes", "--seed", &seed])
        .unwrap();
    assert_eq!(graded(), first);
    for part in ["workbook", "toolchain", "sandbox", "limits", "seed"] {
        assert_eq!(batch.json()[part], json[part]);
    }
}

#[test]
fn one_student_is_judged_again_or_alone_and_all_others_stay() {
    let batch = Batch::new();
    for student in ["ada", "bob", "cy"] {
        batch.hand_in(&format!("{student}/primes/src/lib.rs"), hostile("wrong"));
    }
    let mark = || {
        let mut json = batch.json();
        for row in json["rows"].as_array_mut().unwrap() {
            row["message"] = "kept".into();
        }
        fs::write(batch.out().join("grades.json"), json.to_string()).unwrap();
    };
    let kept = || -> Vec<bool> {
        let json = batch.json();
        let rows = json["rows"].as_array().unwrap().iter();
        rows.map(|row| row["message"] == "kept").collect()
    };
    // On its own: nobody else is judged, and the batch knows that it lacks them.
    batch
        .grade(&["--exercise", "primes", "--only", "bob"])
        .unwrap();
    assert_eq!(kept(), [false]);
    assert_eq!(batch.json()["complete"], false);
    batch.check_reports();
    batch.grade(&["--exercise", "primes", "--resume"]).unwrap();
    assert_eq!(batch.json()["complete"], true);
    let seed = batch.json()["seed"].clone();

    mark();
    batch
        .grade(&["--exercise", "primes", "--regrade", "bob"])
        .unwrap();
    assert_eq!(kept(), [true, false, true]);
    assert_eq!(batch.json()["seed"], seed);

    // What is new is judged, but only where it was asked for.
    mark();
    batch.hand_in("ada/primes/src/lib.rs", solution());
    batch.hand_in("cy/primes/src/lib.rs", solution());
    batch
        .grade(&["--exercise", "primes", "--only", "cy", "bob"])
        .unwrap();
    assert_eq!(kept(), [true, true, false]);
    assert_eq!(batch.row("cy")["verdict"], "pass");
    assert_eq!(batch.json()["complete"], true);

    for (arguments, words) in [
        (
            ["--regrade", "eve"],
            "there is no student `eve`; there are: ada, bob, cy",
        ),
        (
            ["--only", "eve"],
            "neither an exercise of this run nor a student",
        ),
    ] {
        let before = batch.read("grades.json");
        let arguments = [&["--exercise", "primes"], &arguments[..]].concat();
        let error = batch.grade(&arguments).unwrap_err();
        assert!(
            error.is_usage() && error.to_string().contains(words),
            "{error}"
        );
        assert_eq!(batch.read("grades.json"), before);
    }
}

#[test]
fn points_that_a_person_fills_in_are_merged_and_outlive_another_run() {
    let batch = Batch::new();
    batch.hand_in("ada/primes/src/lib.rs", hostile("wrong"));
    batch.grade(&["--exercise", "primes"]).unwrap();
    // As if a race hadn't been able to tell: whether one is can't be had on order.
    let mut json = batch.json();
    let speed = json["rows"][0]["groups"][2].as_object_mut().unwrap();
    assert_eq!(speed["name"], "speed");
    speed["verdict"] = "cannot tell".into();
    let max = speed["max_points"].as_u64().unwrap();
    json["rows"][0]["pending_points"] = max.into();
    let before = json["rows"][0]["points"].as_u64().unwrap();
    fs::write(batch.out().join("grades.json"), json.to_string()).unwrap();
    batch.grade(&["--exercise", "primes", "--resume"]).unwrap();
    let rubric = String::from_utf8(batch.read("rubric.csv")).unwrap();
    let line = format!("ada,primes,speed,{max},,");
    assert!(rubric.lines().any(|found| found == line), "{rubric}");

    let path = batch.out().join("rubric.csv");
    fs::write(
        &path,
        rubric.replace(&line, &format!("ada,primes,speed,{max},1,seen")),
    )
    .unwrap();
    let merge = ["--merge", path.to_str().unwrap()];
    assert_eq!(batch.run(&merge).unwrap(), ExitCode::SUCCESS);
    assert_eq!(
        (
            &batch.row("ada")["points"],
            &batch.row("ada")["pending_points"]
        ),
        (&(before + 1).into(), &0.into())
    );
    batch.check_reports();
    let merged = batch.json();
    batch.grade(&["--exercise", "primes", "--resume"]).unwrap();
    assert_eq!(batch.json()["rows"], merged["rows"]);

    fs::write(&path, "student,exercise,item,points\nada,primes,speed,99\n").unwrap();
    let error = batch.run(&merge).unwrap_err();
    assert!(
        error.is_usage()
            && error
                .to_string()
                .contains("rubric.csv: line 2: 99 points are more"),
        "{error}"
    );
    assert_eq!(batch.json()["rows"], merged["rows"]);

    let nowhere = Batch::new();
    let error = nowhere.run(&merge).unwrap_err();
    assert!(
        error.is_usage() && error.to_string().contains("no folder"),
        "{error}"
    );
    assert!(!nowhere.out().exists());
}

#[test]
fn a_roster_calls_students_by_its_column_and_keeps_its_others() {
    let batch = Batch::new();
    let platform = "Zoë M_7_assignsubmission_file_";
    batch.hand_in(&format!("{platform}/primes/src/lib.rs"), "no Rust");
    batch.hand_in(&format!("{platform}/primes/build.rs"), "fn main() {}");
    batch.hand_in("bob_8_10_primes.zip", "no zip");
    batch.hand_in(
        "bob_8_11_primes-1.zip",
        zip("primes/../../lib.rs", "no Rust"),
    );
    batch.hand_in("guest_9_12_notes.zip", zip("notes.txt", ""));
    let roster = batch.folder.path().join("roster.csv");
    let text = "Identifier;Full name;Mail;Group\r\nParticipant 7;Zoë M;z@x.org;=1+1\r\nParticipant 8;Bob;b@x.org;2\r\n\
                Participant 5;Cy;c@x.org;1\r\n";
    fs::write(&roster, text).unwrap();
    let roster = ["--roster", roster.to_str().unwrap(), "--roster-id", "mail"];
    batch
        .grade(&[&["--exercise", "primes"][..], &roster[..]].concat())
        .unwrap();
    let mut table = csv::Reader::from_path(batch.out().join("grades.csv")).unwrap();
    let headers = table.headers().unwrap().clone();
    assert_eq!(
        headers.iter().skip(8).collect::<Vec<_>>(),
        ["Identifier", "Full name", "Mail", "Group"]
    );
    let rows: Vec<Vec<String>> = table
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row[0].as_str(),
                row[4].as_str(),
                row[8].as_str(),
                row[11].as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("b@x.org", "not-gradable", "Participant 8", "2"),
            ("c@x.org", "missing", "Participant 5", "1"),
            ("guest_9", "missing", "", ""),
            ("z@x.org", "build-error", "Participant 7", "'=1+1"),
        ]
    );
    assert!(rows[0][7].contains("leads out of it"), "{}", rows[0][7]);
    let json = batch.json();
    assert_eq!(json["unlisted"], serde_json::json!(["guest_9"]));
    let of_bob = &json["handed_in"]["b@x.org"];
    assert_eq!(of_bob["from"], serde_json::json!(["bob_8_11_primes-1.zip"]));
    assert!(
        of_bob["notes"][0]
            .as_str()
            .unwrap()
            .contains("more than once")
    );
    let of_zoe = &json["handed_in"]["z@x.org"]["ignored"]["files"][0];
    assert_eq!(of_zoe["path"], "primes/build.rs");
}

#[test]
fn a_roster_that_comes_later_takes_over_what_was_judged_under_other_names() {
    let batch = Batch::new();
    let platform = "Zoë M_7_assignsubmission_file_";
    batch.hand_in(&format!("{platform}/primes/src/lib.rs"), "no Rust");
    batch.hand_in("Bob_8_assignsubmission_file_/primes/src/lib.rs", "nor here");
    batch.grade(&["--exercise", "primes"]).unwrap();
    let mut json = batch.json();
    for row in json["rows"].as_array_mut().unwrap() {
        row["message"] = "kept".into();
    }
    fs::write(batch.out().join("grades.json"), json.to_string()).unwrap();
    batch.hand_in(
        "Bob_8_assignsubmission_file_/primes/src/lib.rs",
        "still not",
    );

    let roster = batch.folder.path().join("roster.csv");
    let text =
        "Identifier,Mail\nParticipant 7,z@x.org\nParticipant 8,b@x.org\nParticipant 9,c@x.org\n";
    fs::write(&roster, text).unwrap();
    let roster = ["--roster", roster.to_str().unwrap(), "--roster-id", "mail"];
    let resumed = [&["--exercise", "primes", "--resume"][..], &roster[..]].concat();
    batch.grade(&resumed).unwrap();
    let table = batch.table();
    let rows: Vec<_> = table
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let expected = [
        ("b@x.org", "build-error"),
        ("c@x.org", "missing"),
        ("z@x.org", "build-error"),
    ];
    assert_eq!(rows, expected);
    assert_eq!(batch.row("z@x.org")["message"], "kept");
    assert_ne!(batch.row("b@x.org")["message"], "kept");
    // Nothing is left of the old names: as many files as students.
    batch.check_reports();

    // What was listed as missing has been handed in after all, as the next roster shows.
    let mut json = batch.json();
    let rows = json["rows"].as_array_mut().unwrap();
    for row in rows.iter_mut().filter(|row| row["student"] == "z@x.org") {
        row["student"] = "Zoë M_7".into();
    }
    fs::write(batch.out().join("grades.json"), json.to_string()).unwrap();
    batch.grade(&resumed).unwrap();
    assert_eq!(batch.table().len(), 3);
    assert_eq!(batch.row("z@x.org")["message"], "kept");
}

#[test]
fn a_pattern_for_names_is_checked_before_anything_is_graded() {
    let batch = Batch::new();
    batch.hand_in("w3-ada/primes/src/lib.rs", "no Rust");
    let arguments = ["grade", "in", "--out", "out", "--id-pattern", "w3-(.*)"];
    let error = CommandLine::try_parse_from(arguments)
        .unwrap_err()
        .to_string();
    assert!(error.contains("(?<id>"), "{error}");
    let by = |pattern| batch.grade(&["--exercise", "primes", "--id-pattern", pattern]);
    let error = by("^w4-(?<id>.*)").unwrap_err();
    assert!(
        error.is_usage() && error.to_string().contains("w3-ada"),
        "{error}"
    );
    assert!(!batch.out().join("grades.json").exists());
    by("^w3-(?<id>.*)").unwrap();
    assert_eq!(batch.row("ada")["verdict"], "build-error");
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
    let exercise =
        serde_json::json!({"name": "squares", "max_points": 10, "goal": null, "hints": []});
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
