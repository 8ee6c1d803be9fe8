//! The Python cells of the timing lesson keep their promises.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The workbook's own Python, or the first one on the path.
fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    [
        root.join(".workbook/python/bin/python"),
        root.join(".workbook/python/Scripts/python.exe"),
        PathBuf::from("python3"),
        PathBuf::from("python"),
    ]
    .into_iter()
    .find(|python| {
        Command::new(python)
            .args(["-c", "import sys; sys.exit(sys.version_info < (3, 8))"])
            .status()
            .is_ok_and(|status| status.success())
    })
}

#[test]
fn the_python_cells_keep_their_promises() {
    let Some(python) = python() else {
        eprintln!("skipped: there is no Python 3 in .workbook/python or on the path");
        return;
    };
    let cells = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/timing.py");
    let output = Command::new(&python)
        .arg(&cells)
        .output()
        .expect("it ran a moment ago");
    assert!(
        output.status.success(),
        "{} {}:\n{}",
        python.display(),
        cells.display(),
        String::from_utf8_lossy(&output.stderr)
    );
}
