//! `grade`: judge a folder of submissions. All of it is in `workbook-judge`.

use std::process::ExitCode;

use crate::cli::Failure;
use crate::tasks;
use crate::workspace::Workspace;

pub use workbook_judge::command::GradeArgs as Args;

/// Runs `grade`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let tasks = workspace.exercises.iter().map(tasks::task).collect();
    workbook_judge::command::run(args, &workspace.root, tasks).map_err(|error| {
        if error.is_usage() {
            Failure::input(error)
        } else {
            Failure::fault(error)
        }
    })
}
