//! Exercises from outside the repository: made, proved and graded like the workbook's own.
#![cfg(all(feature = "grade", target_os = "linux"))]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Ran, repository};
use serde_json::Value;

struct Private {
    folder: tempfile::TempDir,
}

impl Private {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn run(&self, arguments: &[&str], folders: &[&Path]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .args(arguments)
            .args(folders)
            .current_dir(repository());
        Ran::new(command.output().unwrap())
    }

    fn grade(&self, out: &str, seed: &str) -> Value {
        let [submissions, out, extra] = ["in", out, "extra"].map(|path| self.path(path));
        let folders: [&Path; 5] = [
            &submissions,
            Path::new("--out"),
            &out,
            Path::new("--extra"),
            &extra,
        ];
        let ran = self.run(
            &["grade", "--exercise", "private-mean", "--seed", seed],
            &folders,
        );
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let text = fs::read(out.join("grades.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.path().is_dir() {
            true => found.extend(everything(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found.sort();
    found
}

#[test]
fn an_exercise_of_one_s_own_is_made_proved_and_graded_outside_the_repository() {
    let private = Private::new();
    let extra = private.path("extra");
    let made = private.run(&["new", "private-mean", "--extra"], &[&extra]);
    assert_eq!(made.code, Some(0), "{made:#?}");
    assert!(made.stdout.contains("grade --extra"), "{made:#?}");
    for inside in ["exercises/private-mean", "solutions/private-mean"] {
        assert!(extra.join(inside).join("src/lib.rs").is_file());
        assert!(!repository().join(inside).exists());
    }
    let before = everything(&extra);

    let verified = private.run(&["verify", "private-mean", "--extra"], &[&extra]);
    assert_eq!(verified.code, Some(1), "{verified:#?}");
    let lines = verified.stdout.lines();
    let broken: Vec<_> = lines.filter(|line| line.contains('✗')).collect();
    let [only] = broken[..] else {
        panic!("{verified:#?}")
    };
    assert!(only.contains("nothing is left to fill in"), "{verified:#?}");
    // It is told where an author can mend it, and not where it was built.
    let place = extra.join("exercises/private-mean/spec.rs");
    let place = place.canonicalize().unwrap();
    let place = place.to_str().unwrap();
    assert!(verified.stdout.contains(place), "{place}: {verified:#?}");
    assert!(verified.stdout.contains("the solution gets full points"));

    let hand_in = |student: &str, from: &str| {
        let path = private.path(&format!("in/{student}/private-mean/src/lib.rs"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(extra.join(from), path).unwrap();
    };
    hand_in("ada", "solutions/private-mean/src/lib.rs");
    hand_in("bob", "solutions/private-mean/wrong/one_less.rs");
    hand_in("cy", "exercises/private-mean/start.rs");
    let first = private.grade("first", "autumn 2026");
    assert_eq!(first["seed_text"], "autumn 2026");
    let verdicts: Vec<_> = first["rows"].as_array().unwrap().iter().collect();
    assert_eq!(verdicts[0]["verdict"], "pass", "{first:#}");
    assert_eq!(verdicts[0]["points"], verdicts[0]["max_points"]);
    assert_eq!(verdicts[1]["verdict"], "wrong", "{first:#}");
    assert_eq!(verdicts[2]["verdict"], "panic", "{first:#}");

    // The same text gives the same cases, another one gives others.
    let again = private.grade("again", "autumn 2026");
    assert_eq!(again["rows"], first["rows"]);
    let other = private.grade("other", "autumn 2027");
    assert_ne!(other["seed"], first["seed"]);
    assert_eq!(everything(&extra), before, "the folder is only read");
}

#[test]
fn a_name_of_the_workbook_s_own_is_refused_and_so_is_a_folder_without_exercises() {
    let private = Private::new();
    fs::create_dir_all(private.path("in/ada")).unwrap();
    let extra = private.path("extra");
    let taken = private.run(&["new", "q1", "--extra"], &[&extra]);
    assert_eq!(taken.code, Some(2), "{taken:#?}");
    assert!(!extra.exists(), "nothing was written");

    let [submissions, out] = ["in", "out"].map(|path| private.path(path));
    let grade = |extra: &Path| {
        let folders: [&Path; 5] = [
            &submissions,
            Path::new("--out"),
            &out,
            Path::new("--extra"),
            extra,
        ];
        private.run(&["grade"], &folders)
    };
    fs::create_dir(&extra).unwrap();
    let nothing = grade(&extra);
    assert_eq!(nothing.code, Some(2), "{nothing:#?}");
    assert!(nothing.stderr.contains("new --extra"), "{nothing:#?}");
    let twice = grade(&repository());
    assert_eq!(twice.code, Some(2), "{twice:#?}");
    assert!(
        twice.stderr.contains("give yours another name"),
        "{twice:#?}"
    );
    assert!(!out.exists());
}
