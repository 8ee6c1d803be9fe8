//! `bench` over many runs: every one is kept, compared, exchanged between machines, and none is lost when it is stopped.
//!
//! What measures here is a stand-in that takes as long as a test wants; `bench.rs` has the real one.
#![cfg(unix)]

mod common;

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::Ran;
use common::miniature::Miniature;
use common::process::is_alive;
use serde_json::Value;
use workbook_pages::record::Record;

impl Miniature {
    fn run(&self, words: &[&str]) -> Ran {
        Ran::new(self.command(words).output().unwrap())
    }

    #[track_caller]
    fn done(&self, words: &[&str]) -> Ran {
        let ran = self.run(words);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran
    }

    /// Measures `quick`, which takes so many microseconds.
    fn measure(&self, micros: &str) -> Ran {
        let mut command = self.command(&["bench", "quick", "--json"]);
        let ran = Ran::new(command.env("MICROS", micros).output().unwrap());
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran
    }

    /// Makes the kernels known to what measures nothing: those of the reference.
    fn publish(&self) {
        self.measure("3");
        self.write(
            "book/measurements/quick.json",
            std::fs::read(self.path(OWN)).unwrap(),
        );
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).into_iter().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Starts a run, which has the terminal's process group for its own, and waits for a file to hold what it should.
    fn start(&self, words: &[&str], file: &str, until: impl Fn(&str) -> bool) -> Running {
        for leftover in ["child", "rounds", "go"] {
            let _ = std::fs::remove_file(self.path(leftover));
        }
        let mut child = self
            .command(words)
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait("the run to come so far", || {
            if let Some(status) = child.try_wait().unwrap() {
                let mut said = String::new();
                child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                panic!("it ended before, {status}: {said}");
            }
            std::fs::read_to_string(self.path(file)).is_ok_and(|text| until(&text))
        });
        let sleeper = std::fs::read_to_string(self.path("child")).unwrap();
        Running { child, sleeper }
    }
}

const OWN: &str = ".workbook/measurements/quick.json";

/// A run that goes on, and the child of what it started.
struct Running {
    child: Child,
    sleeper: String,
}

