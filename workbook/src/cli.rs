//! The command line: one variant per subcommand, one file per variant in `command/`.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::command;
use crate::workspace::Workspace;

/// Go Faster in Rust: read, solve, measure and grade.
#[derive(Debug, Parser)]
#[command(
    name = "cargo workbook",
    bin_name = "cargo workbook",
    version,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the book and serve it on this machine, with live reload.
    Serve(command::serve::Args),
    /// Build the book once; fail on whatever is no longer true in it.
    Build(command::build::Args),
    /// List the exercises and how far you are.
    List(command::list::Args),
    /// Run an exercise's tests (and race) and say what to do next.
    Check(command::check::Args),
    /// Check an exercise on every save: keys n(ext), h(int), l(ist), r(eset), q(uit).
    Watch(command::watch::Args),
    /// Show the next hint for an exercise.
    Hint(command::hint::Args),
    /// Put an exercise back to its starting file, keeping a dated copy of yours.
    Reset(command::reset::Args),
    /// Measure kernels on this machine; pages then show your numbers beside the reference.
    Bench(command::bench::Args),
    /// Show what stays the same on any laptop: bytes asked for, instructions, machine code.
    Evidence(command::evidence::Args),
    /// Time a line of Rust, as `python -m timeit` does a line of Python.
    Time(command::time::Args),
    /// Show where the time goes: by function, by line, and as a flame graph.
    Profile(command::profile::Args),
    /// Judge a folder of submissions.
    #[cfg(all(feature = "grade", unix))]
    Grade(command::grade::Args),
    /// Write a copy for students, without solutions, judge and history.
    Handout(command::handout::Args),
    /// Zip what you hand in: your answers, and nothing else.
    SubmitZip(command::submit_zip::Args),
    /// Write a new exercise and its solution in the one fixed form.
    ///
    /// `exercises/NAME` and `solutions/NAME` are a small task that works: stub, spec, hints, solution, judge and three wrong
    /// answers. `FILL IN` marks what you have to write, and `cargo workbook verify NAME` says what isn't written yet.
    New(command::new::Args),
    /// The author's gate: prove that stubs, solutions, judges and records hold together.
    Verify(command::verify::Args),
}

impl Cli {
    /// Runs the subcommand in the workspace around the current folder.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let workspace = Workspace::find().map_err(Failure::input)?;
        match self.command {
            Command::Serve(args) => command::serve::run(&args, &workspace),
            Command::Build(args) => command::build::run(&args, &workspace),
            Command::List(args) => command::list::run(&args, &workspace),
            Command::Check(args) => command::check::run(&args, &workspace),
            Command::Watch(args) => command::watch::run(&args, &workspace),
            Command::Hint(args) => command::hint::run(&args, &workspace),
            Command::Reset(args) => command::reset::run(&args, &workspace),
            Command::Bench(args) => command::bench::run(&args, &workspace),
            Command::Evidence(args) => command::evidence::run(&args, &workspace),
            Command::Time(args) => command::time::run(&args, &workspace),
            Command::Profile(args) => command::profile::run(&args, &workspace),
            #[cfg(all(feature = "grade", unix))]
            Command::Grade(args) => command::grade::run(&args, &workspace),
            Command::Handout(args) => command::handout::run(&args, &workspace),
            Command::SubmitZip(args) => command::submit_zip::run(&args, &workspace),
            Command::New(args) => command::new::run(&args, &workspace),
            Command::Verify(args) => command::verify::run(&args, &workspace),
        }
    }
}

/// An error on its way to the terminal, with the exit status that its kind asks for.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    error: Box<dyn Error + Send + Sync>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// What was asked was done, and something in it failed: 1.
    Failed,
    /// Bad usage or input: 2.
    Input,
    /// A fault of the tool or the machine: 3.
    Fault,
}

impl Failure {
    /// What was asked was done, and something in it failed (exit status 1).
    pub fn failed(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Failed,
            error: error.into(),
        }
    }

    /// Bad usage or input (exit status 2).
    pub fn input(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Input,
            error: error.into(),
        }
    }

    /// A fault of the tool or the machine (exit status 3).
    pub fn fault(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Fault,
            error: error.into(),
        }
    }

    /// The error below this one, if any.
    pub fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }

    /// The exit status for this kind of failure.
    pub fn exit_code(&self) -> ExitCode {
        match self.kind {
            Kind::Failed => ExitCode::from(1),
            Kind::Input => ExitCode::from(2),
            Kind::Fault => ExitCode::from(3),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
