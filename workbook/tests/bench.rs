//! `bench`: what it measures, what it keeps, and what it refuses.

mod common;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use common::{Copy, Ran};
use workbook_pages::record::{Language, Record};

const OWN: &str = ".workbook/measurements/powers.json";

/// The one copy that these tests share, by turns, with nothing of the reader's in it: what measures is built once.
fn shared_copy() -> MutexGuard<'static, Copy> {
    static COPY: OnceLock<Mutex<Copy>> = OnceLock::new();
    let copy = COPY
        .get_or_init(|| Mutex::new(Copy::new()))
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let own = copy.path(".workbook");
    if own.exists() {
        std::fs::remove_dir_all(own).unwrap();
    }
    copy
}

/// The names of the files in a folder of the copy, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

fn refused(ran: &Ran, naming: &[&str]) {
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert_eq!(ran.stdout, "", "{ran:#?}");
    for word in naming {
        assert!(ran.stderr.contains(word), "{word:?} is not in {ran:#?}");
    }
}

#[test]
fn rows_are_printed_and_kept_and_measured_again_only_when_code_changes() {
    let copy = shared_copy();
    copy.write(OWN, "{ half a rec");
    let ran = copy.run(&["bench", "powers", "--quick", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");

    let keys = [
        "kernel",
        "variant",
        "language",
        "size",
        "threads",
        "median_s",
        "low_s",
        "high_s",
        "ceiling",
        "share_of_ceiling",
    ];
    for line in ran.stdout.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let row = row.as_object().unwrap();
        assert_eq!(row.len(), keys.len(), "{line}");
        assert!(keys.iter().all(|key| row.contains_key(*key)), "{line}");
        assert!(row["low_s"].as_f64() > Some(0.0), "{line}");
    }

    let record = Record::read(&copy.path(OWN)).unwrap();
    assert_eq!(record.rows.len(), ran.stdout.lines().count());
    assert!(record.run.quick && record.run.python.is_none());
    assert!(!record.machine.cpu.is_empty() && record.machine.flags.starts_with("release"));
    for row in &record.rows {
        assert_eq!(row.samples_s.len(), record.run.rounds as usize, "{row:?}");
        assert_eq!(row.core_s.is_some(), cfg!(unix), "{row:?}");
    }
    assert_eq!(names(&copy.path(".workbook/history")).len(), 1);
    let aside = names(&copy.path(".workbook/measurements"));
    assert!(
        aside
            .iter()
            .any(|name| name.starts_with("powers.json.bad-")),
        "{aside:?}"
    );
    assert!(ran.stderr.contains("not one of format"), "{}", ran.stderr);

    let again = copy.run(&["bench", "powers", "--quick", "--stale", "--json"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (Some(0), ""),
        "{again:#?}"
    );
    assert!(
        again.stderr.contains("nothing was measured"),
        "{}",
        again.stderr
    );

    let code = "book/listings/src/powers.rs";
    copy.edit(code, "x * x * x.sqrt()", "x.sqrt() * x * x");
    let changed = copy.run(&["bench", "powers", "--quick", "--stale"]);
    assert_eq!(changed.code, Some(0), "{changed:#?}");
    for words in ["x^3, 1 thread", "squaring", "µs", OWN] {
        assert!(
            changed.stdout.contains(words),
            "{words:?} is not in {changed:#?}"
        );
    }
    let remeasured = Record::read(&copy.path(OWN)).unwrap();
    assert_ne!(remeasured.run.sources[code], record.run.sources[code]);

    let unknown = copy.run(&["bench", "pwoers"]);
    refused(&unknown, &["pwoers", "powers", "timing"]);
}

#[test]
fn ceilings_are_measured_in_seconds_and_give_the_rows_that_follow_their_shares() {
    let copy = shared_copy();
    let started = std::time::Instant::now();
    let ran = copy.run(&["bench", "sum", "ceiling", "--quick", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    // A bound so wide that only a run that hangs passes it: how long it takes is no verdict.
    assert!(started.elapsed().as_secs() < 600);
    let rows: Vec<serde_json::Value> = { ran.stdout.lines() }
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kernel: &'static str| rows.iter().filter(move |row| row["kernel"] == kernel);
    let variants: std::collections::BTreeSet<&str> = of("ceiling")
        .map(|row| row["variant"].as_str().unwrap())
        .collect();
    for variant in [
        "read",
        "copy",
        "triad",
        "triad-streaming",
        "scalar",
        "simd",
        "add",
        "spawn",
    ] {
        assert!(
            variants.contains(variant),
            "{variant} is not in {variants:?}"
        );
    }
    assert!(
        of("ceiling").all(|row| row["median_s"].as_f64() > Some(0.0) && row["ceiling"].is_null())
    );
    assert!(of("sum").count() > 0);
    for row in of("sum") {
        let ceiling = row["ceiling"].as_str().unwrap_or_else(|| panic!("{row}"));
        assert!(
            ceiling.ends_with("bandwidth") || ceiling == "arithmetic",
            "{row}"
        );
        assert!(row["share_of_ceiling"].as_f64() > Some(0.0), "{row}");
    }
    let kept = Record::read(&copy.path(".workbook/measurements/ceiling.json")).unwrap();
    assert!(kept.run.quick && kept.rows.len() == of("ceiling").count());

    let shown = copy.run(&["bench", "sum", "--quick"]);
    assert!(shown.stdout.contains(" % of "), "{shown:#?}");
}

#[test]
fn quick_references_are_refused() {
    let copy = shared_copy();
    refused(
        &copy.run(&["bench", "powers", "--reference", "--quick"]),
        &["--quick"],
    );
}

/// An interpreter that knows one answer to `--check` and one to every request.
#[cfg(unix)]
fn interpreter(folder: &Path, check: &str, answer: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("python3");
    let script = format!(
        "#!/bin/sh\n[ \"$2\" = --check ] && {{ echo '{check}'; exit; }}\nwhile read -r request; do echo '{answer}'; done\n"
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[cfg(unix)]
const VERSIONS: &str =
    r#""versions":{"python":"3.11.7","numpy":"2.2.6","numba":"0.61.2","svml":true}"#;

#[cfg(unix)]
#[test]
fn a_reference_needs_the_pinned_peer() {
    let copy = shared_copy();
    let before = names(&copy.path("book/measurements"));
    let folder = tempfile::tempdir().unwrap();
    let without = |found: &str| {
        let packages = format!(r#""packages":{{"numpy":{{"wanted":"2.2.6","found":{found}}}}}"#);
        let python = interpreter(folder.path(), &format!("{{{VERSIONS},{packages}}}"), "{}");
        let mut command = copy.command(&["bench", "powers", "--reference"]);
        // A second interpreter of that name on the path would be found too, hence ours in front.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(folder.path().to_owned()).chain(std::env::split_paths(&path));
        std::fs::copy(&python, folder.path().join("python")).unwrap();
        command.env("PATH", std::env::join_paths(paths).unwrap());
        Ran::new(command.env("WORKBOOK_PYTHON", python).output().unwrap())
    };
    refused(
        &without("null"),
        &["without numpy", "python3 -m venv .workbook/python"],
    );
    refused(
        &without(r#""2.4.0""#),
        &["numpy 2.4.0 (pinned: 2.2.6)", "pip install -r"],
    );
    assert_eq!(names(&copy.path("book/measurements")), before);
}

#[cfg(unix)]
#[test]
fn a_twin_that_fails_is_left_out_of_a_reader_s_record_and_stops_a_reference() {
    let copy = shared_copy();
    let before = names(&copy.path("book/measurements"));
    let folder = tempfile::tempdir().unwrap();
    let check = format!(r#"{{{VERSIONS},"packages":{{}}}}"#);
    let python = interpreter(folder.path(), &check, r#"{"error":"ValueError: it broke"}"#);
    let run = |arguments: &[&str]| {
        let mut command = copy.command(arguments);
        Ran::new(command.env("WORKBOOK_PYTHON", &python).output().unwrap())
    };

    let own = run(&["bench", "powers", "--python", "--quick", "--json"]);
    assert_eq!(own.code, Some(0), "{own:#?}");
    assert!(
        own.stderr
            .contains("python powers/pure at x^2 is left out: ValueError: it broke")
    );
    let record = Record::read(&copy.path(OWN)).unwrap();
    assert!(record.rows.iter().all(|row| row.language == Language::Rust));
    assert_eq!(record.run.python, None);

    let reference = run(&["bench", "powers", "--reference"]);
    refused(
        &reference,
        &["ValueError: it broke", "no reference record was written"],
    );
    assert_eq!(names(&copy.path("book/measurements")), before);
}
