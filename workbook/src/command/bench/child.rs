//! Programs that `bench` runs, and what they print.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::BenchError;

/// Runs a program and returns the lines it prints that are wanted. What it says on standard error goes to ours.
pub fn lines(
    mut command: Command,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<String>, BenchError> {
    let shown = shown(&command);
    let start = |source| BenchError::Start {
        command: shown.clone(),
        source,
    };
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let lines: Result<Vec<String>, _> = stdout.lines().collect();
    let status = child.wait().map_err(start)?;
    if !status.success() {
        return Err(BenchError::Failed {
            command: shown,
            status,
        });
    }
    Ok(lines
        .map_err(start)?
        .into_iter()
        .filter(|line| wanted(line))
        .collect())
}

/// The command as somebody would type it, without the folders of this machine.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

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
