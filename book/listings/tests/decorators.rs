//! The decorators lesson's Python cells keep their promises, and its greeter asks on a real terminal's terms.

mod python;

use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn the_python_cells_keep_their_promises() {
    python::cells_keep_their_promises("decorators.py");
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
