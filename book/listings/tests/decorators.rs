//! The decorators lesson's Python cells keep their promises, and its greeter asks on a real terminal's terms.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
    let cells = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/decorators.py");
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

/// What the example `make_sure` prints when these lines are typed, and whether it succeeds.
fn greeter(typed: &str) -> (String, bool) {
    let mut greeter = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--package",
            "listings",
            "--example",
            "make_sure",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("cargo runs this test");
    let mut keyboard = greeter.stdin.take().expect("it is piped");
    keyboard
        .write_all(typed.as_bytes())
        .expect("the greeter reads on");
    drop(keyboard);
    let output = greeter.wait_with_output().expect("it ends");
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        output.status.success(),
    )
}

#[test]
fn the_greeter_asks_until_it_is_told() {
    let question = "are you sure you want to greet the world? [y/n] ";
    assert_eq!(
        greeter("well\ny\n"),
        (format!("{question}{question}Hello world\n"), true)
    );
    assert_eq!(
        greeter("n\r\n"),
        (format!("{question}Nobody was greeted.\n"), true)
    );
    assert_eq!(
        greeter(""),
        (question.to_owned(), false),
        "nobody answers, so nobody is greeted"
    );
}
