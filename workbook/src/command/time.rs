//! `time`: `python -m timeit` for Rust.
//!
//! | file | idea |
//! |---|---|
//! | `program` | the snippet becomes a program, and every byte of it knows where it came from |
//! | `harness.rs` | the part of that program that nobody typed |
//! | `compile` | the program is compiled against crates that are built already |
//! | `told` | what the compiler says, told about the snippet alone |
//! | `outcome` | the program runs, and what came of it |

mod compile;
mod outcome;
mod program;
mod told;

use std::io;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};

use serde::Serialize;
use stopwatch::{Comparison, Timing};

use crate::cli::Failure;
use crate::workspace::Workspace;
use compile::Compiled;
use outcome::Outcome;
use program::{Program, Snippets};

/// Arguments of `time`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo workbook time --setup 'let x = Array1::<f64>::range(0., 1000., 1.);' 'x.mapv(|v| v * v)'
  cargo workbook time --setup 'let x = vec![1.5; 1000];' 'sum::lanes::<8>(&x)' --against 'sum::indexed(&x)'
  cargo workbook time --setup 'let mut x = vec![3, 1, 2];' 'x.clone().sort()'

In scope are ndarray, rand and rayon, each with its prelude, and all listings of the book by their modules (`sum::lanes`,
`double::zip`, …). The snippet is compiled as the listings are when they are measured. What the set-up made, the compiler
can't foresee; numbers written in the expression, it can. Dropping the expression's value is part of its time.")]
pub struct Args {
    /// The expression to time; several statements are fine, too.
    #[arg(value_name = "EXPR")]
    expression: String,
    /// Statements that run once before, off the clock; what they make is in the expression's scope.
    #[arg(
        long,
        value_name = "CODE",
        default_value = "",
        hide_default_value = true
    )]
    setup: String,
    /// A second expression, timed in the same rounds, with a set-up of its own from the same statements.
    #[arg(long, value_name = "EXPR")]
    against: Option<String>,
    /// How many samples to take [default: 7; with --against, 31].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    runs: Option<u32>,
    /// One JSON document in place of the lines.
    #[arg(long)]
    json: bool,
}

/// Why there is no time.
#[derive(Debug, thiserror::Error)]
pub enum TimeError {
    /// There is nothing to time.
    #[error("{0} is empty: write a Rust expression, such as 'sum::indexed(&x)'")]
    Empty(&'static str),
    /// What snippets may use couldn't be built.
    #[error(
        "`{command}` failed ({status}); what it said is above. Snippets are compiled against these crates"
    )]
    Crates {
        /// What was run.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// Cargo built something else than was expected.
    #[error("`{command}` built no crate `{name}`")]
    NoCrate {
        /// What was run.
        command: String,
        /// The crate.
        name: String,
    },
    /// A program couldn't be started or read.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// What was run.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// The snippet doesn't compile.
    #[error("the snippet doesn't compile; the compiler's words are above")]
    Refused,
    /// The compiler or linker failed for another reason than the snippet.
    #[error("rustc could not make a program of the snippet:\n{0}")]
    Rustc(String),
    /// The snippet panicked.
    #[error("the snippet panicked: {0}")]
    Panicked(String),
    /// The snippet's process ended by itself.
    #[error("the snippet ended its process ({0}) before it was timed: {1}")]
    Ended(ExitStatus, &'static str),
    /// What it left can't be read.
    #[error("the timing program left no times that can be read: {0}")]
    Garbled(String),
    /// A file can't be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<TimeError> for Failure {
    fn from(error: TimeError) -> Self {
        match error {
            TimeError::Empty(_) => Failure::input(error),
            TimeError::Refused
            | TimeError::Crates { .. }
            | TimeError::Panicked(_)
            | TimeError::Ended(..) => Failure::failed(error),
            _ => Failure::fault(error),
        }
    }
}

/// Runs `time`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    Ok(timed(args, workspace)?)
}