impl Running {
    /// Sends a signal to the run, or with `group` to its whole group, as a terminal does.
    fn signal(&self, name: &str, group: bool) {
        let target = format!("{}{}", if group { "-" } else { "" }, self.child.id());
        let sent = Command::new("kill")
            .args(["-s", name, "--", &target])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end. What it started must be gone by then, too.
    fn end(self) -> Ran {
        let ran = Ran::new(self.child.wait_with_output().unwrap());
        wait("its child to be gone", || !is_alive(&self.sleeper));
        ran
    }
}

#[track_caller]
fn wait(what: &str, mut until: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !until() {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "waited in vain for {what}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn every_run_is_kept_and_the_best_and_the_latest_are_compared_with_the_reference() {
    let copy = Miniature::new();
    copy.publish();
    let nothing = Miniature::new();
    nothing.write(
        "book/measurements/quick.json",
        std::fs::read(copy.path(OWN)).unwrap(),
    );
    let none = nothing.done(&["bench", "--compare"]);
    assert_eq!(none.stdout, "");
    assert!(
        none.stderr.contains("to begin: cargo workbook bench"),
        "{none:#?}"
    );

    copy.measure("2");
    copy.write(
        "book/listings/src/code.rs",
        "pub fn f(x: f64) -> f64 { x + x }\n",
    );
    copy.measure("2.5");
    assert_eq!(copy.names(".workbook/history").len(), 3);
    let shown = Record::read(&copy.path(OWN)).unwrap();
    let better: Vec<(&str, f64)> = shown
        .run
        .best
        .iter()
        .map(|best| (best.variant.as_str(), best.median_s))
        .collect();
    assert_eq!(
        better,
        [("loop", 2e-6), ("simd", 1e-6)],
        "what the page tells of earlier runs"
    );

    let compared = copy.done(&["bench", "--compare", "quick", "--json"]);
    let lines: Vec<Value> = compared
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    let row = &lines[0];
    assert_eq!(
        (&row["variant"], &row["language"]),
        (&"loop".into(), &"rust".into())
    );
    assert_eq!(row["reference"]["median_s"], 3e-6);
    assert_eq!(row["best"]["median_s"], 2e-6);
    assert_eq!(row["latest"]["median_s"], 2.5e-6);
    assert_eq!(row["verdict"], "slower");
    assert!((row["latest_over_best"]["ratio"].as_f64().unwrap() - 1.25).abs() < 1e-9);
    assert!(row["latest_over_best"]["low"].as_f64() < Some(1.25));
    for (side, changed) in [("reference", true), ("best", true), ("latest", false)] {
        assert_eq!(row[side]["code_changed"], changed, "{side}");
    }
    assert_eq!(row["differs"], serde_json::json!(["code"]));

    let table = copy.done(&["bench", "--compare"]).stdout;
    for words in [
        "quick: 3 runs of yours",
        "1.25 of the best (1.23 to 1.28):  slower; other code",
        "2.00 µs",
        "* the code changed",
    ] {
        assert!(table.contains(words), "{words:?} is not in {table}");
    }
    // The name of a lesson takes the program; an unknown one is refused.
    assert_eq!(copy.done(&["bench", "--compare", "timing"]).stdout, table);
    let unknown = copy.run(&["bench", "--compare", "nothing"]);
    assert_eq!(unknown.code, Some(2), "{unknown:#?}");
    assert!(
        unknown
            .stderr
            .contains("there are: timing, quick, slow, deaf"),
        "{unknown:#?}"
    );
}

#[test]
fn an_export_becomes_a_column_on_another_machine_and_a_bad_one_is_refused() {
    let (here, there) = (Miniature::new(), Miniature::new());
    here.publish();
    let none = here.run(&["bench", "--export", "x.json", "slow"]);
    assert_eq!(none.code, Some(2), "{none:#?}");
    there.publish();
    let export = there.done(&["bench", "--export", "mine.json"]);
    assert!(
        export.stdout.contains("bench --add mine.json --name NAME"),
        "{export:#?}"
    );
    let file = there.path("mine.json");
    let file = file.to_str().unwrap();

    let added = here.done(&["bench", "--add", file, "--name", "ward-8"]);
    assert!(
        added.stdout.contains(".workbook/machines/ward-8"),
        "{added:#?}"
    );
    let record = Record::read(&here.path(".workbook/machines/ward-8/quick.json")).unwrap();
    assert_eq!(record.rows.len(), 2);
    here.done(&["bench", "--add", file, "--name", "ward-8", "--reference"]);
    assert!(
        here.path("book/measurements/machines/ward-8/quick.json")
            .is_file()
    );

    let text = std::fs::read_to_string(file).unwrap();
    let before = here.names(".workbook/machines");
    let bad = [
        (
            "a path for a name",
            text.clone(),
            "../../book",
            "can't be the name of a machine",
        ),
        (
            "half a file",
            text[..text.len() / 2].to_owned(),
            "x",
            "can't be added",
        ),
        (
            "a later format",
            text.replace("\"format\":1", "\"format\":2"),
            "x",
            "says format 2",
        ),
        (
            "a negative time",
            text.replace("\"low_s\":", "\"low_s\":-"),
            "x",
            "not positive and ordered",
        ),
        (
            "no number",
            text.replacen("\"median_s\":", "\"median_s\":NaN,\"x\":", 1),
            "x",
            "can't be added",
        ),
        (
            "an unknown kernel",
            text.replace("\"kernel\":\"quick\"", "\"kernel\":\"../q\""),
            "x",
            "there is no kernel `../q`",
        ),
    ];
    for (what, text, name, naming) in bad {
        here.write("bad.json", text);
        let refused = here.run(&["bench", "--add", "bad.json", "--name", name]);
        assert_eq!(refused.code, Some(2), "{what}: {refused:#?}");
        assert!(refused.stderr.contains(naming), "{what}: {refused:#?}");
    }
    assert_eq!(here.names(".workbook/machines"), before);
    let nameless = here.run(&["bench", "--add", file]);
    assert_eq!(nameless.code, Some(2), "{nameless:#?}");
}

#[test]
fn a_run_that_is_stopped_keeps_what_it_measured_and_leaves_nobody_behind() {
    let copy = Miniature::new();
    let is_ninth = |text: &str| text == "9";
    for (signal, group, code) in [
        ("INT", true, 130),
        ("INT", false, 130),
        ("TERM", false, 143),
    ] {
        let _ = std::fs::remove_dir_all(copy.path(".workbook"));
        let running = copy.start(&["bench", "--json"], "rounds", is_ninth);
        running.signal(signal, group);
        let ran = running.end();
        assert_eq!(ran.code, Some(code), "{ran:#?}");
        assert_eq!(ran.stdout.lines().count(), 4, "two rows each: {ran:#?}");
        for words in ["1 of 3 kernels were measured whole", "slow with 9 rounds"] {
            assert!(ran.stderr.contains(words), "{words:?} is not in {ran:#?}");
        }
        assert!(
            ran.stderr.contains("warning: said on standard error"),
            "{ran:#?}"
        );
        let slow = Record::read(&copy.path(".workbook/measurements/slow.json")).unwrap();
        assert!(slow.run.interrupted);
        assert_eq!((slow.run.rounds, slow.rows[0].samples_s.len()), (9, 9));
        let quick = Record::read(&copy.path(OWN)).unwrap();
        assert!(!quick.run.interrupted && quick.run.duration_s > Some(0.0));
        assert_eq!(
            copy.names(".workbook/measurements"),
            ["quick.json", "slow.json"]
        );
        assert_eq!(copy.names(".workbook/history").len(), 2);
    }
    let compared = {
        copy.write(
            "book/measurements/slow.json",
            std::fs::read(copy.path(".workbook/measurements/slow.json")).unwrap(),
        );
        copy.done(&["bench", "--compare", "slow"]).stdout
    };
    assert!(
        compared.contains("i a run that was interrupted"),
        "{compared}"
    );
}

#[test]
fn a_program_that_does_not_listen_is_ended_by_the_second_signal_and_nothing_of_it_is_kept() {
    let copy = Miniature::new();
    let running = copy.start(&["bench", "deaf"], "child", |text| !text.is_empty());
    running.signal("INT", true);
    std::thread::sleep(Duration::from_millis(100));
    running.signal("INT", true);
    let ran = running.end();
    assert_eq!(ran.code, Some(130), "{ran:#?}");
    assert!(
        ran.stderr
            .contains("was ended before it could hand over its rounds"),
        "{ran:#?}"
    );
    assert_eq!(copy.names(".workbook/measurements"), Vec::<String>::new());
}

#[test]
fn a_run_that_is_killed_leaves_whole_records_and_the_next_goes_on() {
    let copy = Miniature::new();
    let running = copy.start(&["bench"], "rounds", |text| text == "9");
    running.signal("KILL", false);
    // Nobody is left to end the child of what it started, but what it started ends itself.
    let sleeper = running.sleeper.clone();
    let ran = Ran::new(running.child.wait_with_output().unwrap());
    assert_eq!(ran.code, None, "{ran:#?}");
    assert!(
        Command::new("kill")
            .arg(&sleeper)
            .status()
            .unwrap()
            .success()
    );
    let rounds = || std::fs::read_to_string(copy.path("rounds")).unwrap();
    copy.write("go", "");
    let after = rounds();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(rounds(), after, "it goes on without anybody who wants it");
    assert_eq!(copy.names(".workbook/measurements"), ["quick.json"]);
    Record::read(&copy.path(OWN)).unwrap();
    let again = copy.done(&["bench", "quick", "--stale"]);
    assert!(again.stderr.contains("nothing was measured"), "{again:#?}");
}

#[test]
fn records_that_cannot_be_used_are_named_and_set_aside_and_the_run_goes_on() {
    let copy = Miniature::new();
    copy.measure("2");
    let whole = std::fs::read_to_string(copy.path(OWN)).unwrap();
    let broken: [(&str, Vec<u8>); 7] = [
        ("EOF", whole.as_bytes()[..whole.len() / 2].to_vec()),
        (
            "says format 0",
            whole.replace("\"format\": 1", "\"format\": 0").into(),
        ),
        (
            "not of the kernel",
            whole
                .replace("\"quick\"", "\"slow\"")
                .replace("\"slow\": false", "\"quick\": false")
                .into(),
        ),
        (
            "NaN",
            whole
                .replacen("\"median_s\": ", "\"median_s\": NaN, \"x\": ", 1)
                .into(),
        ),
        (
            "not positive and ordered",
            whole.replacen("\"low_s\": ", "\"low_s\": -", 1).into(),
        ),
        ("not UTF-8", vec![0xff, 0xfe, b'{']),
        ("larger than 16 MiB", vec![b' '; (16 << 20) + 1]),
    ];
    for (naming, bytes) in broken {
        copy.write(OWN, &bytes);
        let ran = copy.done(&["bench", "quick", "--stale", "--json"]);
        let naming = if naming == "NaN" {
            "expected value"
        } else {
            naming
        };
        assert!(
            ran.stderr.contains(naming) && ran.stderr.contains("quick.json.bad-"),
            "{naming}: {ran:#?}"
        );
        assert_eq!(ran.stdout.lines().count(), 2, "{ran:#?}");
        Record::read(&copy.path(OWN)).unwrap();
    }
    std::fs::remove_file(copy.path(OWN)).unwrap();
    copy.write(&format!("{OWN}/mine.txt"), "a folder at its place");
    let ran = copy.done(&["bench", "quick"]);
    assert!(ran.stderr.contains("it is a folder"), "{ran:#?}");
    let aside = copy.names(".workbook/measurements");
    let aside: Vec<&String> = aside.iter().filter(|name| name.contains(".bad-")).collect();
    assert_eq!(aside.len(), 8, "{aside:?}");
    // A broken reference is named, and left for its author.
    copy.write("book/measurements/quick.json", "{");
    let compared = copy.done(&["bench", "--compare"]);
    assert!(
        compared.stderr.contains("book/measurements/quick.json"),
        "{compared:#?}"
    );
    assert!(
        compared.stdout.contains("the best of them"),
        "{compared:#?}"
    );
    assert!(copy.path("book/measurements/quick.json").is_file());
}
