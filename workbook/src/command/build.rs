//! `build`: the book, once.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::book::{self, BookError};
use crate::cli::Failure;
use crate::workspace::Workspace;

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the book goes [default: book/book, as with mdBook].
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Runs `build`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| workspace.root.join("book/book"));
    match book::build(&workspace.root, &out) {
        Ok(()) => {
            println!("The book is in {}", out.display());
            Ok(ExitCode::SUCCESS)
        }
        Err(error @ BookError::Build(_)) => Err(Failure::failed(error)),
        Err(error @ BookError::NotABook(_)) => Err(Failure::input(error)),
        Err(error @ BookError::Place { .. }) => Err(Failure::fault(error)),
    }
}
