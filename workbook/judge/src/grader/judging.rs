//! Judging a submission: its cases beside others, and what needs the machine for itself afterwards.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use tempfile::TempDir;

use super::compile::Unbuilt;
use super::{Grader, Ready};
use crate::contest::SPEED;
use crate::error::JudgeError;
use crate::sandbox::{Level, Sandbox};
use crate::task::Task;
use crate::trial::{Job, Part};
use crate::verdict::{GroupResult, Judgement, Verdict};

/// What is said of a race that is still to be run.
const NOT_RACED_YET: &str = "its race is still to be run; `--resume` does it";

/// A submission whose cases were judged.
#[derive(Debug)]
pub(crate) struct Heard {
    /// What is known so far: a race that is still to be run has a group of its own that says so.
    pub judgement: Judgement,
    waits: Waits,
}

/// What a submission waits for: the machine, without others.
#[derive(Debug)]
enum Waits {
    /// For nothing.
    Nothing,
    /// To race, with this program.
    Race(Option<Contender>),
    /// To be judged again: it hung while others were at work, and they may be why.
    Again,
}

impl Heard {
    /// Whether there is more to do, on a machine without others.
    pub fn waits(&self) -> bool {
        !matches!(self.waits, Waits::Nothing)
    }

    /// Nothing is left to do.
    pub fn finished(judgement: Judgement) -> Self {
        Self {
            judgement,
            waits: Waits::Nothing,
        }
    }

    /// From the judgement that an interrupted batch left: nothing where it has to be judged from the start.
    pub fn of_unfinished(judgement: Judgement) -> Option<Self> {
        let races = |group: &GroupResult| group.name == SPEED && group.message == NOT_RACED_YET;
        judgement.groups.iter().any(races).then_some(Self {
            judgement,
            waits: Waits::Race(None),
        })
    }
}

/// A submission's program, in a folder of its own.
#[derive(Debug)]
struct Contender {
    _folder: TempDir,
    subject: PathBuf,
}

impl Grader {
    /// Judges one submission, the text of its `src/lib.rs`, with its race.
    ///
    /// # Errors
    /// When the exercise can't be prepared. Whatever is wrong with the submission is a verdict, and so is a fault of the
    /// grader while it deals with it.
    pub fn judge(&self, task: &Task, source: &str) -> Result<Judgement, JudgeError> {
        let heard = self.hear(task, source)?;
        self.conclude(task, source, heard)
    }

    /// Judges all but what needs the machine for itself; others may be at work beside it.
    ///
    /// # Errors
    /// As [`judge`](Self::judge).
    pub(crate) fn hear(&self, task: &Task, source: &str) -> Result<Heard, JudgeError> {
        let _shared = self.machine.read().unwrap_or_else(PoisonError::into_inner);
        self.cases(task, source)
    }

    /// Does what a submission waits for, when nothing else is at work.
    ///
    /// # Errors
    /// As [`judge`](Self::judge).
    pub(crate) fn conclude(
        &self,
        task: &Task,
        source: &str,
        heard: Heard,
    ) -> Result<Judgement, JudgeError> {
        if !heard.waits() {
            return Ok(heard.judgement);
        }
        let _alone = self.machine.write().unwrap_or_else(PoisonError::into_inner);
        let mut heard = heard;
        if matches!(heard.waits, Waits::Again) {
            heard = self.cases(task, source)?;
        }
        let mut judgement = heard.judgement;
        judgement.unfinished = false;
        match heard.waits {
            // It hung alone, too.
            Waits::Nothing | Waits::Again => Ok(judgement),
            Waits::Race(contender) => self.race(task, source, judgement, contender),
        }
    }

    fn cases(&self, task: &Task, source: &str) -> Result<Heard, JudgeError> {
        let (ready, sandbox) = self.ready(task)?;
        let folder = self.folder()?;
        if task.is_macro {
            let (judgement, doubtful) =
                self.judge_macros(task, &ready, &sandbox, source, folder.path());
            return Ok(self.unless_doubtful(doubtful, Heard::finished(judgement)));
        }
        let contender = match self.build(task, &ready, &sandbox, source, folder) {
            Ok(contender) => contender,
            Err(unbuilt) => {
                return Ok(Heard::finished(unbuilt_judgement(
                    task,
                    unbuilt,
                    sandbox.level(),
                )));
            }
        };
        let job = self.job(task, &sandbox, contender.subject.clone(), Part::Cases);
        let outcome = self.ask(&ready, &job);
        let mut groups = outcome.groups;
        let mut waits = Waits::Nothing;
        if let (Some(_), Some(race)) = (task.goal, ready.group(SPEED)) {
            let hung = groups
                .iter()
                .find(|group| group.verdict == Verdict::Timeout);
            groups.push(match hung {
                Some(hung) => {
                    let message = format!("no race, since `{}` didn't end in time", hung.name);
                    race.unrun(Verdict::Timeout, message)
                }
                None => {
                    waits = Waits::Race(Some(contender));
                    race.unrun(Verdict::CannotTell, NOT_RACED_YET.to_owned())
                }
            });
        }
        let mut judgement = Judgement::of_groups(&task.name, groups, None, sandbox.level());
        judgement.unfinished = !matches!(waits, Waits::Nothing);
        let heard = Heard { judgement, waits };
        Ok(self.unless_doubtful(outcome.doubtful, heard))
    }

