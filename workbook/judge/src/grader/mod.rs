//! The grader: builds an exercise's judge once, and each submission in a sandbox; asks the judge; sums up.

mod compile;
mod toolchain;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use serde::Deserialize;

use crate::contest::SPEED;
use crate::error::JudgeError;
use crate::limits::Limits;
use crate::report::ProcessLimits;
use crate::sandbox::{Level, Sandbox};
use crate::task::Task;
use crate::trial::{Job, Outcome, Part};
use crate::verdict::{GroupResult, Judgement, Verdict};
use compile::{Compiler, Unbuilt};
use toolchain::{Prepared, Toolchain};

/// Seeds are below this, so that every reader of JSON keeps all their digits.
const SEEDS: u64 = 1 << 53;

/// How a grader grades.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The level of the sandbox; the strongest that works where nothing is said.
    pub sandbox: Option<Level>,
    /// Whether to grade where submissions can only be contained weakly.
    pub accept_weak: bool,
    /// Where cases come from; a random one where nothing is said.
    pub seed: Option<u64>,
    /// What a subject may use.
    pub subject: Limits,
    /// What the compiler may use.
    pub compiler: Limits,
    /// How many threads call [`Grader::judge`] at the same time.
    pub jobs: u16,
    /// Where judges and crates are built; the folder `grade` of cargo's target folder where nothing is said.
    pub target: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sandbox: None,
            accept_weak: false,
            seed: None,
            subject: Limits::subject(),
            compiler: Limits::compiler(),
            jobs: 1,
            target: None,
        }
    }
}

/// Judges submissions to the exercises of one workspace. Its methods can be called from several threads.
#[derive(Debug)]
pub struct Grader {
    root: PathBuf,
    target: PathBuf,
    options: Options,
    seed: u64,
    toolchain: Toolchain,
    sandbox: Mutex<Option<Sandbox>>,
    ready: Mutex<HashMap<String, Arc<Ready>>>,
    /// Timed runs hold it for themselves; everything else shares it.
    machine: RwLock<()>,
}

/// An exercise whose judge is built.
#[derive(Debug)]
struct Ready {
    prepared: Prepared,
    groups: Vec<Group>,
}

/// A group as a judge lists it.
#[derive(Debug, Clone, Deserialize)]
struct Group {
    name: String,
    about: String,
    points: u32,
    refused: Option<Vec<String>>,
}

impl Grader {
    /// A grader for the workspace at `root`. Nothing is built yet.
    ///
    /// # Errors
    /// When there is no toolchain.
    pub fn new(root: &Path, options: Options) -> Result<Self, JudgeError> {
        let seed = options
            .seed
            .unwrap_or_else(|| RandomState::new().hash_one("seed"))
            % SEEDS;
        let target = options.target.clone().unwrap_or_else(|| {
            let builds = std::env::var_os("CARGO_TARGET_DIR")
                .map_or_else(|| root.join("target"), PathBuf::from);
            builds.join("grade")
        });
        std::fs::create_dir_all(&target).map_err(JudgeError::file("create", &target))?;
        let target = target
            .canonicalize()
            .map_err(JudgeError::file("find", &target))?;
        Ok(Self {
            root: root.to_owned(),
            target,
            seed,
            toolchain: Toolchain::find(root)?,
            options,
            sandbox: Mutex::new(None),
            ready: Mutex::new(HashMap::new()),
            machine: RwLock::new(()),
        })
    }

    /// Where the cases come from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How this grader grades.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What processes may use.
    pub(crate) fn limits(&self) -> ProcessLimits {
        ProcessLimits {
            subject: self.options.subject,
            compiler: self.options.compiler,
        }
    }

    /// What the compiler calls itself.
    pub(crate) fn toolchain(&self) -> Option<String> {
        self.toolchain.version()
    }

