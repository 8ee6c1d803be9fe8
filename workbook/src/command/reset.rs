//! `reset`: back to the starting file, keeping a dated copy.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::atomic;
use crate::cli::Failure;
use crate::kept::Copies;
use crate::progress::{self, Progress};
use crate::workspace::{Exercise, Workspace};

/// Arguments of `reset`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise.
    name: String,
}

/// A reset that was not done; the learner's file is as it was.
#[derive(Debug, thiserror::Error)]
enum ResetError {
    #[error("cannot read {}; nothing was changed", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot write {}; nothing was changed", path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
}

/// Runs `reset`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let exercise = workspace.exercise(&args.name).map_err(Failure::input)?;
    println!("{}", start_again(exercise, workspace)?);
    Ok(ExitCode::SUCCESS)
}

/// Puts an exercise back to its start, hints included; says so, and where the learner's file is kept.
pub fn start_again(exercise: &Exercise, workspace: &Workspace) -> Result<String, Failure> {
    let name = &exercise.name;
    if progress::untouched(exercise) {
        return Ok(format!(
            "{name} is as it was handed out: there is nothing to reset."
        ));
    }
    let kept = reset(exercise, workspace).map_err(Failure::fault)?;
    let mut progress = Progress::load(&workspace.own_dir());
    progress.set_hints(exercise, 0);
    progress.save().map_err(Failure::fault)?;
    Ok(match kept {
        Some(kept) => format!(
            "{name} is back at its start. Your file is kept as {}.",
            kept.display()
        ),
        None => format!("{name} is back at its start. There was no file of yours to keep."),
    })
}

/// Keeps a copy first, then puts the starting text in place. The path of the copy, if there was a file.
fn reset(exercise: &Exercise, workspace: &Workspace) -> Result<Option<PathBuf>, ResetError> {
    let start = exercise.start();
    let text = std::fs::read(&start).map_err(|source| ResetError::Read {
        path: start,
        source,
    })?;
    let file = exercise.file();
    let kept = match std::fs::read(&file) {
        Ok(own) => {
            let copies = Copies::of(&workspace.own_dir(), &exercise.name);
            let kept = copies.keep(&own).map_err(|source| ResetError::Write {
                path: file.clone(),
                source,
            })?;
            Some(kept)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(source) => return Err(ResetError::Read { path: file, source }),
    };
    atomic::write(&file, &text).map_err(|source| ResetError::Write { path: file, source })?;
    Ok(kept)
}
