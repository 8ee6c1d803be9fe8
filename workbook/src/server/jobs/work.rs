//! Doing what was asked for: an exercise is checked within the server, an example is run by cargo,
//! everything else is done by the command itself.

use std::sync::Arc;

use serde_json::Value;

use super::desk::Job;
use super::finding::fitting;
use super::log::{Event, How};
use super::order::{Kind, exercise};
use super::tool;
use crate::cargo::{self, Cargo};
use crate::cli::Failure;
use crate::command::check;
use crate::ear::Ear;
use crate::workspace::Workspace;

/// How a job ended, and words where that needs some.
pub type Ended = (How, Option<String>);

/// The folder that jobs build in, below the one that the terminal's cargo builds in.
pub fn target(workspace: &Workspace) -> std::path::PathBuf {
    cargo::target(&workspace.root).join("page")
}

/// Does a job; what it finds and says goes into its log.
///
/// # Errors
/// When the tool or the machine is at fault.
pub fn run(job: &Arc<Job>, workspace: &Workspace) -> Result<Ended, Failure> {
    match job.order.kind {
        Kind::Check => checked(job, workspace, false),
        Kind::Race => checked(job, workspace, true),
        Kind::Bench | Kind::Profile | Kind::Time | Kind::Run => tool::run(job, workspace),
    }
}

fn checked(job: &Arc<Job>, workspace: &Workspace, with_race: bool) -> Result<Ended, Failure> {
    // It was there when the job was taken on.
    let exercise = exercise(workspace, &job.order.id).map_err(Failure::input)?;
    let hearing = Arc::clone(job);
    let cargo = Cargo::new(&workspace.root)
        .for_page(
            target(workspace),
            Ear::of(move |line| hearing.log.line(line)),
        )
        .on(job.leash.clone());
    let finding = check::check(exercise, workspace, &cargo, with_race)?;
    found(job, serde_json::to_value(finding).map_err(Failure::fault)?);
    Ok((How::Done, None))
}

/// Logs a result, cut to what a log has room for.
pub fn found(job: &Job, finding: Value) {
    let finding = fitting(finding);
    job.log.push(&Event::Found { finding });
}
