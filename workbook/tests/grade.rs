//! `cargo workbook grade` on the exercises that students get.
#![cfg(all(feature = "grade", target_os = "linux"))]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Ran, repository};
use serde_json::Value;

/// A class whose submissions and grades lie in a folder of their own.
struct Class {
    folder: tempfile::TempDir,
}

impl Class {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder }
    }

    fn hand_in(&self, path: &str, text: &str) {
        let path = self.folder.path().join("in").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .current_dir(repository())
            .arg("grade")
            .arg(self.folder.path().join("in"));
        command.arg("--out").arg(self.out()).args(arguments);
        command
    }

    fn grade(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).output().unwrap())
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn rows(&self) -> Vec<Value> {
        let text = fs::read(self.out().join("grades.json")).unwrap_or_default();
        let json: Value = serde_json::from_slice(&text).unwrap_or_default();
        json["rows"].as_array().cloned().unwrap_or_default()
    }

    fn row(&self, student: &str) -> Value {
        let rows = self.rows();
        rows.iter()
            .find(|row| row["student"] == student)
            .unwrap_or_else(|| panic!("{student}: {rows:#?}"))
            .clone()
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

/// The solution of q1, with a first line in the body of `simulate`.
fn solution_that_first(does: &str) -> String {
    let text = read("solutions/q1/src/lib.rs");
    let function = text.find("pub fn simulate(").expect("q1 has the function");
    let body = function + text[function..].find('{').expect("it has a body") + 1;
    format!("{}\n    {does}\n{}", &text[..body], &text[body..])
}

/// A zip with one file, stored as it is.
fn zip(path: &str, text: &str) -> Vec<u8> {
    let crc = text.bytes().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    });
    let size = u32::try_from(text.len()).unwrap().to_le_bytes();
    let name = u16::try_from(path.len()).unwrap().to_le_bytes();
    // Version, flags, method, time, date, checksum, both sizes, lengths of the name and of the extra field.
    let shared = [
        &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
        &(!crc).to_le_bytes(),
        &size,
        &size,
        &name,
        &[0, 0],
    ]
    .concat();
    let local = [b"PK\x03\x04", &shared[..], path.as_bytes(), text.as_bytes()].concat();
    let central = [
        b"PK\x01\x02",
        &[20, 0][..],
        &shared,
        &[0; 14],
        path.as_bytes(),
    ]
    .concat();
    let sizes = [central.len(), local.len()].map(|size| u32::try_from(size).unwrap().to_le_bytes());
    let end = [
        b"PK\x05\x06",
        &[0, 0, 0, 0, 1, 0, 1, 0][..],
        &sizes[0],
        &sizes[1],
        &[0, 0],
    ]
    .concat();
    [local, central, end].concat()
}

