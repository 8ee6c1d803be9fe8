//! One kernel's run: from the program's rows to a record.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde::Deserialize;
use workbook_pages::record::{FORMAT, Language, Machine, Record, Row, Run};

use super::Args;
use super::ceilings::largest_set;
use super::child::{Manners, follow, shown};
use super::error::BenchError;
use super::kernels::Kernel;
use super::progress::{Bar, Step};
use super::records;
use super::stop::Stop;
use crate::cargo;
use crate::python::Peer;

/// What every kernel of a run is measured with.
pub struct Bench<'a> {
    /// What was asked for.
    pub args: &'a Args,
    /// The repository.
    pub root: &'a Path,
    /// The program `measure`.
    pub program: &'a Path,
    /// The Python that runs the twins.
    pub peer: Option<&'a Peer>,
    /// Where it is measured.
    pub machine: &'a Machine,
    /// Who may want it to end.
    pub stop: &'a Stop,
    /// Who watches it.
    pub bar: &'a Bar,
}

/// A line that `measure --follow` prints.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Step(Step),
    /// The last line of a run that was stopped: how many rounds it has.
    Stopped {
        stopped: usize,
    },
    Row(Box<Row>),
}

/// How a kernel's run ended.
pub enum Ended {
    /// With a record; that of a run that was stopped has the rounds that were done, and says so.
    Measured(Box<Record>),
    /// It was stopped, and the reason why nothing of it is kept.
    Lost(&'static str),
}

/// Measures one kernel.
pub fn record(bench: &Bench, kernel: &Kernel) -> Result<Ended, BenchError> {
    // Before the run: whoever edits the code while it runs gets a stale record, not a false one.
    let sources = records::fingerprints(bench.root, kernel)?;
    let (command, manners) = command(bench, kernel);
    let words = shown(&command);
    let began = Instant::now();
    let (mut rows, mut stopped, mut garbled) = (Vec::new(), None, None);
    let status = follow(command, manners, bench.stop, bench.bar, |text| {
        // An experiment's bench prints for people, too.
        if !text.starts_with('{') {
            return;
        }
        match serde_json::from_str(text) {
            Ok(Line::Step(step)) => bench.bar.step(&step),
            Ok(Line::Stopped { stopped: rounds }) => stopped = Some(rounds),
            Ok(Line::Row(row)) => rows.push(*row),
            Err(_) => garbled = garbled.take().or(Some(text.to_owned())),
        }
    })?;
    let duration = began.elapsed();
    if !status.success() {
        if bench.stop.signal().is_some() {
            return Ok(Ended::Lost(match (status.code(), manners) {
                (_, Manners::Deaf) => "an experiment is kept whole or not at all",
                (Some(STOPPED), _) => "fewer than six rounds were done, too few for an interval",
                _ => "it was ended before it could hand over its rounds",
            }));
        }
        if bench.args.reference && status.code() == Some(STRICT) {
            return Err(BenchError::Incomplete {
                kernel: kernel.name.clone(),
            });
        }
        return Err(BenchError::Failed {
            command: words,
            status,
        });
    }
    if let Some(line) = garbled {
        return Err(BenchError::Garbled {
            command: words,
            what: "row",
            line,
        });
    }
    if rows.is_empty() && bench.stop.signal().is_some() {
        return Ok(Ended::Lost("it had no row yet"));
    }
    let rounds = rows
        .iter()
        .map(|row: &Row| row.samples_s.len())
        .max()
        .unwrap_or(0);
    let with_python = rows.iter().any(|row| row.language == Language::Python);
    Ok(Ended::Measured(Box::new(Record {
        format: FORMAT,
        kernel: kernel.name.clone(),
        machine: bench.machine.clone(),
        run: Run {
            date: now(),
            quick: bench.args.quick,
            rounds: u32::try_from(rounds).unwrap_or(u32::MAX),
            interrupted: stopped.is_some(),
            duration_s: Some(duration.as_secs_f64()),
            python: bench
                .peer
                .filter(|_| with_python)
                .map(|peer| peer.versions.clone()),
            best: Vec::new(),
            sources,
        },
        rows,
    })))
}

/// What `measure --strict` exits with when a twin fails.
const STRICT: i32 = 2;
/// What `measure --follow` exits with when it is stopped with nothing to keep.
const STOPPED: i32 = 4;

fn command(bench: &Bench, kernel: &Kernel) -> (Command, Manners) {
    let Bench { args, root, .. } = bench;
    if let Some(experiment) = &kernel.bench {
        let mut command = cargo::command();
        command
            .args([
                "bench",
                "--package",
                "listings",
                "--bench",
                experiment,
                "--",
            ])
            .current_dir(root);
        if args.quick {
            command.arg("--quick");
        }
        return (command, Manners::Deaf);
    }
    let mut command = Command::new(bench.program);
    command.current_dir(root).arg("--follow");
    if args.quick {
        command.arg("--quick");
    }
    if args.reference {
        command.arg("--strict");
    }
    if let Some(peer) = bench.peer {
        command.arg("--python").arg(&peer.interpreter);
    }
    if kernel.machine {
        let largest = largest_set(bench.machine);
        command.args(["--largest", &largest.to_string()]);
    }
    command.arg(&kernel.name);
    (command, Manners::Listens)
}

/// The time of day in UTC, to the second: `2026-11-22T10:50:00Z`.
pub fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}
