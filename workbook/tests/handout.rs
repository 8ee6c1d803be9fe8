//! An instructor hands out, a student hands in, and a platform grades: each in a clean folder.
#![cfg(unix)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Copy, Ran};
use tempfile::TempDir;

/// All files below a folder, from there.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => _ = found.insert(entry.path().strip_prefix(folder).unwrap().to_owned()),
            }
        }
    }
    found
}

/// The lines of code of a file that are long enough to tell something.
fn code(path: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let lines = text.lines().map(str::trim);
    let long = lines.filter(|line| line.len() >= 30 && !line.starts_with("//"));
    long.map(str::to_owned).collect()
}

fn is_withheld(path: &Path) -> bool {
    path.starts_with("solutions") || path.starts_with("workbook/judge")
}

fn cargo(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO"));
    Ran::new(
        command
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap(),
    )
}

#[test]
fn a_hand_out_is_a_workbook_without_solutions_judge_and_history() {
    let copy = Copy::new();
    let solution = copy.read("solutions/q1/src/lib.rs");
    copy.write("exercises/q1/src/lib.rs", &solution);
    copy.write(".git/HEAD", "ref: refs/heads/main\n");
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("students");
    let ran = copy.run(&["handout", "--classroom", "--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.stdout.contains("workbook/tests/grade.rs"), "{ran:#?}");

    let handed = files(&out);
    for path in &handed {
        assert!(
            !is_withheld(path) && !path.starts_with(".git"),
            "{}",
            path.display()
        );
    }
    for kept in [
        "exercises/q1/spec.rs",
        "workbook/canvas/Cargo.toml",
        "workbook/sampler/Cargo.toml",
        "book/measurements/market.json",
        ".github/workflows/classroom.yml",
    ] {
        assert!(handed.contains(Path::new(kept)), "{kept}");
    }
    assert!(!handed.contains(Path::new("book/listings/benches/market.rs")));
    let text = |path: &str| fs::read_to_string(out.join(path)).unwrap();
    assert_eq!(
        text("exercises/q1/src/lib.rs"),
        copy.read("exercises/q1/start.rs")
    );

    // No line that stands only where students don't look.
    let (mut kept_back, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    let exercise = copy.path("exercises/q1/src/lib.rs");
    for path in files(&copy.path("")) {
        let full = copy.path(path.to_str().unwrap());
        match is_withheld(&path) {
            true if path.extension().is_some_and(|e| e == "rs") => kept_back.extend(code(&full)),
            false if full != exercise => elsewhere.extend(code(&full)),
            _ => {}
        }
    }
    let only: BTreeSet<_> = kept_back.difference(&elsewhere).collect();
    assert!(only.len() > 1000, "{}", only.len());
    for path in &handed {
        let told: Vec<_> = code(&out.join(path))
            .into_iter()
            .filter(|line| only.contains(line))
            .collect();
        assert!(told.is_empty(), "{}: {told:#?}", path.display());
    }

    // Manifests and lock file know nothing of what is gone, and cargo finds them whole.
    for path in handed
        .iter()
        .filter(|path| path.ends_with("Cargo.toml") || path.ends_with("Cargo.lock"))
    {
        let text = fs::read_to_string(out.join(path)).unwrap();
        for gone in ["solution-", "workbook-judge", "solutions/"] {
            let named = text
                .lines()
                .find(|line| line.contains(gone) && !line.trim_start().starts_with('#'));
            assert_eq!(named, None, "{}", path.display());
        }
    }
    assert!(
        text("workbook/Cargo.toml").contains("\ngrade = []\n"),
        "{}",
        text("workbook/Cargo.toml")
    );
    assert!(!text("book/listings/Cargo.toml").contains("market"));
    let versions = |lock: &str| -> BTreeSet<String> {
        let packages = lock.split("[[package]]").skip(1);
        packages
            .map(|package| package.lines().skip(1).take(2).collect())
            .collect()
    };
    let (before, after) = (
        versions(&copy.read("Cargo.lock")),
        versions(&text("Cargo.lock")),
    );
    assert!(after.is_subset(&before) && after.len() < before.len());
    let metadata = cargo(
        &out,
        &[
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
            "--locked",
        ],
    );
    assert_eq!(metadata.code, Some(0), "{metadata:#?}");
    let tree = cargo(
        &out,
        &[
            "tree",
            "--offline",
            "--locked",
            "--workspace",
            "--depth",
            "0",
        ],
    );
    assert_eq!(tree.code, Some(0), "{tree:#?}");

    // Students use it; nobody makes another from it.
    let list = Ran::new(
        Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(["list", "--json"])
            .current_dir(&out)
            .output()
            .unwrap(),
    );
    let q1 = list
        .json()
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "q1")
        .unwrap()
        .clone();
    assert_eq!(q1["state"], "untouched");
    let again = Ran::new(
        Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(["handout", "--out", "../again"])
            .current_dir(&out)
            .output()
            .unwrap(),
    );
    assert_eq!(again.code, Some(2), "{again:#?}");
    assert!(again.stderr.contains("hand-out already"), "{again:#?}");

    // A folder that is taken stays as it is, and so does the workbook.
    let taken = copy.run(&["handout", "--out", out.to_str().unwrap()]);
    assert_eq!(taken.code, Some(2), "{taken:#?}");
    assert_eq!(files(&out), handed);
    let within = copy.run(&["handout", "--out", "students"]);
    assert_eq!(within.code, Some(2), "{within:#?}");
    assert!(!copy.path("students").exists());
}

#[test]
fn a_hint_that_quotes_a_solution_stops_the_hand_out() {
    let copy = Copy::new();
    let spec = ["spec.rs", "start.rs", "race.rs"].map(|file| copy.path("exercises/q1").join(file));
    let given: BTreeSet<String> = spec.iter().flat_map(|path| code(path)).collect();
    let secret = code(&copy.path("solutions/q1/src/lib.rs"))
        .into_iter()
        .find(|line| line.contains("stretch(simd") && !given.contains(line))
        .expect("the solution works in stretches");
    let hints = copy.read("exercises/q1/hints.md");
    copy.write(
        "exercises/q1/hints.md",
        &format!("{hints}\nAs in `{secret}`.\n"),
    );
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("students");
    let ran = copy.run(&["handout", "--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(ran.stderr.contains("exercises/q1/hints.md"), "{ran:#?}");
    assert!(ran.stderr.contains(&secret), "{ran:#?}");
    assert_eq!(files(folder.path()).len(), 0);
}

fn unzipped(path: &Path) -> Vec<(String, String, u32)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let count = archive.len();
    let read = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (name, text, file.unix_mode().unwrap() & 0o777)
    };
    (0..count).map(read).collect()
}

#[test]
fn a_student_zips_what_was_worked_on_and_is_told_what_is_missing() {
    let copy = Copy::new();
    let nothing = copy.run(&["submit-zip"]);
    assert_eq!(nothing.code, Some(2), "{nothing:#?}");
    assert!(!copy.path("submission.zip").exists());

    copy.write("exercises/timeit/src/lib.rs", "// half of it\n");
    let manifest = copy.read("exercises/timeit/Cargo.toml");
    copy.write(
        "exercises/timeit/Cargo.toml",
        &format!("{manifest}\n[dependencies]\nrayon = {{ workspace = true }}\n"),
    );
    let ran = copy.run(&["submit-zip"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let said = [
        "exercises/timeit/src/lib.rs  14 bytes",
        "cargo workbook check timeit",
        "the crate `rayon`",
    ];
    for said in said {
        assert!(ran.stdout.contains(said), "{said}: {ran:#?}");
    }
    let handed = unzipped(&copy.path("submission.zip"));
    let expected = (
        "exercises/timeit/src/lib.rs".to_owned(),
        "// half of it\n".to_owned(),
        0o644,
    );
    assert_eq!(handed, [expected]);

    let named = ["submit-zip", "timeit", "q1", "timeit", "--out"];
    for out in ["a.zip", "b.zip"] {
        let ran = copy.run(&[&named[..], &[out]].concat());
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        assert!(ran.stdout.contains("as it was handed out"), "{ran:#?}");
    }
    assert_eq!(
        fs::read(copy.path("a.zip")).unwrap(),
        fs::read(copy.path("b.zip")).unwrap()
    );
    let names: Vec<_> = unzipped(&copy.path("a.zip"))
        .into_iter()
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(
        names,
        ["exercises/q1/src/lib.rs", "exercises/timeit/src/lib.rs"]
    );
    let unknown = copy.run(&["submit-zip", "q9"]);
    assert_eq!(unknown.code, Some(2), "{unknown:#?}");
}

#[test]
fn the_autograder_carries_a_submission_to_the_grader_and_its_results_back() {
    let copy = Copy::new();
    let folder = TempDir::new().unwrap();
    let zip = folder.path().join("autograder.zip");
    let ran = copy.run(&[
        "handout",
        "--gradescope",
        zip.to_str().unwrap(),
        "--exercise",
        "q1",
        "timeit",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");

    // As the platform lays it out.
    let root = folder.path().join("autograder");
    for (name, text, mode) in unzipped(&zip) {
        let path = root.join("source").join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        assert_eq!(
            mode == 0o755,
            ["setup.sh", "run_autograder"].contains(&name.as_str()),
            "{name}"
        );
    }
    for file in [
        "workbook/solutions/q1/judge.rs",
        "workbook/workbook/judge/Cargo.toml",
        "workbook/Cargo.lock",
    ] {
        assert!(root.join("source").join(file).is_file(), "{file}");
    }
    for script in ["setup.sh", "run_autograder"] {
        let checked = Command::new("bash")
            .arg("-n")
            .arg(root.join("source").join(script))
            .output()
            .unwrap();
        assert!(checked.status.success(), "{checked:?}");
    }
    let answer = root.join("submission/exercises/q1/src/lib.rs");
    fs::create_dir_all(answer.parent().unwrap()).unwrap();
    fs::write(&answer, "// an answer\n").unwrap();

    // In the grader's place, something that tells what it was asked, and what it saw.
    let grader = folder.path().join("grader");
    let run = |script: &str| {
        fs::write(&grader, format!("#!/usr/bin/env bash\nset -eu\n{script}\n")).unwrap();
        assert!(
            Command::new("chmod")
                .arg("+x")
                .arg(&grader)
                .status()
                .unwrap()
                .success()
        );
        Ran::new(
            Command::new("bash")
                .arg(root.join("source/run_autograder"))
                .env("AUTOGRADER", &root)
                .env("WORKBOOK", &grader)
                .output()
                .unwrap(),
        )
    };
    let results = root.join("results/results.json");
    let failed = run("exit 3");
    assert_eq!(failed.code, Some(3), "{failed:#?}");
    assert!(
        failed.stderr.contains("no fault of the submission"),
        "{failed:#?}"
    );
    assert!(!results.exists());
    let graded = run(
        "test \"$1 $3\" = 'grade --out'; test -f Cargo.toml; test -f \"$2/submission/exercises/q1/src/lib.rs\"\n\
         out=$4/gradescope/submission; mkdir -p \"$out\"; shift 4\n\
         echo \"{\\\"output\\\": \\\"$*\\\"}\" > \"$out/results.json\"; exit 3",
    );
    assert_eq!(graded.code, Some(0), "{graded:#?}");
    let read: serde_json::Value = serde_json::from_slice(&fs::read(&results).unwrap()).unwrap();
    assert_eq!(read["output"], "--exercise q1 --exercise timeit");

    let inside = copy.run(&[
        "handout",
        "--out",
        folder.path().join("s").to_str().unwrap(),
        "--gradescope",
        folder.path().join("s/a.zip").to_str().unwrap(),
    ]);
    assert_eq!(inside.code, Some(2), "{inside:#?}");
    assert!(!folder.path().join("s/a.zip").exists());
}