    /// Where others were at work, what hung and may have been kept from working is judged again.
    fn unless_doubtful(&self, doubtful: bool, mut heard: Heard) -> Heard {
        if doubtful && self.options.jobs > 1 {
            heard.judgement.unfinished = true;
            heard.waits = Waits::Again;
        }
        heard
    }

    /// Runs the race, and puts what came of it where the judgement has room for it.
    fn race(
        &self,
        task: &Task,
        source: &str,
        judgement: Judgement,
        contender: Option<Contender>,
    ) -> Result<Judgement, JudgeError> {
        let (ready, sandbox) = self.ready(task)?;
        let built = match contender {
            Some(contender) => Ok(contender),
            None => self.build(task, &ready, &sandbox, source, self.folder()?),
        };
        let contender = match built {
            Ok(contender) => contender,
            Err(unbuilt) => return Ok(unbuilt_judgement(task, unbuilt, sandbox.level())),
        };
        let goal = task.goal.unwrap_or_default();
        let part = Part::Race { goal };
        let outcome = self.ask(&ready, &self.job(task, &sandbox, contender.subject, part));
        let mut groups = judgement.groups;
        groups.retain(|group| group.name != SPEED);
        groups.extend(outcome.groups);
        let level = judgement.sandbox.unwrap_or(sandbox.level());
        Ok(Judgement::of_groups(
            &task.name,
            groups,
            outcome.speed,
            level,
        ))
    }

    /// A folder for one submission.
    fn folder(&self) -> Result<TempDir, JudgeError> {
        let place = self.place.path();
        tempfile::tempdir_in(place).map_err(JudgeError::file("create a folder in", place))
    }

    fn build(
        &self,
        task: &Task,
        ready: &Ready,
        sandbox: &Sandbox,
        source: &str,
        folder: TempDir,
    ) -> Result<Contender, Unbuilt> {
        let compiler = self.compiler(sandbox);
        let subject = compiler.build(task, &ready.prepared, source, folder.path())?;
        Ok(Contender {
            _folder: folder,
            subject,
        })
    }

    fn job(&self, task: &Task, sandbox: &Sandbox, subject: PathBuf, part: Part) -> Job {
        Job {
            subject,
            seed: self.seed,
            limits: self.options.subject,
            sandbox: sandbox.level(),
            processors: task.threads,
            neighbours: self.neighbours(),
            part,
        }
    }

    /// Judges a crate of macros: each group has a subject of its own, so that a macro which breaks one compilation costs
    /// that group alone.
    fn judge_macros(
        &self,
        task: &Task,
        ready: &Ready,
        sandbox: &Sandbox,
        source: &str,
        folder: &Path,
    ) -> (Judgement, bool) {
        let compiler = self.compiler(sandbox);
        let macros = match compiler.build_macros(task, &ready.prepared, source, folder) {
            Ok(macros) => macros,
            Err(unbuilt) => return (unbuilt_judgement(task, unbuilt, sandbox.level()), false),
        };
        let mut doubtful = false;
        let mut groups: Vec<GroupResult> = Vec::new();
        for group in &ready.groups {
            let gave_up = groups
                .iter()
                .find(|before| matches!(before.verdict, Verdict::BuildLimit | Verdict::Timeout));
            if let Some(before) = gave_up {
                let message = format!("not tried, since `{}` ran into its limits", before.name);
                groups.push(group.unrun(before.verdict, message));
                continue;
            }
            let built = compiler.build_macro_subject(&ready.prepared, &macros, &group.name, folder);
            groups.push(match (built, &group.refused) {
                (Ok(subject), None) => {
                    let part = Part::Group {
                        name: group.name.clone(),
                    };
                    let job = self.job(task, sandbox, subject, part);
                    let (result, in_doubt) = self.ask_about(ready, group, &job);
                    doubtful |= in_doubt;
                    result
                }
                (Ok(_), Some(_)) => {
                    let message = "it compiles, and should be refused with an error".to_owned();
                    group.unrun(Verdict::Wrong, message)
                }
                (
                    Err(Unbuilt::Refused {
                        verdict: Verdict::BuildError,
                        errors,
                        ..
                    }),
                    Some(words),
                ) => group.of_refusal(words, &errors),
                (
                    Err(Unbuilt::Refused {
                        verdict, message, ..
                    }),
                    _,
                ) => group.unrun(verdict, message),
                (Err(Unbuilt::Fault(message)), _) => group.unrun(Verdict::GraderFault, message),
            });
        }
        let judgement = Judgement::of_groups(&task.name, groups, None, sandbox.level());
        (judgement, doubtful)
    }
}

fn unbuilt_judgement(task: &Task, unbuilt: Unbuilt, level: Level) -> Judgement {
    let (verdict, message) = match unbuilt {
        Unbuilt::Refused {
            verdict, message, ..
        } => (verdict, message),
        Unbuilt::Fault(message) => (Verdict::GraderFault, message),
    };
    Judgement {
        sandbox: Some(level),
        ..Judgement::unrun(&task.name, task.points, verdict, message)
    }
}
