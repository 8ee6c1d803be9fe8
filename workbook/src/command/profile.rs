//! `profile`: where the time goes, by function, by line, and as a flame graph.

mod subject;
mod table;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

use workbook_pages::fingerprint;
use workbook_pages::profile::{self, FOLDER, FORMAT, Profile, View};

use crate::cli::Failure;
use crate::workspace::{Workspace, WorkspaceError};
use crate::{atomic, machine};

/// Arguments of `profile`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to profile: one variant of a kernel, or your answer to an exercise that has a race.
    #[arg(value_name = "KERNEL/VARIANT|EXERCISE")]
    what: String,
    /// The size of a kernel's input [default: its first].
    #[arg(long)]
    size: Option<String>,
    /// Show the standard library and all crates, too, and not only code of the workbook.
    #[arg(long)]
    all: bool,
    /// Show only functions that the machine code has: what was inlined counts as part of its caller.
    #[arg(long)]
    no_inline: bool,
    /// For how long to sample.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Where to write the flame graph [default: a file in .workbook/profiles].
    #[arg(long, value_name = "FILE.svg")]
    out: Option<PathBuf>,
    /// Keep the profile under this name for the book's pages.
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// The profile as one JSON document, in place of the tables.
    #[arg(long)]
    json: bool,
}

/// Why there is no profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The platform has no timer for it.
    #[error(
        "profiling needs a timer of CPU time that interrupts a program, which this platform doesn't have (Linux and macOS have); \
         `cargo workbook bench` measures everywhere"
    )]
    Platform,
    /// Neither a kernel's variant nor an exercise.
    #[error("{0}; a kernel's variant is written KERNEL/VARIANT, such as `std/loop`")]
    Exercise(#[from] WorkspaceError),
    /// The exercise has nothing that runs for long enough.
    #[error(
        "{name} has no race, and its tests are over before a sampler has seen anything; these have a race: {known}"
    )]
    NoRace {
        /// The exercise.
        name: String,
        /// Exercises with a race.
        known: String,
    },
    /// Sizes belong to kernels.
    #[error("an exercise is profiled on the input of its race: `--size` is for kernels")]
    Size,
    /// A name for files can't be anything.
    #[error("`{0}` can't be a profile's name: use letters, digits and `-`")]
    Name(String),
    /// The time makes no sense.
    #[error("`--seconds {0}` is not between 0.1 and 600")]
    Seconds(f64),
    /// The program to profile couldn't be started.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// What was run.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// It doesn't compile.
    #[error("`{command}` failed ({status}); what it said is above")]
    Build {
        /// What was run.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// It refused what was asked for.
    #[error("{0}")]
    Refused(String),
    /// The answer didn't get through.
    #[error(
        "{name} ended ({status}) before there was a profile: {said}\n`cargo workbook check {name}` says what is missing"
    )]
    Ended {
        /// What was profiled.
        name: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said.
        said: String,
    },
    /// It printed something else than was agreed.
    #[error("the profiled program printed something that is no profile: {0}")]
    Garbled(String),
    /// Nothing was seen.
    #[error("no sample fell on {what}: {reason}")]
    Nothing {
        /// What was profiled.
        what: String,
        /// Why that can be.
        reason: &'static str,
    },
    /// A source file has no fingerprint.
    #[error(transparent)]
    Fingerprint(#[from] fingerprint::FingerprintError),
    /// A file can't be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Build { .. } | ProfileError::Ended { .. } => Failure::failed(error),
            ProfileError::Start { .. }
            | ProfileError::Garbled(_)
            | ProfileError::Fingerprint(_)
            | ProfileError::Write { .. } => Failure::fault(error),
            _ => Failure::input(error),
        }
    }
}

/// Runs `profile`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    Ok(taken(args, workspace)?)
}

