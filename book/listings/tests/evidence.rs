//! What pages say of bytes is what the code asks for today; instructions are counted where something can count them.

use std::path::{Path, PathBuf};
use std::process::Command;

use listings::evidence::SUBJECTS;
use listings::evidence::instructions::Counter;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_evidence");

fn printed(words: &[&str]) -> Vec<Value> {
    let output = Command::new(PROGRAM).args(words).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn kept(kernel: &str) -> Value {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../measurements/evidence/{kernel}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_bytes_that_pages_show_are_what_the_code_asks_for() {
    let names: Vec<&str> = SUBJECTS
        .iter()
        .filter(|subject| subject.allocates)
        .map(|subject| subject.kernel)
        .collect();
    let mut words = vec!["--bytes"];
    words.extend(&names);
    let now = printed(&words);
    assert_eq!(now.len(), names.len());
    for found in now {
        let kernel = found["kernel"].as_str().unwrap();
        let (found, kept) = (found["bytes"].as_array().unwrap(), kept(kernel));
        let kept = kept["bytes"].as_array().unwrap();
        assert_eq!(found.len(), kept.len(), "{kernel}");
        for (found, kept) in found.iter().zip(kept) {
            assert_eq!(found["variant"], kept["variant"], "{kernel}");
            let differ = ["asked", "most"].iter().any(|what| {
                let apart = found[what]
                    .as_u64()
                    .unwrap()
                    .abs_diff(kept[what].as_u64().unwrap());
                // What hands work to threads asks for a little more or less each time.
                let slack = if found["variant"].as_str().unwrap().starts_with("parallel") {
                    1 << 16
                } else {
                    0
                };
                apart > slack
            });
            assert!(
                !differ,
                "{kernel}: {found} now, {kept} kept; mend it with: cargo workbook evidence {kernel} --reference"
            );
        }
    }
}

#[test]
fn every_subject_has_evidence_with_code_and_with_instructions_where_they_are_counted() {
    for subject in SUBJECTS {
        let kept = kept(subject.kernel);
        assert!(
            !kept["code"].as_array().unwrap().is_empty(),
            "{}",
            subject.kernel
        );
        assert_eq!(
            kept["instructions"].is_object(),
            subject.counted,
            "{}",
            subject.kernel
        );
    }
}

#[test]
fn a_count_of_instructions_can_be_repeated() {
    if let Err(error) = Counter::find() {
        eprintln!("left out: {error}");
        return;
    }
    let count = || -> Vec<(String, u64)> {
        let found = printed(&["--instructions", "discriminant"]).remove(0);
        let rows = found["instructions"]["rows"].as_array().unwrap().clone();
        let row = |row: &Value| {
            (
                row["variant"].as_str().unwrap().to_owned(),
                row["count"].as_u64().unwrap(),
            )
        };
        rows.iter().map(row).collect()
    };
    let first = count();
    for ((name, first), (_, second)) in first.iter().zip(&count()) {
        // A thousand equations take some thousand instructions: a handful more or less is the start.
        assert!(
            first.abs_diff(*second) <= 100,
            "{name}: {first}, then {second}"
        );
        assert!(*first >= 1000 / 2, "{name}: {first}");
    }
}
