//! The grader: builds an exercise's judge once, and each submission in a sandbox; asks the judge; sums up.

mod asking;
mod compile;
mod judging;
mod place;
mod toolchain;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::error::JudgeError;
use crate::limits::Limits;
use crate::report::ProcessLimits;
use crate::sandbox::{Level, Sandbox, SandboxError};
use crate::task::Task;
use asking::{Group, groups};
use compile::Compiler;
use place::Place;
use toolchain::{Prepared, Toolchain};

pub(crate) use judging::Heard;

/// The linker that submissions are linked with.
pub(crate) const LINKER: &str = "/usr/bin/cc";

/// Seeds are below this, so that every reader of JSON keeps all their digits.
pub(crate) const SEEDS: u64 = 1 << 53;

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
    /// Where submissions are built.
    place: Place,
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

/// A judge to try a machine with.
pub(crate) struct Examination<'a> {
    grader: &'a Grader,
    prepared: Prepared,
}

impl Examination<'_> {
    /// The judge's binary.
    pub fn judge(&self) -> &Path {
        &self.prepared.judge
    }

    /// Runs and compiles programs of ours at a level: an error says what doesn't work.
    pub fn of_level(&self, level: Level) -> Result<(), SandboxError> {
        let sandbox = Sandbox::assume(level, self.prepared.judge.clone());
        sandbox.probe()?;
        self.grader.compiler(&sandbox).probe(&self.prepared)
    }
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
            place: Place::open(&std::env::temp_dir(), "workbook-grade-")?,
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

    /// The workspace that it was made for.
    pub(crate) fn root(&self) -> &Path {
        &self.root
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

    /// The compiler's folder.
    pub(crate) fn sysroot(&self) -> &Path {
        &self.toolchain.sysroot
    }

    /// The folder that submissions are built in.
    pub(crate) fn workplace(&self) -> &Path {
        self.place.path()
    }

    /// The stronger levels of the sandbox that were tried and don't work here.
    pub(crate) fn passed_over(&self) -> Vec<String> {
        let sandbox = self.sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        sandbox
            .as_ref()
            .map_or_else(Vec::new, |sandbox| sandbox.passed_over().to_vec())
    }

    /// Builds an exercise's judge to try the sandbox with, and chooses none.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub(crate) fn examination(&self, task: &Task) -> Result<Examination<'_>, JudgeError> {
        let prepared = toolchain::prepare(task, &self.root, &self.target, &self.toolchain)?;
        Ok(Examination {
            grader: self,
            prepared,
        })
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
}
