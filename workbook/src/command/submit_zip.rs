//! `submit-zip`: what a student hands in, and nothing else.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::archive::{self, Entry};
use crate::cli::Failure;
use crate::progress::{Progress, State};
use crate::workspace::{Exercise, Workspace};

/// Arguments of `submit-zip`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exercises to hand in [default: all that you have worked on].
    names: Vec<String>,
    /// Where to write it.
    #[arg(long, value_name = "ZIP", default_value = "submission.zip")]
    out: PathBuf,
}

/// Why there is no zip.
#[derive(Debug, thiserror::Error)]
enum SubmitError {
    #[error(
        "no exercise has been worked on, so there is nothing to hand in; name those to hand in untouched"
    )]
    Nothing,
    #[error("cannot {what} {}", path.display())]
    Io {
        what: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
}

/// Runs `submit-zip`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let progress = Progress::load(&workspace.own_dir());
    let state = |exercise: &Exercise| progress.state(exercise);
    let mut chosen: Vec<&Exercise> = if args.names.is_empty() {
        let all = workspace.exercises.iter();
        all.filter(|exercise| state(exercise) != Some(State::Untouched))
            .collect()
    } else {
        let named = args.names.iter().map(|name| workspace.exercise(name));
        named.collect::<Result<_, _>>().map_err(Failure::input)?
    };
    chosen.sort_by(|a, b| a.name.cmp(&b.name));
    chosen.dedup_by(|a, b| a.name == b.name);
    if chosen.is_empty() {
        return Err(Failure::input(SubmitError::Nothing));
    }
    let mut entries = Vec::new();
    let mut told = Vec::new();
    for exercise in chosen {
        let path = exercise.file();
        let bytes = std::fs::read(&path).map_err(|source| {
            Failure::input(SubmitError::Io {
                what: "read",
                path,
                source,
            })
        })?;
        let entry = format!("exercises/{}/src/lib.rs", exercise.name);
        told.push(format!(
            "  {entry}  {} bytes{}",
            bytes.len(),
            remarks(exercise, state(exercise))
        ));
        entries.push(Entry {
            path: entry,
            bytes,
            runs: false,
        });
    }
    archive::write(&args.out, entries).map_err(|source| {
        Failure::fault(SubmitError::Io {
            what: "write",
            path: args.out.clone(),
            source,
        })
    })?;
    println!("{} holds", args.out.display());
    for line in told {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}

/// What its author should know before it is handed in.
fn remarks(exercise: &Exercise, state: Option<State>) -> String {
    let mut remarks = String::new();
    let mut say = |text: String| remarks.push_str(&format!("\n    warning: {text}"));
    let check = format!("`cargo workbook check {}`", exercise.name);
    match state {
        Some(State::Passing) => {}
        Some(State::Untouched) => say("it is as it was handed out".to_owned()),
        Some(State::Failing) => say(format!("not all of its tests pass: {check} says which")),
        None => say(format!("it has changed since it was last checked: {check}")),
    }
    for name in exercise.refused_crates() {
        say(format!(
            "grading won't have the crate `{name}`, and only src/lib.rs is handed in"
        ));
    }
    remarks
}
