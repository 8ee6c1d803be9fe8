//! `handout`: a copy for students, and what platforms need to grade what comes back.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::Failure;
use crate::handout::{self, HandoutError, classroom, gradescope};
use crate::workspace::Workspace;

/// Arguments of `handout`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make. It must be new, or empty.
    #[arg(long, value_name = "DIR", required_unless_present = "gradescope")]
    out: Option<PathBuf>,
    /// Put a workflow into it that GitHub Classroom shows points of: those of the tests that students have.
    #[arg(long, requires = "out")]
    classroom: bool,
    /// Write an autograder for Gradescope. It holds solutions and judge: upload it, and give it to nobody.
    #[arg(long, value_name = "ZIP")]
    gradescope: Option<PathBuf>,
    /// What workflow and autograder grade [default: every exercise].
    #[arg(long = "exercise", value_name = "NAME", num_args = 1..)]
    exercises: Vec<String>,
}

/// Runs `handout`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let chosen = if args.exercises.is_empty() {
        workspace.exercises.iter().collect()
    } else {
        let named = args.exercises.iter().map(|name| workspace.exercise(name));
        named
            .collect::<Result<Vec<_>, _>>()
            .map_err(Failure::input)?
    };
    let root = &workspace.root;
    if let Some(out) = &args.out {
        let more = args.classroom.then(|| {
            let exercises: Vec<_> = chosen
                .iter()
                .map(|exercise| classroom::Exercise {
                    name: &exercise.name,
                    points: exercise.manifest.points,
                })
                .collect();
            classroom::workflow(&exercises)
        });
        let made = handout::write(root, out, more.into_iter().collect()).map_err(failure)?;
        println!(
            "{}: {} files for students, with no solution, no judge and no history in them.",
            out.display(),
            made.files
        );
        for test in &made.tests {
            println!(
                "  left out, as it needs what they don't get: {}",
                test.display()
            );
        }
        if args.classroom {
            println!("  GitHub Classroom runs {}", classroom::PATH);
        }
    }
    if let Some(zip) = &args.gradescope {
        let solutions = root.join("solutions");
        if !solutions.is_dir() {
            return Err(failure(HandoutError::HandOut(solutions)));
        }
        let within = |out: &PathBuf| {
            let absolute = |path| std::path::absolute(path).unwrap_or_default();
            absolute(zip).starts_with(absolute(out))
        };
        if args.out.as_ref().is_some_and(within) {
            return Err(Failure::input(format!(
                "{} would lie in the students' copy, and it holds every solution: name a place elsewhere; the copy was written, \
                 the autograder wasn't",
                zip.display()
            )));
        }
        let names: Vec<String> = chosen
            .iter()
            .map(|exercise| exercise.name.clone())
            .collect();
        let count = gradescope::write(root, zip, &names).map_err(|(path, source)| {
            failure(HandoutError::Io {
                what: "bundle",
                path,
                source,
            })
        })?;
        println!(
            "{}: {count} files for Gradescope's autograder, solutions and judge among them. Upload it, and give it to nobody.",
            zip.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn failure(error: HandoutError) -> Failure {
    if error.is_input() {
        Failure::input(error)
    } else {
        Failure::fault(error)
    }
}
