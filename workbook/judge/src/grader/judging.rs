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

/// What is said of a race where the cases come first once more.
const NOT_JUDGED_ALONE_YET: &str =
    "others were at work, so it is still to be judged alone; `--resume` does it";

/// A submission whose cases were judged.
#[derive(Debug)]
pub(crate) struct Heard {
    /// What is known so far: a race that is still to be run has a group of its own that says so.
    pub judgement: Judgement,
    waits: Waits,
    /// Whether a group hung that may have been kept from working.
    doubtful: bool,
}

/// What a submission waits for: the machine, without others.
#[derive(Debug)]
enum Waits {
    /// For nothing.
    Nothing,
    /// To race, with this program.
    Race(Option<Contender>),
    /// To be judged again: others were at work, and they may be why it hung or failed.
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
            doubtful: false,
        }
    }

    /// Where others were at work, what they may have disturbed is judged again.
    fn unless_disturbed(mut self) -> Self {
        if self.doubtful || shares_its_threads() && may_have_lacked_threads(&self.judgement) {
            self.judgement.unfinished = true;
            self.waits = Waits::Again;
            // A run that goes on from here has to begin with the cases, not with the race.
            let races = |group: &&mut GroupResult| group.message == NOT_RACED_YET;
            for group in self.judgement.groups.iter_mut().filter(races) {
                group.message = NOT_JUDGED_ALONE_YET.to_owned();
            }
        }
        self
    }

    /// From the judgement that an interrupted batch left: nothing where it has to be judged from the start.
    pub fn of_unfinished(judgement: Judgement) -> Option<Self> {
        let races = |group: &GroupResult| group.name == SPEED && group.message == NOT_RACED_YET;
        judgement.groups.iter().any(races).then_some(Self {
            judgement,
            waits: Waits::Race(None),
            doubtful: false,
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
        let heard = self.cases(task, source)?;
        Ok(if self.options.jobs > 1 {
            heard.unless_disturbed()
        } else {
            heard
        })
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
            return Ok(Heard {
                doubtful,
                ..Heard::finished(judgement)
            });
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
            groups.push(match no_race(&groups) {
                Some((verdict, why)) => race.unrun(verdict, why),
                None => {
                    waits = Waits::Race(Some(contender));
                    race.unrun(Verdict::CannotTell, NOT_RACED_YET.to_owned())
                }
            });
        }
        let mut judgement = Judgement::of_groups(&task.name, groups, None, sandbox.level());
        judgement.unfinished = !matches!(waits, Waits::Nothing);
        Ok(Heard {
            judgement,
            waits,
            doubtful: outcome.doubtful,
        })
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

/// Whether all launches count against one limit on threads: root gives each a user of its own, an ordinary user can't. One
/// that starts as many as it can leaves the others without.
fn shares_its_threads() -> bool {
    !nix::unistd::Uid::effective().is_root()
}

/// Whether it ended as what can't start a thread or a process ends.
fn may_have_lacked_threads(judgement: &Judgement) -> bool {
    let groups = judgement.groups.iter().map(|group| group.verdict);
    std::iter::once(judgement.verdict)
        .chain(groups)
        .any(|verdict| {
            matches!(
                verdict,
                Verdict::BuildError
                    | Verdict::Panic
                    | Verdict::Crash
                    | Verdict::EarlyExit
                    | Verdict::GraderFault
            )
        })
}

/// Why an answer with these groups of cases doesn't race: it hung, or it never answered, rightly or wrongly.
fn no_race(groups: &[GroupResult]) -> Option<(Verdict, String)> {
    let hung = groups
        .iter()
        .find(|group| group.verdict == Verdict::Timeout);
    if let Some(GroupResult { name, .. }) = hung {
        let why = format!("no race, since `{name}` didn't end in time");
        return Some((Verdict::Timeout, why));
    }
    let answered = |group: &GroupResult| {
        matches!(
            group.verdict,
            Verdict::Pass | Verdict::Wrong | Verdict::ToBeRead
        )
    };
    let first = groups.first()?;
    let why = || "no race, since no group of cases was answered".to_owned();
    (!groups.iter().any(answered)).then(|| (first.verdict, why()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_may_have_disturbed_is_judged_again_from_its_cases_on() {
        let judgement = |verdict, message: &str| {
            let group = |name: &str, verdict, message: &str| GroupResult {
                name: name.to_owned(),
                about: String::new(),
                verdict,
                points: 0,
                max_points: 1,
                message: message.to_owned(),
                case: None,
            };
            let groups = vec![
                group("cases", verdict, ""),
                group(SPEED, Verdict::CannotTell, message),
            ];
            Judgement::of_groups("q1", groups, None, Level::Weak)
        };
        for (verdict, lacked) in [
            (Verdict::Pass, false),
            (Verdict::Wrong, false),
            (Verdict::Timeout, false),
            (Verdict::Panic, true),
            (Verdict::Crash, true),
            (Verdict::BuildError, true),
        ] {
            assert_eq!(may_have_lacked_threads(&judgement(verdict, "")), lacked);
        }
        let hung = Heard {
            judgement: judgement(Verdict::Panic, NOT_RACED_YET),
            waits: Waits::Race(None),
            doubtful: true,
        };
        let again = hung.unless_disturbed();
        assert!(matches!(again.waits, Waits::Again) && again.judgement.unfinished);
        assert!(
            Heard::of_unfinished(again.judgement).is_none(),
            "from the start"
        );
    }

    #[test]
    fn only_what_answers_in_time_races() {
        let group = |verdict| GroupResult {
            name: "cases".to_owned(),
            about: String::new(),
            verdict,
            points: 0,
            max_points: 1,
            message: String::new(),
            case: None,
        };
        let no_race = |verdicts: &[Verdict]| {
            let groups: Vec<_> = verdicts.iter().copied().map(group).collect();
            no_race(&groups).map(|(verdict, _)| verdict)
        };
        use Verdict::{Crash, Panic, Pass, Timeout, Wrong};
        assert_eq!(no_race(&[Pass, Panic]), None);
        assert_eq!(no_race(&[Wrong, Crash]), None, "points are by group");
        assert_eq!(no_race(&[Panic, Crash]), Some(Panic));
        assert_eq!(no_race(&[Pass, Timeout]), Some(Timeout));
        assert_eq!(no_race(&[]), None);
    }
}