fn taken(args: &Args, workspace: &Workspace) -> Result<ExitCode, ProfileError> {
    if !cfg!(unix) {
        return Err(ProfileError::Platform);
    }
    if !(0.1..=600.0).contains(&args.seconds) {
        return Err(ProfileError::Seconds(args.seconds));
    }
    let reference = args.reference.as_deref().map(name).transpose()?;
    let subject = subject::run(args, workspace)?;
    let sampled = &subject.sampled;
    let view = View {
        all: args.all,
        inlined: !args.no_inline,
    };
    let root = canonical(&workspace.root);
    let (functions, lines, flames, elsewhere) = profile::gather(sampled, &root, view);
    if functions.is_empty() {
        return Err(ProfileError::Nothing {
            what: args.what.clone(),
            reason: if sampled.taken == 0 {
                "the program used no CPU time; does it sleep?"
            } else {
                "all of them fell on libraries; `--all` shows those"
            },
        });
    }
    let mut sources = std::collections::BTreeMap::new();
    for function in &functions {
        let path = workspace.root.join(&function.file);
        if path.is_file() && function.file.starts_with("book/") {
            sources.insert(function.file.clone(), fingerprint::file(&path)?);
        }
    }
    let profile = Profile {
        format: FORMAT,
        what: args.what.clone(),
        size: subject.size,
        command: typed(args),
        date: jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        machine: machine::card("release".to_owned()),
        calls: sampled.calls,
        seconds: sampled.seconds,
        samples: sampled.stacks.iter().map(|stack| stack.count).sum(),
        elsewhere,
        sources,
        functions,
        lines,
        flames,
    };
    let graph = args
        .out
        .clone()
        .unwrap_or_else(|| own_graph(workspace, &args.what));
    write(&graph, profile::document(&profile).as_bytes())?;
    if let Some(name) = reference {
        let place = Path::new(FOLDER).join(format!("{name}.json"));
        let mut text = json(&profile, true);
        text.push('\n');
        write(&workspace.root.join(&place), text.as_bytes())?;
        eprintln!("Kept for the pages: {}", place.display());
    }
    if args.json {
        println!("{}", json(&profile, false));
    } else {
        table::print(&profile, args.all);
        if sampled.lost > 0 {
            println!("{} samples found no room and are missing.", sampled.lost);
        }
        println!("The flame graph: {}", shown(&graph, &workspace.root));
    }
    Ok(ExitCode::SUCCESS)
}

fn json(profile: &Profile, pretty: bool) -> String {
    let text = if pretty {
        serde_json::to_string_pretty(profile)
    } else {
        serde_json::to_string(profile)
    };
    text.expect("a profile holds nothing that JSON lacks")
}

/// A name that may become that of a file.
fn name(word: &str) -> Result<&str, ProfileError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !word.is_empty() && word.chars().all(fits) {
        Ok(word)
    } else {
        Err(ProfileError::Name(word.to_owned()))
    }
}

/// The command as somebody would type it to get the profile again.
fn typed(args: &Args) -> String {
    let mut words = vec!["cargo workbook profile".to_owned(), args.what.clone()];
    if let Some(size) = &args.size {
        words.push(format!("--size {size}"));
    }
    if args.all {
        words.push("--all".to_owned());
    }
    if args.no_inline {
        words.push("--no-inline".to_owned());
    }
    if let Some(name) = &args.reference {
        words.push(format!("--reference {name}"));
    }
    words.join(" ")
}

/// Where the flame graph of a kernel's variant goes.
pub fn own_graph(workspace: &Workspace, what: &str) -> PathBuf {
    let name = what.replace('/', "-");
    workspace
        .own_dir()
        .join("profiles")
        .join(format!("{name}.svg"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ProfileError> {
    atomic::write(path, bytes).map_err(|source| ProfileError::Write {
        path: path.to_owned(),
        source,
    })
}

/// A path from the repository's root, where it lies in there.
fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The root as line tables name it: rustc follows links.
fn canonical(root: &Path) -> PathBuf {
    root.canonicalize().unwrap_or_else(|_| root.to_owned())
}
