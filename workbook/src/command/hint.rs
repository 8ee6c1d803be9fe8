//! `hint`: the next hint for an exercise, mildest first.

use std::process::ExitCode;

use crate::cli::Failure;
use crate::hints;
use crate::progress::Progress;
use crate::workspace::Workspace;

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
    let hints = hints::read(&exercise.dir.join("hints.md")).map_err(Failure::fault)?;
    let mut progress = Progress::load(&workspace.own_dir());
    let shown = progress.hints(exercise).min(hints.len());
    if args.again {
        for (number, hint) in hints[..shown].iter().enumerate() {
            println!("Hint {} of {}\n\n{hint}\n", number + 1, hints.len());
        }
        return Ok(ExitCode::SUCCESS);
    }
    match hints.get(shown) {
        Some(hint) => {
            println!("Hint {} of {}\n\n{hint}", shown + 1, hints.len());
            progress.set_hints(exercise, shown + 1);
            progress.save().map_err(Failure::fault)?;
        }
        None => println!(
            "You have seen all {} hints; `cargo workbook hint {} --again` shows them once more. The page `{}` has the solution in a fold.",
            hints.len(),
            exercise.name,
            exercise.manifest.page
        ),
    }
    Ok(ExitCode::SUCCESS)
}
