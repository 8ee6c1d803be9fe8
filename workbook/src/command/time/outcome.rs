//! Running a snippet's program, and reading what it left.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use stopwatch::{Samples, Timing};

use super::TimeError;
use super::compile::Place;

/// What came of a snippet.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// The times of its expressions.
    Timed(Vec<Timing>),
    /// It panicked.
    Panicked(Panic),
}

/// A panic of the snippet.
#[derive(Debug, PartialEq, Eq)]
pub struct Panic {
    /// What it said.
    pub message: String,
    /// Line and column of the program's source, from one; `None` if it was in another file.
    pub at: Option<(usize, usize)>,
}

/// Runs the program to its end. Its standard output is the snippet's; `quiet` sends it where errors go.
pub fn run(program: &Path, place: &Place, runs: u32, quiet: bool) -> Result<Outcome, TimeError> {
    let left = place.file("outcome");
    let start = |source| TimeError::Start {
        command: "the snippet".to_owned(),
        source,
    };
    let mut command = Command::new(program);
    command
        .arg(&left)
        .arg(runs.to_string())
        // Never written to: the program ends when this end is closed, which an interrupted command does, too.
        .stdin(Stdio::piped());
    if quiet {
        command.stdout(std::io::stderr());
    }
    let mut child = command.spawn().map_err(start)?;
    let held = child.stdin.take();
    let status = child.wait().map_err(start)?;
    drop(held);
    match std::fs::read_to_string(&left) {
        Ok(text) => read(&text),
        Err(_) => Err(TimeError::Ended(status, why(status))),
    }
}

/// Why a process can end without a panic.
fn why(status: ExitStatus) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        match status.signal() {
            Some(6) => {
                return "it aborted, as a stack that overflows does, or a panic inside a panic";
            }
            Some(11 | 7) => return "it touched memory that isn't its own",
            Some(9) => return "it was killed; did it ask for more memory than there is?",
            Some(_) => return "it was stopped from outside",
            None => {}
        }
    }
    let _ = status;
    "does it call `exit`, or return from its set-up?"
}

fn read(text: &str) -> Result<Outcome, TimeError> {
    if let Some(rest) = text.strip_prefix("panic\n") {
        let mut parts = rest.splitn(4, '\n');
        let own = parts.next() == Some("true");
        let mut number = || parts.next().and_then(|part| part.parse().ok());
        let at = number().zip(number()).filter(|_| own);
        return Ok(Outcome::Panicked(Panic {
            message: parts.next().unwrap_or_default().to_owned(),
            at,
        }));
    }
    let timings: Vec<Timing> = text.lines().map(timing).collect::<Result<_, _>>()?;
    if timings.is_empty() {
        return Err(TimeError::Garbled(
            "there are none; does the set-up return before its end?".to_owned(),
        ));
    }
    Ok(Outcome::Timed(timings))
}

fn timing(line: &str) -> Result<Timing, TimeError> {
    let garbled = || TimeError::Garbled(line.to_owned());
    let mut words = line.split(' ');
    let loops = words
        .next()
        .and_then(|word| word.parse().ok())
        .ok_or_else(garbled)?;
    let samples: Option<Vec<f64>> = words.map(|word| word.parse().ok()).collect();
    let samples = Samples::new(samples.ok_or_else(garbled)?).map_err(|_| garbled())?;
    Ok(Timing { samples, loops })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_panics_are_read() {
        let Outcome::Timed(timings) = read("1000 1e-6 2.5e-6\n1 0.5\n").unwrap() else {
            panic!("no times");
        };
        assert_eq!(
            (timings[0].loops, timings[0].samples.as_slice()),
            (1000, &[1e-6, 2.5e-6][..])
        );
        assert_eq!(timings[1].samples.median(), 0.5);
        let panicked = |own: &str, at| {
            let expected = Panic {
                message: "two\nlines".to_owned(),
                at,
            };
            assert_eq!(
                read(&format!("panic\n{own}\n12\n5\ntwo\nlines")).unwrap(),
                Outcome::Panicked(expected)
            );
        };
        panicked("true", Some((12, 5)));
        panicked("false", None);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "x 1\n", "1000\n", "1000 -1\n", "1 nan\n"] {
            assert!(matches!(read(text), Err(TimeError::Garbled(_))), "{text:?}");
        }
    }
}
