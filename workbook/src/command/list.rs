//! `list`: the exercises and how far you are.

use std::process::ExitCode;

use crate::cargo::Cargo;
use crate::cli::Failure;
use crate::progress::{self, Progress, State};
use crate::workspace::{Exercise, Workspace};

/// Arguments of `list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print one JSON document on standard output, and nothing else there.
    #[arg(long)]
    json: bool,
}

/// Runs `list`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let rows = rows(workspace, &Cargo::new(&workspace.root))?;
    if args.json {
        let document: Vec<_> = rows
            .iter()
            .map(|(exercise, state)| {
                serde_json::json!({
                    "name": exercise.name,
                    "title": exercise.manifest.title,
                    "page": exercise.manifest.page,
                    "state": state,
                    "points": exercise.manifest.points,
                })
            })
            .collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&document).map_err(Failure::fault)?
        );
    } else {
        println!("{}", table(&rows));
    }
    Ok(ExitCode::SUCCESS)
}

/// Every exercise with its state; those that have changed are checked for it.
pub fn rows<'a>(
    workspace: &'a Workspace,
    cargo: &Cargo,
) -> Result<Vec<(&'a Exercise, State)>, Failure> {
    let progress = Progress::load(&workspace.own_dir());
    workspace
        .exercises
        .iter()
        .map(|exercise| Ok((exercise, state(exercise, workspace, cargo, &progress)?)))
        .collect()
}

/// The known state, or the one that a check of the changed file gives.
fn state(
    exercise: &Exercise,
    workspace: &Workspace,
    cargo: &Cargo,
    progress: &Progress,
) -> Result<State, Failure> {
    if let Some(state) = progress.state(exercise) {
        return Ok(state);
    }
    eprintln!("{} has changed: checking it …", exercise.name);
    let outcome = progress::check(exercise, workspace, cargo)?;
    Ok(if outcome.passing() {
        State::Passing
    } else {
        State::Failing
    })
}

/// The exercises as a table, with a bar below, without the line end of the last line.
pub fn table(rows: &[(&Exercise, State)]) -> String {
    let mut table = String::new();
    let widest = |text: fn(&Exercise) -> &str| {
        rows.iter()
            .map(|(exercise, _)| text(exercise).chars().count())
            .max()
            .unwrap_or(0)
    };
    let names = widest(|exercise| &exercise.name);
    let titles = widest(|exercise| &exercise.manifest.title);
    for (exercise, state) in rows {
        let mark = match state {
            State::Untouched => '·',
            State::Failing => '✗',
            State::Passing => '✓',
        };
        table.push_str(&format!(
            "{mark} {:names$}  {:titles$}  {:9}  {:>3} points  {}.html\n",
            exercise.name,
            exercise.manifest.title,
            state.word(),
            exercise.manifest.points,
            exercise.manifest.page,
        ));
    }
    let passing = || rows.iter().filter(|(_, state)| *state == State::Passing);
    let points = |(exercise, _): &(&Exercise, State)| exercise.manifest.points;
    let (earned, all) = (
        passing().map(points).sum::<u32>(),
        rows.iter().map(points).sum::<u32>(),
    );
    table.push_str(&format!(
        "\n{} {} of {} exercises, {earned} of {all} points",
        bar(earned, all),
        passing().count(),
        rows.len()
    ));
    table
}

fn bar(earned: u32, all: u32) -> String {
    const WIDTH: u32 = 30;
    let full = (earned * WIDTH).checked_div(all).unwrap_or(0);
    format!(
        "[{}{}]",
        "#".repeat(full as usize),
        ".".repeat((WIDTH - full) as usize)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_full_only_when_every_point_is_earned() {
        assert_eq!(bar(0, 30), format!("[{}]", ".".repeat(30)));
        assert!(bar(29, 30).contains('.'));
        assert_eq!(bar(30, 30), format!("[{}]", "#".repeat(30)));
    }
}
