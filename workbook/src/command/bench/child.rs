//! Programs that `bench` runs, and what they print.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use super::error::BenchError;
use super::progress::Bar;
use super::stop::{Stop, apart};

/// Runs a program that answers at once and returns the lines it prints. What it says on standard error goes to ours.
pub fn lines(mut command: Command) -> Result<Vec<String>, BenchError> {
    let shown = shown(&command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| BenchError::Start {
            command: shown.clone(),
            source,
        })?;
    if !output.status.success() {
        return Err(BenchError::Failed {
            command: shown,
            status: output.status,
        });
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(str::to_owned).collect())
}

/// Whether a program can be asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// It listens on its standard input for the word `stop`.
    Listens,
    /// It can only be ended.
    Deaf,
}

/// Runs a program and hands on each line that it prints, until its output ends; `stop` may end it before.
pub fn follow(
    mut command: Command,
    manners: Manners,
    stop: &Stop,
    bar: &Bar,
    mut line: impl FnMut(&str),
) -> Result<ExitStatus, BenchError> {
    let shown = shown(&command);
    let start = |source| BenchError::Start {
        command: shown.clone(),
        source,
    };
    let listens = manners == Manners::Listens;
    let either = |piped, other: fn() -> Stdio| if piped { Stdio::piped() } else { other() };
    let mut child = apart(&mut command)
        .stdin(either(listens, Stdio::null))
        .stdout(Stdio::piped())
        // What a program draws by itself, such as cargo's bar, needs the terminal.
        .stderr(either(listens, Stdio::inherit))
        .spawn()
        .map_err(start)?;
    stop.begin(&mut child);
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let stderr = child.stderr.take().map(BufReader::new);
    let read = std::thread::scope(|scope| {
        if let Some(stderr) = stderr {
            scope.spawn(move || {
                for said in stderr.split(b'\n').map_while(Result::ok) {
                    bar.say(String::from_utf8_lossy(&said).trim_end());
                }
            });
        }
        let read = stdout.lines().try_for_each(|text| {
            line(&text?);
            Ok(())
        });
        let status = child.wait();
        // Before the reader of its standard error is waited for: a child of its own may hold that open.
        stop.end();
        read.and(status)
    });
    read.map_err(start)
}

/// The command as somebody would type it, without the folders of this machine.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Each line as what it should be.
pub fn parsed<T: serde::de::DeserializeOwned>(
    lines: &[String],
    command: &str,
    what: &'static str,
) -> Result<Vec<T>, BenchError> {
    let parse = |line: &String| {
        serde_json::from_str(line).map_err(|_| BenchError::Garbled {
            command: command.to_owned(),
            what,
            line: line.clone(),
        })
    };
    lines.iter().map(parse).collect()
}