    /// The level of the sandbox, once something has been prepared.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.sandbox
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(Sandbox::level)
    }

    /// Builds an exercise's judge and the crates that it allows, and chooses the sandbox when this is the first.
    ///
    /// # Errors
    /// When the judge doesn't build or isn't what the manifest says, or when nothing contains a submission here.
    pub fn prepare(&self, task: &Task) -> Result<(), JudgeError> {
        let prepared = toolchain::prepare(task, &self.root, &self.target, &self.toolchain)?;
        self.admit(task, prepared)
    }

    /// Prepares an exercise that allows no crates with a judge that has been built already.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn adopt(&self, task: &Task, judge: PathBuf) -> Result<(), JudgeError> {
        let prepared = toolchain::adopt(task, judge, &self.target, &self.toolchain)?;
        self.admit(task, prepared)
    }

    fn admit(&self, task: &Task, prepared: Prepared) -> Result<(), JudgeError> {
        let groups = groups(task, &prepared.judge)?;
        let mut chosen = self.sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        if chosen.is_none() {
            let Options {
                sandbox,
                accept_weak,
                ..
            } = self.options;
            let trial = |sandbox: &Sandbox| self.compiler(sandbox).probe(&prepared);
            *chosen = Some(Sandbox::choose(
                sandbox,
                accept_weak,
                &prepared.judge,
                trial,
            )?);
        }
        if let Some(sandbox) = chosen.as_ref().filter(|_| task.is_macro) {
            self.compiler(sandbox).probe_macros(&prepared)?;
        }
        drop(chosen);
        let ready = Arc::new(Ready { prepared, groups });
        self.ready
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(task.name.clone(), ready);
        Ok(())
    }

    fn compiler<'a>(&'a self, sandbox: &'a Sandbox) -> Compiler<'a> {
        Compiler {
            toolchain: &self.toolchain,
            sandbox,
            limits: self.options.compiler,
            neighbours: self.neighbours(),
        }
    }

    /// Threads that the other jobs may start while one runs: a compiler's are the most.
    fn neighbours(&self) -> u64 {
        u64::from(self.options.jobs.saturating_sub(1)) * self.options.compiler.threads
    }

    /// Judges one submission: the text of its `src/lib.rs`.
    ///
    /// # Errors
    /// When the exercise can't be prepared. Whatever is wrong with the submission is a verdict, and so is a fault of the
    /// grader while it deals with it.
    pub fn judge(&self, task: &Task, source: &str) -> Result<Judgement, JudgeError> {
        let (ready, sandbox) = self.ready(task)?;
        let folder = tempfile::Builder::new().prefix("workbook-grade-").tempdir();
        let folder = folder.map_err(JudgeError::file(
            "create a folder in",
            &std::env::temp_dir(),
        ))?;
        let folder_path = folder
            .path()
            .canonicalize()
            .map_err(JudgeError::file("find", folder.path()))?;
        if task.is_macro {
            return Ok(self.judge_macros(task, &ready, &sandbox, source, &folder_path));
        }
        let subject = {
            let _shared = self.machine.read().unwrap_or_else(PoisonError::into_inner);
            match self
                .compiler(&sandbox)
                .build(task, &ready.prepared, source, &folder_path)
            {
                Ok(subject) => subject,
                Err(unbuilt) => return Ok(unbuilt_judgement(task, unbuilt, sandbox.level())),
            }
        };
        let job = |part| self.job(task, &sandbox, subject.clone(), part);
        let mut groups = {
            let _shared = self.machine.read().unwrap_or_else(PoisonError::into_inner);
            self.ask(&ready, &job(Part::Cases)).groups
        };
        let mut speed = None;
        if let Some(goal) = task.goal {
            if let Some(hung) = groups
                .iter()
                .find(|group| group.verdict == Verdict::Timeout)
            {
                let message = format!("no race, since `{}` didn't end in time", hung.name);
                groups.extend(
                    ready
                        .group(SPEED)
                        .map(|group| group.unrun(Verdict::Timeout, message)),
                );
            } else {
                let _alone = self.machine.write().unwrap_or_else(PoisonError::into_inner);
                let outcome = self.ask(&ready, &job(Part::Race { goal }));
                groups.extend(outcome.groups);
                speed = outcome.speed;
            }
        }
        Ok(Judgement::of_groups(
            &task.name,
            groups,
            speed,
            sandbox.level(),
        ))
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
    ) -> Judgement {
        let _shared = self.machine.read().unwrap_or_else(PoisonError::into_inner);
        let compiler = self.compiler(sandbox);
        let macros = match compiler.build_macros(task, &ready.prepared, source, folder) {
            Ok(macros) => macros,
            Err(unbuilt) => return unbuilt_judgement(task, unbuilt, sandbox.level()),
        };
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
                    self.ask_about(ready, group, &job)
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
        Judgement::of_groups(&task.name, groups, None, sandbox.level())
    }

    /// Gives a judge the job of one group.
    fn ask_about(&self, ready: &Ready, group: &Group, job: &Job) -> GroupResult {
        let judged = do_job(&ready.prepared.judge, job, self.options.subject.wall());
        let reason = match judged {
            Ok(outcome) => match <[GroupResult; 1]>::try_from(outcome.groups) {
                Ok([result]) => return result,
                Err(_) => "the judge judged other groups than it was asked about".to_owned(),
            },
            Err(reason) => reason,
        };
        group.unrun(Verdict::GraderFault, reason)
    }

    fn ready(&self, task: &Task) -> Result<(Arc<Ready>, Sandbox), JudgeError> {
        let find = || {
            self.ready
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(&task.name)
                .cloned()
        };
        let ready = match find() {
            Some(ready) => Some(ready),
            None => {
                self.prepare(task)?;
                find()
            }
        };
        let sandbox = self
            .sandbox
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        ready.zip(sandbox).ok_or_else(|| JudgeError::Judge {
            exercise: task.name.clone(),
            reason: "it was prepared, but no sandbox was chosen".to_owned(),
        })
    }

    /// Gives a judge a job. A judge that fails is our fault, in every group of the part that it should have judged.
    fn ask(&self, ready: &Ready, job: &Job) -> Outcome {
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
            speed: None,
        }
    }
}

impl Ready {
    fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    fn groups_of(&self, race: bool) -> impl Iterator<Item = &Group> {
        self.groups
            .iter()
            .filter(move |group| (group.name == SPEED) == race)
    }
}

impl Group {
    fn unrun(&self, verdict: Verdict, message: String) -> GroupResult {
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
            case: None,
        }
    }

    /// What comes of errors where there had to be some that say these words. A macro may word its own errors as it
    /// likes: like any value that a submission gives, they are held against what is asked.
    fn of_refusal(&self, words: &[String], errors: &[String]) -> GroupResult {
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

/// Asks a judge for its groups, and holds them against the manifest.
fn groups(task: &Task, judge: &Path) -> Result<Vec<Group>, JudgeError> {
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
