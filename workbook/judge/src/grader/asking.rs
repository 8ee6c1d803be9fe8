//! Asking judges: for their groups, and to do a job.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use serde::Deserialize;

use super::{Grader, Ready};
use crate::contest::SPEED;
use crate::error::JudgeError;
use crate::task::Task;
use crate::trial::{Job, Outcome, Part};
use crate::verdict::{GroupResult, Verdict};

/// A group as a judge lists it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Group {
    pub name: String,
    about: String,
    points: u32,
    pub refused: Option<Vec<String>>,
}

impl Grader {
    /// Gives a judge the job of one group; also says whether others at work may be why it hung.
    pub(super) fn ask_about(&self, ready: &Ready, group: &Group, job: &Job) -> (GroupResult, bool) {
        let judged = do_job(&ready.prepared.judge, job, self.options.subject.wall());
        let reason = match judged {
            Ok(outcome) => match <[GroupResult; 1]>::try_from(outcome.groups) {
                Ok([result]) => return (result, outcome.doubtful),
                Err(_) => "the judge judged other groups than it was asked about".to_owned(),
            },
            Err(reason) => reason,
        };
        (group.unrun(Verdict::GraderFault, reason), false)
    }

    /// Gives a judge a job. A judge that fails is our fault, in every group of the part that it should have judged.
    pub(super) fn ask(&self, ready: &Ready, job: &Job) -> Outcome {
        let race = matches!(job.part, Part::Race { .. });
        let reason = match do_job(&ready.prepared.judge, job, self.options.subject.wall()) {
            Ok(outcome) if outcome.groups.len() == ready.groups_of(race).count() => return outcome,
            Ok(_) => "the judge judged other groups than it lists".to_owned(),
            Err(reason) => reason,
        };
        let groups = ready
            .groups_of(race)
            .map(|group| group.unrun(Verdict::GraderFault, reason.clone()))
            .collect();
        Outcome {
            groups,
            ..Outcome::default()
        }
    }
}

impl Ready {
    pub(super) fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    fn groups_of(&self, race: bool) -> impl Iterator<Item = &Group> {
        self.groups
            .iter()
            .filter(move |group| (group.name == SPEED) == race)
    }
}

impl Group {
    pub(super) fn unrun(&self, verdict: Verdict, message: String) -> GroupResult {
        let Self {
            name,
            about,
            points,
            ..
        } = self.clone();
        GroupResult {
            name,
            about,
            verdict,
            points: 0,
            max_points: points,
            message,
        }
    }

    /// What comes of errors where there had to be some that say these words. A macro may word its own errors as it
    /// likes: like any value that a submission gives, they are held against what is asked.
    pub(super) fn of_refusal(&self, words: &[String], errors: &[String]) -> GroupResult {
        let says = |word: &String| {
            let holds = |error: &String| error.to_lowercase().contains(&word.to_lowercase());
            errors.iter().any(holds)
        };
        match words.iter().find(|word| !says(word)) {
            None => GroupResult {
                points: self.points,
                ..self.unrun(Verdict::Pass, String::new())
            },
            Some(word) => {
                let first = errors.first().map_or("nothing", String::as_str);
                let message = format!("no error says `{word}`; the compiler says: {first}");
                self.unrun(Verdict::Wrong, message)
            }
        }
    }
}

/// Asks a judge for its groups, and holds them against the manifest.
pub(super) fn groups(task: &Task, judge: &Path) -> Result<Vec<Group>, JudgeError> {
    let not_ready = |reason: String| JudgeError::Judge {
        exercise: task.name.clone(),
        reason,
    };
    let output = Command::new(judge)
        .arg("groups")
        .env_clear()
        .stdin(Stdio::null())
        .output();
    let output = output.map_err(|error| not_ready(format!("{}: {error}", judge.display())))?;
    let groups: Vec<Group> = serde_json::from_slice(&output.stdout)
        .map_err(|error| not_ready(format!("{} lists no groups: {error}", judge.display())))?;
    let points: u32 = groups.iter().map(|group| group.points).sum();
    if points != task.points {
        return Err(not_ready(format!(
            "its groups give {points} points, the manifest says {}",
            task.points
        )));
    }
    if groups.iter().any(|group| group.refused.is_some()) && !task.is_macro {
        return Err(not_ready(
            "a group must not compile, but the exercise isn't one of macros".to_owned(),
        ));
    }
    if task.is_macro && task.goal.is_some() {
        return Err(not_ready("macros don't race".to_owned()));
    }
    match (task.goal, groups.iter().any(|group| group.name == SPEED)) {
        (Some(_), false) => Err(not_ready(format!(
            "the manifest has a goal, but no group is named `{SPEED}`"
        ))),
        (None, true) => Err(not_ready(format!(
            "a group is named `{SPEED}`, but the manifest has no goal"
        ))),
        _ => Ok(groups),
    }
}

/// Runs `judge-NAME` once.
fn do_job(judge: &Path, job: &Job, wall: Duration) -> Result<Outcome, String> {
    // Far beyond what its own limits on the subject can add up to.
    let patience = wall * 20 + Duration::from_secs(300);
    let mut child = Command::new(judge)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {}: {error}", judge.display()))?;
    let text = serde_json::to_vec(job).map_err(|error| error.to_string())?;
    let written = child
        .stdin
        .take()
        .map_or(Ok(()), |mut input| input.write_all(&text));
    let (sender, receiver) = sync_channel(1);
    let (mut output, mut errors) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let errors = scope.spawn(move || {
            let mut text = String::new();
            // What can't be read isn't quoted.
            let _ = errors
                .as_mut()
                .map(|stream| stream.take(1 << 16).read_to_string(&mut text));
            text
        });
        scope.spawn(move || {
            let mut bytes = Vec::new();
            let read = output
                .as_mut()
                .map_or(Ok(0), |stream| stream.read_to_end(&mut bytes));
            let _ = sender.send(read.map(|_| bytes));
        });
        let reply = receiver.recv_timeout(patience);
        if reply.is_err() {
            // It may have ended already.
            let _ = child.kill();
        }
        let status = child.wait();
        let said = errors.join().unwrap_or_default();
        let fault = |what: String| {
            format!("the judge failed: {what} {}", said.trim())
                .trim()
                .to_owned()
        };
        let bytes = match (reply, written) {
            (_, Err(error)) => return Err(fault(error.to_string())),
            (Err(_), _) => {
                return Err(fault(format!(
                    "it wasn't done after {} s",
                    patience.as_secs()
                )));
            }
            (Ok(Err(error)), _) => return Err(fault(error.to_string())),
            (Ok(Ok(bytes)), _) => bytes,
        };
        match status {
            Ok(status) if status.success() => {
                serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))
            }
            Ok(status) => Err(fault(status.to_string())),
            Err(error) => Err(fault(error.to_string())),
        }
    })
}
