//! `grade`: judge a folder of submissions. All of it is in `workbook-judge`.

use std::process::ExitCode;

use crate::cli::Failure;
use crate::extra;
use crate::tasks;
use crate::workspace::Workspace;

pub use workbook_judge::command::GradeArgs as Args;

/// Runs `grade`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let extra = args.extra.as_deref().map(|dir| extra::open(workspace, dir));
    let extra = extra.transpose().map_err(Failure::input)?;
    let own = workspace.exercises.iter();
    let others = extra.iter().flat_map(|extra| &extra.exercises);
    let tasks = own.chain(others).map(tasks::task).collect();
    workbook_judge::command::run(args, &workspace.root, tasks).map_err(|error| {
        if error.is_usage() {
            Failure::input(error)
        } else {
            Failure::fault(error)
        }
    })
}
