//! What befalls a grader: it is killed, its disk is full, its folder is read-only, its input is gone. Afterwards `--resume`
//! gives what an undisturbed run gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use nix::unistd::Uid;
use serde_json::{Value, json};

use super::{ALONE, demanded, tell};
use crate::common::{Ran, repository};
use crate::exercises;

/// Where the moments of the kills come from.
const SEED: u64 = 20_261_125;

/// How often the grader is killed.
const KILLS: usize = 4;

/// Quick submissions.
const QUICK: [&str; 8] = [
    "solution",
    "hostile/wrong",
    "hostile/stub",
    "hostile/exit-0",
    "hostile/does-not-compile",
    "hostile/abort",
    "hostile/unsafe-block",
    "hostile/panic-in-a-thread",
];

/// A small class.
pub(super) struct Class {
    folder: tempfile::TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Class {
    /// A class that handed these in.
    pub fn of(fixtures: &[&str]) -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new()
            .prefix("faults-")
            .tempdir()
            .unwrap();
        exercises::write_extra(&folder.path().join("extra"), "no secret");
        let tests = repository().join("workbook/judge/tests/primes");
        for (number, fixture) in fixtures.iter().enumerate() {
            let path = folder
                .path()
                .join(format!("in/student-{number}/primes/src/lib.rs"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(tests.join(fixture).with_extension("rs"), path).unwrap();
        }
        Self {
            folder,
            _alone: alone,
        }
    }

    /// A path in the class's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command that grades into a folder; `before` are a shell's commands that are run first, where nobody else sees
    /// what they mount.
    pub fn command(&self, out: &str, arguments: &[&str], before: Option<&str>) -> Command {
        let workbook = env!("CARGO_BIN_EXE_workbook");
        let mut command = match before {
            None => Command::new(workbook),
            Some(script) => {
                let script = format!("set -e\n{script}\nexec \"$@\"\n");
                let mut command = Command::new("unshare");
                command
                    .args([
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        &script,
                        "sh",
                    ])
                    .arg(workbook);
                command
            }
        };
        command
            .current_dir(repository())
            .arg("grade")
            .arg(self.path("in"))
            .arg("--out")
            .arg(self.path(out))
            .arg("--extra")
            .arg(self.path("extra"))
            .args(["--exercise", "primes", "--jobs", "2"])
            .args(arguments)
            .env("OUT", self.path(out))
            .env("SPACE", self.path("space"));
        command
    }

    fn grade(&self, out: &str, arguments: &[&str]) -> Ran {
        Ran::new(self.command(out, arguments, None).output().unwrap())
    }

    fn undisturbed(&self) -> BTreeMap<String, Value> {
        let ran = self.grade("undisturbed", &["--seed", "faults"]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        correctness(&self.path("undisturbed"))
    }

    /// Grades what is left, and compares.
    fn assert_resumes_to(&self, out: &str, undisturbed: &BTreeMap<String, Value>) {
        let ran = self.grade(out, &["--seed", "faults", "--resume"]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        assert_eq!(&correctness(&self.path(out)), undisturbed);
    }
}

fn document(out: &Path) -> Option<Value> {
    let text = fs::read(out.join("grades.json")).ok()?;
    Some(serde_json::from_slice(&text).expect("a report is whole or isn't there"))
}

/// By student, what mustn't depend on what befell the grader: all but the race.
fn correctness(out: &Path) -> BTreeMap<String, Value> {
    let document = document(out).expect("there is a report");
    assert_eq!(document["complete"], true);
    let rows = document["rows"].as_array().unwrap().iter();
    let told = |row: &Value| {
        let groups = row["groups"].as_array().unwrap().iter();
        let cases = groups.filter(|group| group["name"] != "speed");
        json!({
            "verdict": row["verdict"],
            "unfinished": row["unfinished"],
            "cases": cases.collect::<Vec<_>>(),
        })
    };
    rows.map(|row| (row["student"].as_str().unwrap().to_owned(), told(row)))
        .collect()
}

/// The races that were run, by student.
fn speeds(document: &Value) -> BTreeMap<String, Value> {
    let rows = document["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["speed"].is_object())
        .map(|row| {
            (
                row["student"].as_str().unwrap().to_owned(),
                row["speed"].clone(),
            )
        })
        .collect()
}

/// Whether this test may mount; it says so where it may not.
fn may_mount(what: &str) -> bool {
    let may = Uid::effective().is_root()
        && Command::new("unshare")
            .args(["--mount", "--propagation", "private", "true"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    assert!(
        may || !demanded("WORKBOOK_USERS", "ordinary"),
        "root may mount"
    );
    if !may {
        tell(&format!(
            "NOT TESTED: {what}, since nothing can be mounted here"
        ));
    }
    may
}

#[test]
fn a_grader_that_is_killed_at_any_moment_loses_nothing() {
    let class = Class::of(&QUICK);
    let undisturbed = class.undisturbed();
    let mut state = SEED;
    let mut measured = BTreeMap::new();
    for kill in 0..KILLS {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        // From before the first row to some of the races.
        let moment = Duration::from_millis(400 + (state >> 33) % 4000);
        let mut batch = class
            .command("killed", &["--seed", "faults", "--resume"], None)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        batch.kill().unwrap();
        batch.wait().unwrap();
        let Some(document) = document(&class.path("killed")) else {
            continue;
        };
        let after = speeds(&document);
        for (student, speed) in &measured {
            assert_eq!(
                after.get(student),
                Some(speed),
                "kill {kill}: {student} raced again"
            );
        }
        measured = after;
    }
    class.assert_resumes_to("killed", &undisturbed);
    let last = speeds(&document(&class.path("killed")).unwrap());
    for (student, speed) in &measured {
        assert_eq!(last.get(student), Some(speed), "{student} raced again");
    }
    let names = fs::read_dir(class.path("killed")).unwrap();
    let unfinished = names.filter(|name| {
        let name = name.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with(".grades-")
    });
    assert_eq!(unfinished.count(), 0, "nothing half written is left");
}

#[test]
fn a_full_disk_stops_a_batch_or_is_nobody_s_fault_and_costs_nothing() {
    if !may_mount("a full disk") {
        return;
    }
    let class = Class::of(&QUICK);
    let undisturbed = class.undisturbed();
    for folder in ["full", "space"] {
        fs::create_dir(class.path(folder)).unwrap();
    }
    // The disk with the reports is full: what is there stays whole, and it is said which file can't be written.
    let script = "mount -t tmpfs -o size=20k tmpfs \"$OUT\"\n\
         finish() { cp \"$OUT\"/grades.* \"$SPACE\"; }\n\
         \"$@\" || { rc=$?; finish; exit $rc; }\nexit 9";
    let ran = class
        .command("full", &["--seed", "faults"], Some(script))
        .output();
    let ran = Ran::new(ran.unwrap());
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("cannot write"), "{ran:#?}");
    assert!(ran.stderr.contains("No space left"), "{ran:#?}");
    let kept = document(&class.path("space")).expect("the last whole report is there");
    assert_eq!(kept["complete"], false);
    class.assert_resumes_to("space", &undisturbed);

    // The disk with the builds is full: a fault of ours, and never the student's.
    let script = "mount -t tmpfs -o size=8m tmpfs \"$SPACE\"\nexport TMPDIR=\"$SPACE\"";
    let ran = class
        .command("builds", &["--seed", "faults"], Some(script))
        .output();
    let ran = Ran::new(ran.unwrap());
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    let kept = document(&class.path("builds")).expect("the disk with the reports has room");
    let mut faults = 0;
    for row in kept["rows"].as_array().unwrap() {
        let student = row["student"].as_str().unwrap();
        let is_fault = row["verdict"] == "grader-fault";
        faults += usize::from(is_fault);
        let as_ever = row["verdict"] == undisturbed[student]["verdict"];
        assert!(is_fault || as_ever, "{row:#}");
        // What the compiler said may be the full disk's doing.
        assert_ne!(row["verdict"], "build-error", "{row:#}");
    }
    assert!(faults > 0, "{kept:#}");
    class.assert_resumes_to("builds", &undisturbed);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_before_anything_is_graded() {
    if !may_mount("a read-only folder") {
        return;
    }
    let class = Class::of(&QUICK);
    fs::create_dir(class.path("readonly")).unwrap();
    let script = "mount -t tmpfs -o ro tmpfs \"$OUT\"";
    let ran = class.command("readonly", &[], Some(script)).output();
    let ran = Ran::new(ran.unwrap());
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(
        ran.stderr.contains("cannot write reports to --out"),
        "{ran:#?}"
    );
    assert!(ran.stderr.contains("Read-only"), "{ran:#?}");
    assert!(!ran.stderr.contains("preparing"), "{ran:#?}");
}

#[test]
fn what_was_judged_stays_judged_when_its_input_is_gone() {
    let class = Class::of(&QUICK);
    let undisturbed = class.undisturbed();
    let mut batch = class
        .command("gone", &["--seed", "faults"], None)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let judged = || {
        let document = document(&class.path("gone")).unwrap_or_default();
        let rows = document["rows"].as_array().cloned().unwrap_or_default();
        let done = rows.into_iter().find(|row| row["unfinished"].is_null());
        done.map(|row| row["student"].as_str().unwrap().to_owned())
    };
    let student = loop {
        if let Some(student) = judged() {
            break student;
        }
        assert!(
            batch.try_wait().unwrap().is_none(),
            "it ended without a row"
        );
        std::thread::sleep(Duration::from_millis(20));
    };
    batch.kill().unwrap();
    batch.wait().unwrap();
    fs::remove_dir_all(class.path("in").join(student)).unwrap();
    class.assert_resumes_to("gone", &undisturbed);
}
