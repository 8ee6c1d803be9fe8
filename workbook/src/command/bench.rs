//! `bench`: measures kernels and keeps records.

mod ceilings;
mod kernels;
mod records;
mod table;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use cargo_metadata::Message;
use workbook_pages::record::{FORMAT, Language, Machine, Record, Row, Run};

use crate::cli::Failure;
use crate::command::bench::kernels::Kernel;
use crate::command::bench::records::Shelf;
use crate::python::{self, Peer};
use crate::workspace::Workspace;
use crate::{cargo, machine};

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

/// Why nothing, or not everything, was measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// No such lesson or kernel.
    #[error("there is no lesson or kernel `{name}`; there are: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A reference record needs the Python peer.
    #[error("a reference record is measured together with Python, and {0}")]
    NoPeer(#[source] python::NoPeer),
    /// A reference record needs the pinned versions.
    #[error(
        "a reference record takes the pinned Python packages, and {} has {off}\n\
         To mend it: {} -m pip install -r book/listings/python/requirements.txt",
        interpreter.display(), interpreter.display()
    )]
    OffPeer {
        /// The interpreter.
        interpreter: PathBuf,
        /// The packages that are off.
        off: String,
    },
    /// A variant failed in a run for the reference.
    #[error("{kernel} was not measured whole, as told above; no reference record was written")]
    Incomplete {
        /// The kernel.
        kernel: String,
    },
    /// A program couldn't be started or read.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// What was run.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program failed.
    #[error("`{command}` failed ({status}); what it said is above")]
    Failed {
        /// What was run.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A program printed something else than was agreed.
    #[error("`{command}` printed a line that is no {what}: {line}")]
    Garbled {
        /// What was run.
        command: String,
        /// What was expected.
        what: &'static str,
        /// The line.
        line: String,
    },
    /// The bounds of the kernels can't be read.
    #[error(transparent)]
    Bounds(#[from] ::ceilings::BoundsError),
    /// A source file of a kernel has no fingerprint.
    #[error(transparent)]
    Fingerprint(#[from] workbook_pages::fingerprint::FingerprintError),
    /// A record can't be written or moved.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Self {
        match error {
            BenchError::Unknown { .. }
            | BenchError::NoPeer(_)
            | BenchError::OffPeer { .. }
            | BenchError::Incomplete { .. } => Failure::input(error),
            _ => Failure::fault(error),
        }
    }
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
    let all = kernels::list(&build(root)?)?;
    Ok(all.into_iter().map(|kernel| kernel.name).collect())
}

fn measure(args: &Args, root: &Path) -> Result<ExitCode, BenchError> {
    let peer = find_peer(args, root)?;
    let program = build(root)?;
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
    let machine = machine::card(flags(&program)?);
    let mut known = ceilings::Known::read(root, args.reference)?;
    let mut reference = Vec::new();
    for kernel in &chosen {
        let mut record = record(args, root, &program, kernel, peer.as_ref(), &machine)?;
        known.fill(&mut record);
        shelf.keep_copy(&record)?;
        table::print(&record, args.json);
        known.remark(&record);
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
        known.invite();
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

/// Builds the program `measure` for release.
fn build(root: &Path) -> Result<PathBuf, BenchError> {
    let arguments = [
        "build",
        "--release",
        "--package",
        "listings",
        "--bin",
        "measure",
    ];
    let command = format!("cargo {}", arguments.join(" "));
    let start = |source| BenchError::Start {
        command: command.clone(),
        source,
    };
    let mut child = cargo::command()
        .args(arguments)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut program = None;
    for message in Message::parse_stream(stdout) {
        if let Message::CompilerArtifact(artifact) = message.map_err(start)?
            && artifact.target.name == "measure"
        {
            program = artifact.executable.map(PathBuf::from).or(program);
        }
    }
    let status = child.wait().map_err(start)?;
    program
        .filter(|_| status.success())
        .ok_or_else(|| BenchError::Failed {
            command: command.clone(),
            status,
        })
}

/// How the measured code was compiled, in words.
fn flags(program: &Path) -> Result<String, BenchError> {
    #[derive(serde::Deserialize)]
    struct Build {
        target_features: Vec<String>,
    }
    let mut command = Command::new(program);
    command.arg("--build");
    let lines = lines(command, |_| true)?;
    let builds: Vec<Build> = parsed(&lines, "measure --build", "build")?;
    let features = builds
        .first()
        .map(|build| build.target_features.join(" "))
        .unwrap_or_default();
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    let flags = if flags.trim().is_empty() {
        String::new()
    } else {
        format!(", RUSTFLAGS {}", flags.trim())
    };
    Ok(format!("release, {features}{flags}"))
}

/// Measures one kernel.
fn record(
    args: &Args,
    root: &Path,
    program: &Path,
    kernel: &Kernel,
    peer: Option<&Peer>,
    machine: &Machine,
) -> Result<Record, BenchError> {
    // Before the run: whoever edits the code while it runs gets a stale record, not a false one.
    let sources = records::fingerprints(root, kernel)?;
    let command = command(args, root, program, kernel, peer, machine);
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
    machine: &Machine,
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
    if kernel.machine {
        let largest = ceilings::largest_set(machine);
        command.args(["--largest", &largest.to_string()]);
    }
    command.arg(&kernel.name);
    command
}

/// Runs a program and returns the lines it prints that are wanted. What it says on standard error goes to ours.
fn lines(mut command: Command, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, BenchError> {
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

fn parsed<T: serde::de::DeserializeOwned>(
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

/// The time of day in UTC, to the second: `2026-11-22T10:50:00Z`.
fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}
