//! Jobs that a process of its own does: `bench`, `profile` and `time` of the command itself, which own their terminal, their
//! signals and their exit status; and an example, which cargo runs.

use std::io::{self, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::Job;
use super::example::Example;
use super::log::{Event, How};
use super::order::Kind;
use super::work::{Ended, found, target};
use crate::cargo::Cargo;
use crate::cli::Failure;
use crate::command::profile;
use crate::lines;
use crate::workspace::Workspace;

/// The largest flame graph that is shown on a page, in bytes.
const LARGEST_GRAPH: u64 = 512 * 1024;

/// A job's process couldn't be had or heard.
#[derive(Debug, thiserror::Error)]
enum ToolError {
    #[error("cannot start the command that does this: {0}")]
    Start(#[source] io::Error),
    #[error("no page runs `{0}` any more")]
    Gone(String),
    #[error("cannot read what the command says: {0}")]
    Read(#[source] io::Error),
}

/// Runs the command that does a job.
///
/// # Errors
/// When it can't be started or heard.
pub fn run(job: &Arc<Job>, workspace: &Workspace) -> Result<Ended, Failure> {
    let mut command = command(job, workspace).map_err(Failure::fault)?;
    let mut child = job
        .leash
        .spawn(&mut command)
        .map_err(ToolError::Start)
        .map_err(Failure::fault)?;
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
    let said = std::thread::spawn({
        let job = Arc::clone(job);
        move || lines::each(stderr, |line| hear(&job, line))
    });
    let is_example = job.order.kind == Kind::Run;
    let heard = lines::each(stdout, |line| match serde_json::from_str(line) {
        // A program may print whatever it likes.
        Ok(document) if !is_example => found(job, shown(job, document)),
        _ => job.log.line(line),
    });
    let status = child.wait().map_err(ToolError::Read);
    let said = said.join().unwrap_or(Ok(()));
    heard
        .and(said)
        .map_err(ToolError::Read)
        .map_err(Failure::fault)?;
    let status = status.map_err(Failure::fault)?;
    if status.success() {
        if job.order.kind == Kind::Profile {
            show_graph(job, workspace);
        }
        return Ok((How::Done, None));
    }
    Ok(match status.code() {
        Some(1 | 2) => (How::Failed, None),
        // Cargo's status for what doesn't compile, or the program's own.
        Some(_) if is_example => (How::Failed, None),
        _ => (How::Fault, Some(format!("the command ended with {status}"))),
    })
}

/// The command line. What came from a page stands behind `=` or `--`, where nothing is taken for an option.
fn command(job: &Job, workspace: &Workspace) -> Result<Command, ToolError> {
    let order = &job.order;
    let mut command = match order.kind {
        Kind::Run => Example::of(&workspace.root, &order.id)
            .ok_or_else(|| ToolError::Gone(order.id.clone()))?
            .command(&Cargo::new(&workspace.root).on(job.leash.clone())),
        Kind::Bench => own(&["bench", "--json", "--follow"], job)?,
        Kind::Profile => own(&["profile", "--json"], job)?,
        Kind::Time => own(
            &["time", "--json", &format!("--setup={}", order.setup)],
            job,
        )?,
        Kind::Check | Kind::Race => unreachable!("the server itself checks"),
    };
    command
        .current_dir(&workspace.root)
        .env("CARGO_TARGET_DIR", target(workspace))
        .env("CARGO_TERM_COLOR", "never")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command)
}

/// This command, doing what a job asks for.
fn own(words: &[&str], job: &Job) -> Result<Command, ToolError> {
    let this = std::env::current_exe().map_err(ToolError::Start)?;
    let mut command = job.leash.command(this);
    command.args(words);
    if job.order.quick {
        command.arg("--quick");
    }
    command.arg("--").arg(&job.order.id);
    Ok(command)
}

/// A line that `bench --follow` says of how far it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    progress: String,
    done: Option<u64>,
    of: Option<u64>,
}

fn hear(job: &Job, line: &str) {
    let step = line
        .starts_with('{')
        .then(|| serde_json::from_str::<Step>(line).ok())
        .flatten();
    match step {
        Some(step) if job.order.kind == Kind::Bench => job.log.push(&Event::Progress {
            text: step.progress,
            steps: step.done.zip(step.of),
        }),
        _ => job.log.line(line),
    }
}

/// What a page needs of a document: of a profile its graph is shown, and drawn already.
fn shown(job: &Job, mut document: Value) -> Value {
    if job.order.kind == Kind::Profile
        && let Some(fields) = document.as_object_mut()
    {
        fields.remove("flames");
    }
    document
}

fn show_graph(job: &Job, workspace: &Workspace) {
    let path = profile::own_graph(workspace, &job.order.id);
    let is_small = path
        .metadata()
        .is_ok_and(|about| about.len() <= LARGEST_GRAPH);
    match std::fs::read_to_string(&path) {
        // Half of a graph is none: it goes as it is.
        Ok(graph) if is_small => job.log.push(&Event::Found {
            finding: json!({ "graph": graph }),
        }),
        _ => job
            .log
            .line("The flame graph is too large for a page: it is in .workbook/profiles."),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::command::bench;

    #[test]
    fn what_bench_says_of_its_progress_is_understood() {
        let line = bench::progress_line("sum", Duration::from_secs(9), (3, 31));
        let step: Step = serde_json::from_str(&line).unwrap();
        assert_eq!((step.done, step.of), (Some(3), Some(31)));
        assert!(step.progress.contains("round 3 of 31"), "{}", step.progress);
    }
}
