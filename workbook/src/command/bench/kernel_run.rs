//! One kernel's run: from the program's rows to a record.

use std::path::Path;
use std::process::Command;

use workbook_pages::record::{FORMAT, Language, Machine, Record, Row, Run};

use super::Args;
use super::child::{lines, parsed};
use super::error::BenchError;
use super::kernels::Kernel;
use super::records;
use crate::cargo;
use crate::python::Peer;

/// Measures one kernel.
pub fn record(
    args: &Args,
    root: &Path,
    program: &Path,
    kernel: &Kernel,
    peer: Option<&Peer>,
    machine: &Machine,
) -> Result<Record, BenchError> {
    // Before the run: whoever edits the code while it runs gets a stale record, not a false one.
    let sources = records::fingerprints(root, kernel)?;
    let command = command(args, root, program, kernel, peer);
    let rows: Vec<Row> = match lines(command, |line| line.starts_with('{')) {
        Ok(lines) => parsed(&lines, &kernel.name, "row")?,
        Err(BenchError::Failed { status, .. })
            if args.reference && status.code() == Some(STRICT) =>
        {
            return Err(BenchError::Incomplete {
                kernel: kernel.name.clone(),
            });
        }
        Err(error) => return Err(error),
    };
    let rounds = rows
        .iter()
        .map(|row| row.samples_s.len())
        .max()
        .unwrap_or(0);
    let with_python = rows.iter().any(|row| row.language == Language::Python);
    Ok(Record {
        format: FORMAT,
        kernel: kernel.name.clone(),
        machine: machine.clone(),
        run: Run {
            date: now(),
            quick: args.quick,
            rounds: u32::try_from(rounds).unwrap_or(u32::MAX),
            python: peer
                .filter(|_| with_python)
                .map(|peer| peer.versions.clone()),
            sources,
        },
        rows,
    })
}

/// What `measure --strict` exits with when a twin fails.
const STRICT: i32 = 2;

fn command(
    args: &Args,
    root: &Path,
    program: &Path,
    kernel: &Kernel,
    peer: Option<&Peer>,
) -> Command {
    if let Some(bench) = &kernel.bench {
        let mut command = cargo::command();
        command
            .args(["bench", "--package", "listings", "--bench", bench, "--"])
            .current_dir(root);
        if args.quick {
            command.arg("--quick");
        }
        return command;
    }
    let mut command = Command::new(program);
    command.current_dir(root);
    if args.quick {
        command.arg("--quick");
    }
    if args.reference {
        command.arg("--strict");
    }
    if let Some(peer) = peer {
        command.arg("--python").arg(&peer.interpreter);
    }
    command.arg(&kernel.name);
    command
}

/// The time of day in UTC, to the second: `2026-11-22T10:50:00Z`.
pub fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}
