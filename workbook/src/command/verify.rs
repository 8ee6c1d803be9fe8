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
    /// The promises about the exercises of your own in DIR/exercises and DIR/solutions instead; pages and records apart.
    #[cfg(all(feature = "grade", unix))]
    #[arg(long, value_name = "DIR")]
    extra: Option<std::path::PathBuf>,
}

/// Runs `verify`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    #[cfg(all(feature = "grade", unix))]
    let extra = args
        .extra
        .as_deref()
        .map(|dir| crate::extra::open(workspace, dir))
        .transpose()
        .map_err(Failure::input)?;
    #[cfg(all(feature = "grade", unix))]
    let workspace = extra.as_ref().unwrap_or(workspace);
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
