//! `bench`: measures kernels and keeps records.

mod ceilings;
mod child;
mod compare;
mod error;
mod estimate;
mod exchange;
mod history;
mod kernel_run;
mod kernels;
mod program;
mod progress;
mod records;
#[cfg(test)]
mod sample;
mod standing;
mod stop;
mod table;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::cli::Failure;
use crate::command::bench::estimate::Kind;
use crate::command::bench::history::History;
use crate::command::bench::kernel_run::{Bench, Ended};
use crate::command::bench::kernels::Kernel;
use crate::command::bench::progress::Bar;
use crate::command::bench::records::Shelf;
use crate::command::bench::stop::Stop;
use crate::machine;
use crate::python::{self, Peer};
use crate::workspace::Workspace;

pub use error::BenchError;
#[cfg(test)]
pub use progress::line_of_round as progress_line;

/// Arguments of `bench`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ctrl-C (or SIGTERM) keeps what was measured: every finished kernel, and of the one that is being measured the rounds that \
are done, marked as interrupted, if there are at least six. The exit status is then 130 (or 143).

Every run is kept in .workbook/history; --compare shows the reference, your best and your latest run. For the records of \
another machine as a column of the tables: there `bench --export FILE`, here `bench --add FILE --name NAME`.")]
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
    /// With --reference: write them as those of a further machine of that name, to book/measurements/machines/NAME.
    #[arg(long, value_name = "NAME", requires = "reference")]
    machine: Option<String>,
    /// Measure only what has no record, or whose code changed since.
    #[arg(long)]
    stale: bool,
    /// Fewer and shorter rounds: a first impression.
    #[arg(long)]
    quick: bool,
    /// One line of JSON a row, in place of the tables.
    #[arg(long)]
    json: bool,
    /// Say on standard error, as lines of JSON, how far it is: for a program that shows it.
    #[arg(long, hide = true)]
    follow: bool,
    /// Measure nothing: compare the reference, your best and your latest run.
    #[arg(long, conflicts_with_all = ["python", "reference", "stale", "quick"])]
    compare: bool,
    /// Measure nothing: take in another machine's records, an export or a folder of them (with --reference: to commit them).
    #[arg(long, value_name = "FILE|DIR", requires = "name", conflicts_with_all = ["names", "python", "stale", "quick", "json", "compare", "machine"])]
    add: Option<PathBuf>,
    /// The name of that machine, which heads its columns: small letters, digits and hyphens.
    #[arg(long, value_name = "NAME", requires = "add")]
    name: Option<String>,
    /// Measure nothing: write your own records to a file that --add reads.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["python", "reference", "stale", "quick", "json", "compare", "add"])]
    export: Option<PathBuf>,
}

