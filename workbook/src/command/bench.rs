//! `bench`: measures kernels and keeps records.

mod child;
mod error;
mod kernel_run;
mod kernels;
mod program;
mod records;
mod table;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use crate::cli::Failure;
use crate::command::bench::kernels::Kernel;
use crate::command::bench::records::Shelf;
use crate::machine;
use crate::python::{self, Peer};
use crate::workspace::Workspace;

pub use error::BenchError;

/// Arguments of `bench`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Lessons and kernels to measure [default: every kernel].
    #[arg(value_name = "LESSON|KERNEL|ceiling")]
    names: Vec<String>,
    /// Run the Python twins in the same rounds.
    #[arg(long)]
    python: bool,
    /// Write the reference records that the book is published with. Takes the pinned Python packages, or does nothing.
    #[arg(long, conflicts_with = "quick")]
    reference: bool,
    /// Measure only what has no record, or whose code changed since.
    #[arg(long)]
    stale: bool,
    /// Fewer and shorter rounds: a first impression.
    #[arg(long)]
    quick: bool,
    /// One line of JSON a row, in place of the tables.
    #[arg(long)]
    json: bool,
}

/// Runs `bench`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    Ok(measure(args, &workspace.root)?)
}

/// The names of everything that is measured, experiments included.
///
/// # Errors
/// When `measure` doesn't build or list.
pub fn names(root: &Path) -> Result<BTreeSet<String>, BenchError> {
    let all = kernels::list(&program::build(root)?)?;
    Ok(all.into_iter().map(|kernel| kernel.name).collect())
}

fn measure(args: &Args, root: &Path) -> Result<ExitCode, BenchError> {
    if args.names.iter().any(|name| name == "ceiling") {
        return Err(BenchError::Ceiling);
    }
    let peer = find_peer(args, root)?;
    let program = program::build(root)?;
    let shelf = if args.reference {
        Shelf::reference(root)
    } else {
        Shelf::own(root)
    };
    let mut chosen = kernels::choose(kernels::list(&program)?, &args.names, args.reference)?;
    if args.stale {
        chosen = stale(chosen, &shelf)?;
    }
    if chosen.is_empty() {
        eprintln!("No record is stale; nothing was measured.");
        return Ok(ExitCode::SUCCESS);
    }
    let machine = machine::card(program::flags(&program)?);
    let mut reference = Vec::new();
    for kernel in &chosen {
        let record = kernel_run::record(args, root, &program, kernel, peer.as_ref(), &machine)?;
        shelf.keep_copy(&record)?;
        table::print(&record, args.json);
        if args.reference {
            reference.push(record);
        } else {
            shelf.write(&record)?;
        }
    }
    // A reference is written when all of it is there, so that a run that fails leaves the old one whole.
    for record in &reference {
        shelf.write(record)?;
    }
    if !args.json {
        table::print_places(&shelf, chosen.iter().map(|kernel| kernel.name.as_str()));
    }
    Ok(ExitCode::SUCCESS)
}

fn stale(kernels: Vec<Kernel>, shelf: &Shelf) -> Result<Vec<Kernel>, BenchError> {
    let mut stale = Vec::new();
    for kernel in kernels {
        if shelf.is_stale(&kernel)? {
            stale.push(kernel);
        }
    }
    Ok(stale)
}

/// The Python to run twins with. Without one, a reader's run goes on with Rust alone.
fn find_peer(args: &Args, root: &Path) -> Result<Option<Peer>, BenchError> {
    if !(args.python || args.reference) {
        return Ok(None);
    }
    match python::find(root) {
        Ok(peer) if args.reference && !peer.off.is_empty() => Err(BenchError::OffPeer {
            interpreter: peer.interpreter,
            off: words(&peer.off),
        }),
        Ok(peer) => {
            if !peer.off.is_empty() {
                eprintln!(
                    "note: {} has {}",
                    peer.interpreter.display(),
                    words(&peer.off)
                );
            }
            Ok(Some(peer))
        }
        Err(none) if args.reference => Err(BenchError::NoPeer(none)),
        Err(none) => {
            eprintln!("note: {none}\nMeasuring Rust alone.");
            Ok(None)
        }
    }
}

fn words(packages: &[python::Package]) -> String {
    packages
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