#[test]
fn eight_kinds_of_submission_get_eight_rows() {
    let class = Class::new();
    let right = read("solutions/q1/src/lib.rs");
    class.hand_in("right/q1/src/lib.rs", &right);
    fs::write(
        class.folder.path().join("in/zipped.zip"),
        zip("hand-in/exercises/q1/src/lib.rs", &right),
    )
    .unwrap();
    class.hand_in("stub/q1/src/lib.rs", &read("exercises/q1/start.rs"));
    class.hand_in("wrong/lib.rs", &read("solutions/q1/wrong/columns.rs"));
    class.hand_in(
        "loops/q1/src/lib.rs",
        &solution_that_first("if seed < u64::MAX { loop { std::hint::spin_loop(); } }"),
    );
    class.hand_in(
        "exits/q1/src/lib.rs",
        &solution_that_first("if days < 99 { std::process::exit(0); }"),
    );
    class.hand_in(
        "broken/q1/src/lib.rs",
        &solution_that_first("let days: &str = days;"),
    );
    fs::create_dir(class.folder.path().join("in/empty")).unwrap();

    let begin = Instant::now();
    let ran = class.grade(&["--exercise", "q1", "--time-limit", "4"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(begin.elapsed() < Duration::from_secs(1200), "it has an end");
    assert!(ran.stdout.contains("sandbox: "), "{}", ran.stdout);

    let verdicts: Vec<_> = class
        .rows()
        .iter()
        .map(|row| {
            (
                row["student"].as_str().unwrap().to_owned(),
                row["verdict"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        ("broken", "build-error"),
        ("empty", "missing"),
        ("exits", "early-exit"),
        ("loops", "timeout"),
        ("right", "pass"),
        ("stub", "panic"),
        ("wrong", "wrong"),
        ("zipped", "pass"),
    ];
    let expected: Vec<_> = expected
        .map(|(student, verdict)| (student.to_owned(), verdict.to_owned()))
        .into();
    assert_eq!(verdicts, expected, "{ran:#?}");
    for student in ["right", "zipped"] {
        let row = class.row(student);
        // A race that can't tell on a busy machine leaves its points to the instructor.
        let all = row["points"].as_u64().unwrap() + row["pending_points"].as_u64().unwrap();
        assert_eq!(all, 20, "{row:#}");
    }
    assert_eq!(class.row("stub")["points"], 0);
    assert!(
        class.row("stub")["message"]
            .as_str()
            .unwrap()
            .contains("not yet implemented: q1")
    );
    let table = fs::read_to_string(class.out().join("grades.csv")).unwrap();
    assert_eq!(
        table.lines().next(),
        Some("student,exercise,points,max_points,verdict,speed,speed_ratio,message")
    );
    assert_eq!(table.lines().count(), 9);
}

#[test]
fn a_killed_batch_keeps_its_rows_leaves_no_process_and_can_be_resumed() {
    let class = Class::new();
    class.hand_in("a/timeit/src/lib.rs", &read("solutions/timeit/src/lib.rs"));
    class.hand_in("b/timeit/src/lib.rs", &read("exercises/timeit/start.rs"));
    let loops = "if seed < u64::MAX { loop { std::hint::spin_loop(); } }";
    class.hand_in("c/q1/src/lib.rs", &solution_that_first(loops));
    class.hand_in("d/timeit/src/lib.rs", &read("exercises/timeit/start.rs"));

    let mut batch = class
        .command(&["--time-limit", "60"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Rows come in the order of the students: a, b, and then c, which loops.
    wait_until("the first students have their rows", &mut batch, || {
        class.rows().len() >= 4
    });
    let pid = batch.id();
    wait_until("c runs", &mut batch, || descendants(pid).len() >= 2);
    let processes = descendants(pid);
    batch.kill().unwrap();
    batch.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while processes.iter().any(|pid| is_alive(*pid)) {
        assert!(Instant::now() < deadline, "a process survived the grader");
        std::thread::sleep(Duration::from_millis(20));
    }
    let kept = class.rows();
    assert!(
        kept.len() >= 4 && kept.iter().all(|row| row["student"] != "d"),
        "{kept:#?}"
    );

    class.hand_in("c/q1/src/lib.rs", &read("exercises/q1/start.rs"));
    let ran = class.grade(&["--resume", "--time-limit", "60"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(class.rows().len(), 8);
    assert_eq!(
        class.row("a"),
        *kept.iter().find(|row| row["student"] == "a").unwrap()
    );
    let of_c = class
        .rows()
        .into_iter()
        .find(|row| row["student"] == "c" && row["exercise"] == "q1")
        .unwrap();
    assert_eq!(of_c["verdict"], "panic");
}

fn wait_until(what: &str, batch: &mut Child, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(900);
    while !holds() {
        assert!(Instant::now() < deadline, "waited too long until {what}");
        assert!(
            batch.try_wait().unwrap().is_none(),
            "the batch ended before {what}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn parents() -> Vec<(u32, u32)> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|process| {
            let pid = process.file_name().to_str()?.parse().ok()?;
            let status = fs::read_to_string(process.path().join("status")).ok()?;
            let parent = status
                .lines()
                .find_map(|line| line.strip_prefix("PPid:"))?
                .trim()
                .parse()
                .ok()?;
            Some((pid, parent))
        })
        .collect()
}

fn descendants(root: u32) -> BTreeSet<u32> {
    let parents = parents();
    let mut found = BTreeSet::from([root]);
    loop {
        let more: Vec<u32> = parents
            .iter()
            .filter(|(pid, parent)| found.contains(parent) && !found.contains(pid))
            .map(|(pid, _)| *pid)
            .collect();
        if more.is_empty() {
            found.remove(&root);
            return found;
        }
        found.extend(more);
    }
}

/// A process that has ended and waits to be reaped is dead.
fn is_alive(pid: u32) -> bool {
    let status = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("status"));
    status.is_ok_and(|status| !status.contains("State:\tZ"))
}

#[test]
fn bad_input_exits_with_two_and_says_what_was_tried() {
    let class = Class::new();
    for (arguments, fragment) in [
        (&["--exercise", "q99"][..], "there is no exercise `q99`"),
        (&[], "no submission in"),
        (
            &["--exercise", "q1", "--roster", "nowhere.csv"],
            "nowhere.csv",
        ),
        (
            &["--exercise", "q1", "--extra", "/nowhere"],
            "--extra: cannot find /nowhere",
        ),
    ] {
        let ran = class.grade(arguments);
        assert_eq!(ran.code, Some(2), "{ran:#?}");
        assert!(ran.stderr.contains(fragment), "{ran:#?}");
    }
    let gone = class.folder.path().join("in");
    fs::remove_dir(&gone).unwrap();
    let ran = class.grade(&["--exercise", "q1"]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(ran.stderr.contains("doesn't exist"), "{ran:#?}");
    assert!(!class.out().exists());
}