/// Runs `bench`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let root = &workspace.root;
    if let (Some(from), Some(name)) = (&args.add, &args.name) {
        exchange::add(root, from, name, args.reference)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(file) = &args.export {
        exchange::export(root, file, &own_kernels(args, root)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.compare {
        compare::run(root, &own_kernels(args, root)?, args.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(measure(args, root)?)
}

/// The names of everything that is measured, experiments included.
///
/// # Errors
/// When `measure` doesn't build or list.
pub fn names(root: &Path) -> Result<BTreeSet<String>, BenchError> {
    let all = kernels::list(&program::build(root, &Stop::default())?)?;
    Ok(all.into_iter().map(|kernel| kernel.name).collect())
}

/// The kernels that were asked for, by name, where nothing is measured: those with a reference record, which takes no
/// build to know. Only for a lesson's name the program is asked.
fn own_kernels(args: &Args, root: &Path) -> Result<Vec<String>, BenchError> {
    let known = Shelf::reference(root).kernels();
    if args.names.is_empty() {
        return Ok(known);
    }
    if args.names.iter().all(|name| known.contains(name)) {
        return Ok(args.names.clone());
    }
    let all = kernels::list(&program::build(root, &Stop::default())?)?;
    let chosen = kernels::choose(all, &args.names, true)?;
    Ok(chosen.into_iter().map(|kernel| kernel.name).collect())
}

fn measure(args: &Args, root: &Path) -> Result<ExitCode, BenchError> {
    if let Some(name) = &args.machine {
        exchange::check_name(name)?;
    }
    let stop = Stop::listening();
    let peer = find_peer(args, root)?;
    let program = match program::build(root, &stop) {
        Err(_) if stop.signal().is_some() => return Ok(stopped(&stop, "Nothing was measured.")),
        built => built?,
    };
    let shelf = match (args.reference, &args.machine) {
        (true, Some(name)) => Shelf::machine(root, name, true),
        (true, None) => Shelf::reference(root),
        (false, _) => Shelf::own(root),
    };
    let history = History::of(root);
    shelf.sweep();
    history.sweep();
    let mut chosen = kernels::choose(kernels::list(&program)?, &args.names, args.reference)?;
    if args.stale {
        chosen = stale(chosen, &shelf)?;
    }
    if chosen.is_empty() {
        eprintln!("No record is stale; nothing was measured.");
        return Ok(ExitCode::SUCCESS);
    }
    let bar = Bar::new(estimates(args, root, &history, peer.is_some(), &chosen)?);
    let bar = if args.follow { bar.told() } else { bar };
    let bench = Bench {
        args,
        root,
        program: &program,
        peer: peer.as_ref(),
        machine: &machine::card(program::flags(&program)?),
        stop: &stop,
        bar: &bar,
    };
    let mut known = ceilings::Known::read(root, args.reference)?;
    let mut done = Vec::new();
    for (at, kernel) in chosen.iter().enumerate() {
        if stop.signal().is_some() {
            break;
        }
        bar.begin(at);
        let ended = kernel_run::record(&bench, kernel)?;
        bar.clear();
        let record = match ended {
            Ended::Measured(mut record) => {
                known.fill(&mut record);
                let runs = history.runs(&kernel.name)?;
                history.keep(&record)?;
                record.run.best = compare::better_before(&record, &runs);
                *record
            }
            Ended::Lost(why) => {
                eprintln!("{}: {why}; nothing of it is kept.", kernel.name);
                break;
            }
        };
        table::print(&record, args.json);
        known.remark(&record);
        if !args.reference && !shelf.write(&record)? {
            eprintln!(
                "{}: its {} rounds are kept in .workbook/history; {} stays, which is whole.",
                kernel.name,
                record.run.rounds,
                shelf.place(&kernel.name)
            );
        }
        done.push(record);
    }
    let whole = done.iter().filter(|record| !record.run.interrupted).count();
    if stop.signal().is_some() && whole < chosen.len() {
        return Ok(stopped(&stop, &kept(args, &done, chosen.len())));
    }
    if args.reference {
        // A reference is written when all of it is there, so that a run that fails leaves the old one whole.
        for record in &mut done {
            // What this machine did before is its own matter.
            record.run.best.clear();
            shelf.write(record)?;
        }
    }
    if !args.json {
        table::print_places(&shelf, chosen.iter().map(|kernel| kernel.name.as_str()));
        known.invite();
    }
    Ok(ExitCode::SUCCESS)
}

/// What each kernel should take.
fn estimates(
    args: &Args,
    root: &Path,
    history: &History,
    python: bool,
    kernels: &[Kernel],
) -> Result<Vec<(String, Option<Duration>)>, BenchError> {
    let kind = Kind {
        quick: args.quick,
        python,
    };
    let reference = Shelf::reference(root);
    let estimate = |kernel: &Kernel| {
        let runs = history.runs(&kernel.name)?;
        // An experiment has a plan of its own, and so have the ceilings.
        let reference = match kernel.bench.is_some() || kernel.machine {
            true => None,
            false => reference.read(&kernel.name)?,
        };
        let duration = estimate::duration(kind, &runs, reference.as_ref());
        Ok((kernel.name.clone(), duration))
    };
    kernels.iter().map(estimate).collect()
}

/// The end of a run that somebody stopped: the status that a shell gives to a program that a signal ended.
fn stopped(stop: &Stop, words: &str) -> ExitCode {
    eprintln!("Stopped. {words}");
    ExitCode::from(128 + stop.signal().unwrap_or(2))
}

/// What is kept of a run that was stopped.
fn kept(args: &Args, done: &[workbook_pages::record::Record], of: usize) -> String {
    let whole = done.iter().filter(|record| !record.run.interrupted).count();
    let mut words = format!("{whole} of {of} kernels were measured whole");
    for part in done.iter().filter(|record| record.run.interrupted) {
        words += &format!(
            ", and {} with {} rounds, which its record says",
            part.kernel, part.run.rounds
        );
    }
    if args.reference {
        words += "; no reference record was written, what was measured is in .workbook/history";
    }
    words + "."
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
    // The ceilings are the machine's: no other language has a row there.
    let alone = args.names.iter().all(|name| name == ::ceilings::RECORD) && !args.names.is_empty();
    if alone || !(args.python || args.reference) {
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
