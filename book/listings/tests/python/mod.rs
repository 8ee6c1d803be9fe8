//! The Python that tests run, and a word where there is none.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The first interpreter for which `check` succeeds: that of `WORKBOOK_PYTHON`, of `.workbook/python`, or on the path.
///
/// `needed` says what it is to have, for the line that tells what was left out.
pub fn interpreter(check: &str, needed: &str, left_out: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.workbook/python");
    let told = std::env::var_os("WORKBOOK_PYTHON").map(PathBuf::from);
    let found = told
        .into_iter()
        .chain(["bin/python", "Scripts/python.exe"].map(|python| folder.join(python)))
        .chain(["python3", "python"].map(PathBuf::from))
        .find(|python| {
            let output = Command::new(python).args(["-c", check]).output();
            output.is_ok_and(|output| output.status.success())
        });
    if found.is_none() {
        // Written past the test harness, which shows only what failing tests say.
        let _ = writeln!(
            std::io::stderr(),
            "left out: {left_out}. There is no {needed} in .workbook/python or on the path, \
             and WORKBOOK_PYTHON names none."
        );
    }
    found
}

/// Runs a file of `book/listings/python`, which must succeed.
pub fn run(python: &Path, file: &str) -> Output {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("python")
        .join(file);
    let output = Command::new(python)
        .arg(&path)
        .output()
        .expect("it ran a moment ago");
    assert!(
        output.status.success(),
        "{} {}:\n{}",
        python.display(),
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs the cells of a page, which check themselves. They need nothing but Python.
pub fn cells_keep_their_promises(file: &str) {
    let check = "import sys; sys.exit(sys.version_info < (3, 8))";
    if let Some(python) = interpreter(check, "Python 3.8 or later", file) {
        run(&python, file);
    }
}
