//! `evidence`: what it counts, what it keeps, and what it does without.

mod common;

use std::process::Command;

use common::{Ran, repository};
use workbook_pages::evidence::Evidence;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command
        .arg("evidence")
        .args(arguments)
        .current_dir(repository());
    command
}

#[test]
fn bytes_and_registers_of_a_kernel_are_shown_and_what_is_missing_is_told() {
    let ran = Ran::new(command(&["double", "--json"]).output().unwrap());
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let evidence: Evidence = serde_json::from_str(&ran.stdout).unwrap();
    let asked = |name: &str| {
        evidence
            .bytes
            .iter()
            .find(|row| row.variant == name)
            .unwrap()
            .asked
    };
    assert_eq!((asked("arrays"), asked("zip")), (8 * evidence.numbers, 0));
    assert!(
        evidence.sources.contains_key("book/listings/src/double.rs"),
        "{evidence:?}"
    );
    assert!(
        evidence.sources.contains_key("rust-toolchain.toml"),
        "{evidence:?}"
    );
    match &evidence.instructions {
        Some(instructions) => {
            let count = |name: &str| {
                instructions
                    .rows
                    .iter()
                    .find(|row| row.variant == name)
                    .unwrap()
                    .count
            };
            assert!(count("simd") < count("loop"), "{instructions:?}");
        }
        None => assert!(
            ran.stderr.contains("instructions are not counted"),
            "{ran:#?}"
        ),
    }
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        let wide = evidence
            .code
            .iter()
            .find(|copy| copy.variant == "simd" && copy.level == "AVX-512")
            .unwrap();
        assert!(
            wide.packed > 0
                && wide.bits == 512
                && wide.body.iter().any(|line| line.contains("zmm")),
            "{wide:?}"
        );
    } else {
        assert!(
            ran.stderr.contains("machine code is looked at on Linux"),
            "{ran:#?}"
        );
    }
}

#[test]
fn an_unknown_kernel_is_refused() {
    let ran = Ran::new(command(&["duoble"]).output().unwrap());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:#?}");
    assert!(ran.stderr.contains("no evidence of `duoble`"), "{ran:#?}");
}
