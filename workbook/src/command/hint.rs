//! `hint`: the next hint for an exercise, mildest first.

use std::process::ExitCode;

use crate::cli::Failure;
use crate::hints;
use crate::progress::Progress;
use crate::workspace::{Exercise, Workspace};

/// Arguments of `hint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise.
    name: String,
    /// Show all hints so far once more, and no new one.
    #[arg(long)]
    again: bool,
}

/// Runs `hint`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let exercise = workspace.exercise(&args.name).map_err(Failure::input)?;
    if args.again {
        let shown = so_far(exercise, workspace)?;
        shown.iter().for_each(|hint| println!("{hint}\n"));
    } else {
        println!("{}", next(exercise, workspace)?);
    }
    Ok(ExitCode::SUCCESS)
}

/// The hints that were shown, each under its number.
pub fn so_far(exercise: &Exercise, workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let hints = hints::read(&exercise.dir.join("hints.md")).map_err(Failure::fault)?;
    let shown = Progress::load(&workspace.own_dir())
        .hints(exercise)
        .min(hints.len());
    Ok((0..shown).map(|at| numbered(&hints, at)).collect())
}

/// The next hint, which counts as shown from now on, or where to look when there are no more.
pub fn next(exercise: &Exercise, workspace: &Workspace) -> Result<String, Failure> {
    let hints = hints::read(&exercise.dir.join("hints.md")).map_err(Failure::fault)?;
    let mut progress = Progress::load(&workspace.own_dir());
    let shown = progress.hints(exercise);
    if shown >= hints.len() {
        return Ok(format!(
            "You have seen all {} hints; `cargo workbook hint {} --again` shows them once more. The page `{}` has the solution in a fold.",
            hints.len(),
            exercise.name,
            exercise.manifest.page
        ));
    }
    progress.set_hints(exercise, shown + 1);
    progress.save().map_err(Failure::fault)?;
    Ok(numbered(&hints, shown))
}

fn numbered(hints: &[String], at: usize) -> String {
    format!("Hint {} of {}\n\n{}", at + 1, hints.len(), hints[at])
}
