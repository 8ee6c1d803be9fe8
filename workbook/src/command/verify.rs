//! `verify`: the author's gate.

use std::process::ExitCode;

use crate::cli::Failure;
use crate::verify;
use crate::workspace::Workspace;

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the promises about these exercises; none: everything.
    names: Vec<String>,
}

/// Runs `verify`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let only = args.names.iter().map(|name| workspace.exercise(name));
    let only = only
        .collect::<Result<Vec<_>, _>>()
        .map_err(Failure::input)?;
    let findings = verify::run(workspace, &only)?;
    println!("\n{}", findings.summary());
    Ok(if findings.all_hold() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
