//! `check`: run an exercise's tests (and race) and say what to do next.

use std::fmt;
use std::process::ExitCode;

use serde::Serialize;

use crate::cargo::Cargo;
use crate::cli::Failure;
use crate::progress::{self, Progress, State};
use crate::race::{self, Race};
use crate::spec::{Outcome, Report, Test};
use crate::workspace::{Exercise, Workspace};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exercises to check; none: the one whose folder you are in, else the first that isn't solved.
    names: Vec<String>,
    /// Check every exercise.
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// After the tests, race against the plain version.
    #[arg(long)]
    race: bool,
    /// Print one JSON document on standard output, and nothing else there.
    #[arg(long)]
    json: bool,
}

/// What checking one exercise found.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// The exercise.
    pub name: String,
    /// What it is now.
    pub state: State,
    /// Whether the answer and its spec compile.
    pub compiles: bool,
    /// Compile errors, or how the tests were cut short.
    pub errors: Vec<String>,
    /// In the order of the spec.
    pub tests: Vec<Test>,
    /// What the compiler, or grading, won't like.
    pub warnings: Vec<String>,
    /// Where one was asked for, and the tests pass.
    pub race: Option<Race>,
    /// What to do next.
    pub next: String,
}

/// Runs `check`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let progress = Progress::load(&workspace.own_dir());
    let cargo = Cargo::new(&workspace.root);
    let mut findings = Vec::new();
    for exercise in chosen(args, workspace, &progress)? {
        if !args.json {
            println!("{} · {}", exercise.name, exercise.manifest.title);
        }
        let finding = check(exercise, workspace, &cargo, args.race)?;
        if !args.json {
            println!("{finding}\n");
        }
        findings.push(finding);
    }
    if args.json {
        let document = serde_json::json!({ "exercises": findings });
        println!(
            "{}",
            serde_json::to_string_pretty(&document).map_err(Failure::fault)?
        );
    }
    let won = |finding: &Finding| finding.race.as_ref().is_none_or(|race| !race.lost());
    let good = findings
        .iter()
        .all(|finding| finding.state == State::Passing && won(finding));
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn chosen<'a>(
    args: &Args,
    workspace: &'a Workspace,
    progress: &Progress,
) -> Result<Vec<&'a Exercise>, Failure> {
    if args.all {
        return Ok(workspace.exercises.iter().collect());
    }
    if !args.names.is_empty() {
        let named = args.names.iter().map(|name| workspace.exercise(name));
        return named.collect::<Result<_, _>>().map_err(Failure::input);
    }
    match at_hand(workspace, progress)? {
        Some(exercise) => Ok(vec![exercise]),
        None => {
            eprintln!("Every exercise passes. `cargo workbook check --all` runs them all again.");
            Ok(Vec::new())
        }
    }
}

/// The exercise that is meant when none is named: the one whose folder you are in, else the first that isn't solved.
pub fn at_hand<'a>(
    workspace: &'a Workspace,
    progress: &Progress,
) -> Result<Option<&'a Exercise>, Failure> {
    let here = std::env::current_dir().map_err(Failure::fault)?;
    let around = workspace
        .exercises
        .iter()
        .find(|exercise| here.starts_with(&exercise.dir));
    let unsolved = || {
        workspace
            .exercises
            .iter()
            .find(|exercise| progress.state(exercise) != Some(State::Passing))
    };
    Ok(around.or_else(unsolved))
}

/// Runs the spec, and where it passes and that is wanted, the race.
pub fn check(
    exercise: &Exercise,
    workspace: &Workspace,
    cargo: &Cargo,
    with_race: bool,
) -> Result<Finding, Failure> {
    let outcome = progress::check(exercise, workspace, cargo)?;
    let passing = outcome.passing();
    let state = match passing {
        true => State::Passing,
        false if progress::untouched(exercise) => State::Untouched,
        false => State::Failing,
    };
    let race = match passing && with_race && exercise.has_race {
        true => Some(race::run(cargo, exercise).map_err(Failure::fault)?),
        false => None,
    };
    let next = next_step(exercise, state, &outcome, race.as_ref());
    let mut finding = Finding {
        name: exercise.name.clone(),
        state,
        compiles: true,
        errors: Vec::new(),
        tests: Vec::new(),
        warnings: refusals(exercise),
        race,
        next,
    };
    match outcome {
        Outcome::DoesNotCompile { errors } => {
            finding.compiles = false;
            finding.errors = errors;
        }
        Outcome::Ran(Report {
            tests,
            warnings,
            cut_short,
        }) => {
            finding.errors.extend(cut_short);
            finding.tests = tests;
            finding.warnings.extend(warnings);
        }
    }
    Ok(finding)
}

fn refusals(exercise: &Exercise) -> Vec<String> {
    let allowed = match exercise.manifest.crates.as_slice() {
        [] => "only the standard library".to_owned(),
        names => format!("only {}", names.join(", ")),
    };
    let warn = |name: &&str| {
        format!(
            "warning: grading won't have the crate `{name}`: {} allows {allowed}",
            exercise.name
        )
    };
    exercise.refused_crates().iter().map(warn).collect()
}

fn next_step(exercise: &Exercise, state: State, outcome: &Outcome, race: Option<&Race>) -> String {
    let name = &exercise.name;
    let page = &exercise.manifest.page;
    if state == State::Untouched {
        return format!(
            "open exercises/{name}/src/lib.rs; the task stands at the top of exercises/{name}/spec.rs and on the page `{page}`"
        );
    }
    match outcome {
        Outcome::DoesNotCompile { .. } => {
            format!("mend the first error in exercises/{name}/src/lib.rs, then check again")
        }
        Outcome::Ran(report) if !report.passing() => {
            let which = report
                .first_failure()
                .map(|test| format!("make `{}` pass", test.name));
            let which = which.unwrap_or_else(|| "find what ends the tests early".to_owned());
            format!("{which}; stuck? cargo workbook hint {name}")
        }
        Outcome::Ran(_) => match race {
            Some(race) if race.differs() => {
                format!(
                    "the plain version computes something else; stuck? cargo workbook hint {name}"
                )
            }
            Some(race) if race.lost() => {
                format!("right, but not fast enough yet; stuck? cargo workbook hint {name}")
            }
            Some(race) if !race.won() => {
                format!("race again on a quieter machine: cargo workbook check {name} --race")
            }
            None if exercise.has_race => {
                format!("every test passes; is it fast? cargo workbook check {name} --race")
            }
            _ => "done; cargo workbook list shows what is left".to_owned(),
        },
    }
}

/// As the terminal shows it, without the line end of the last line.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.errors {
            writeln!(f, "{}", indent(error.trim_end()))?;
        }
        for test in &self.tests {
            writeln!(f, "  {} {}", if test.passed { "✓" } else { "✗" }, test.name)?;
        }
        if let Some(test) = self.tests.iter().find(|test| !test.passed) {
            writeln!(f, "\n  {} said:", test.name)?;
            let said = test.message.as_deref().unwrap_or("nothing");
            writeln!(f, "{}", indent(&indent(said)))?;
            if let Some(location) = &test.location {
                writeln!(f, "    at {}", location.replace("tests/../", ""))?;
            }
        }
        if !self.tests.is_empty() {
            let passed = self.tests.iter().filter(|test| test.passed).count();
            writeln!(f, "\n  {passed} of {} tests pass.", self.tests.len())?;
        }
        if let Some(race) = &self.race {
            writeln!(f, "  race: {race}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "{}", indent(warning.trim_end()))?;
        }
        write!(f, "  next: {}", self.next)
    }
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