fn timed(args: &Args, workspace: &Workspace) -> Result<ExitCode, TimeError> {
    if args.expression.trim().is_empty() {
        return Err(TimeError::Empty("the expression"));
    }
    if args
        .against
        .as_ref()
        .is_some_and(|other| other.trim().is_empty())
    {
        return Err(TimeError::Empty("the expression after `--against`"));
    }
    let program = Program::new(&Snippets {
        setup: &args.setup,
        expression: &args.expression,
        against: args.against.as_deref(),
    });
    let place = compile::Place::new(&workspace.own_dir())?;
    let executable = match compile::compile(&program, &workspace.root, &place)? {
        Compiled::Program(path) => path,
        Compiled::Refused(diagnostics) => {
            for words in told::told(&diagnostics, &program) {
                eprintln!("{words}");
            }
            return Err(TimeError::Refused);
        }
    };
    let runs = args
        .runs
        .unwrap_or(if args.against.is_some() { 31 } else { 7 });
    let timings = match outcome::run(&executable, &place, runs, args.json)? {
        Outcome::Timed(timings) => timings,
        Outcome::Panicked(panic) => {
            if let Some(words) = told::place(&panic, &program) {
                eprintln!("{words}");
            }
            return Err(TimeError::Panicked(panic.message));
        }
    };
    print(args, &timings);
    Ok(ExitCode::SUCCESS)
}

fn print(args: &Args, timings: &[Timing]) {
    let comparison = match timings {
        [first, second] => Some(Comparison::of(&second.samples, &first.samples)),
        _ => None,
    };
    if args.json {
        println!("{}", document(args, timings, comparison.as_ref()));
        return;
    }
    match (timings, &args.against, comparison) {
        ([first, second], Some(against), Some(comparison)) => {
            let width = [&args.expression, against].map(|text| text.chars().count());
            let width = width[0].max(width[1]).min(60);
            println!("{:<width$}  {first}", args.expression);
            println!("{against:<width$}  {second}");
            println!("The first is {comparison}.");
        }
        _ => timings.iter().for_each(|timing| println!("{timing}")),
    }
    // `python -m timeit` warns of the same.
    for timing in timings {
        let slowest = timing
            .samples
            .as_slice()
            .iter()
            .copied()
            .fold(0.0, f64::max);
        if slowest >= 4.0 * timing.samples.min() {
            eprintln!(
                "warning: the slowest run took {:.1} times as long as the best; something else may have been running",
                slowest / timing.samples.min()
            );
        }
    }
}

/// What was found of one expression.
#[derive(Serialize)]
struct Found<'a> {
    expression: &'a str,
    runs: usize,
    loops: u64,
    mean_s: f64,
    standard_deviation_s: f64,
    median_s: f64,
    low_s: f64,
    high_s: f64,
    best_s: f64,
    samples_s: &'a [f64],
}

/// How the two compare: the time of the second ÷ the time of the first.
#[derive(Serialize)]
struct Compared {
    ratio: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Document<'a> {
    setup: &'a str,
    #[serde(flatten)]
    first: Found<'a>,
    against: Option<Found<'a>>,
    times_as_fast: Option<Compared>,
}

impl<'a> Found<'a> {
    fn of(expression: &'a str, timing: &'a Timing) -> Self {
        let samples = &timing.samples;
        let interval = samples.interval();
        Self {
            expression,
            runs: samples.as_slice().len(),
            loops: timing.loops,
            mean_s: samples.mean(),
            standard_deviation_s: samples.standard_deviation(),
            median_s: samples.median(),
            low_s: interval.low,
            high_s: interval.high,
            best_s: samples.min(),
            samples_s: samples.as_slice(),
        }
    }
}

fn document(args: &Args, timings: &[Timing], comparison: Option<&Comparison>) -> String {
    let against = args.against.as_deref().zip(timings.get(1));
    let document = Document {
        setup: &args.setup,
        first: Found::of(&args.expression, &timings[0]),
        against: against.map(|(expression, timing)| Found::of(expression, timing)),
        times_as_fast: comparison.map(|comparison| Compared {
            ratio: comparison.ratio,
            low: comparison.low,
            high: comparison.high,
        }),
    };
    serde_json::to_string(&document).expect("times and texts are JSON")
}
