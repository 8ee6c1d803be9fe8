//! What the tool remembers of each exercise, in `.workbook/progress.json`. Everything in it can be computed again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::atomic;
use crate::cargo::Cargo;
use crate::cli::Failure;
use crate::spec::{self, Outcome};
use crate::workspace::{Exercise, Workspace};

/// How far a learner is with an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The file is as it was handed out.
    Untouched,
    /// Tests fail, or it doesn't compile.
    Failing,
    /// Every test passes.
    Passing,
}

impl State {
    /// The word for it, the same everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::Failing => "failing",
            Self::Passing => "passing",
        }
    }
}

/// The remembered verdicts and hints.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    #[serde(skip)]
    path: PathBuf,
    #[serde(default)]
    exercises: BTreeMap<String, Entry>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Entry {
    /// Fingerprint of the files that the verdict is about.
    #[serde(default)]
    fingerprint: String,
    /// The verdict on them.
    #[serde(default)]
    passing: bool,
    /// Hints shown so far.
    #[serde(default)]
    hints: usize,
}

impl Progress {
    /// Reads what is remembered. A file that can't be read is set aside with a word on standard error: nothing in it is lost for good.
    pub fn load(own_dir: &Path) -> Self {
        let path = own_dir.join("progress.json");
        let read = std::fs::read(&path);
        let mut progress = match read.map(|bytes| serde_json::from_slice::<Self>(&bytes)) {
            Ok(Ok(progress)) => progress,
            Ok(Err(error)) => {
                let aside = path.with_extension("json.unreadable");
                let moved = std::fs::rename(&path, &aside).is_ok();
                let fate = if moved {
                    format!("it is kept as {}", aside.display())
                } else {
                    "it stays where it is".to_owned()
                };
                eprintln!(
                    "note: {} can't be read ({error}); {fate}, and verdicts are computed anew",
                    path.display()
                );
                Self::default()
            }
            Err(_) => Self::default(),
        };
        progress.path = path;
        progress
    }

    /// Writes it back.
    pub fn save(&self) -> std::io::Result<()> {
        let text = serde_json::to_string_pretty(self).expect("progress is plain data");
        atomic::write(&self.path, format!("{text}\n").as_bytes())
    }

    /// The state, when it is known without running anything.
    pub fn state(&self, exercise: &Exercise) -> Option<State> {
        if untouched(exercise) {
            return Some(State::Untouched);
        }
        let entry = self.exercises.get(&exercise.name)?;
        let known = entry.fingerprint == fingerprint(exercise);
        known.then_some(if entry.passing {
            State::Passing
        } else {
            State::Failing
        })
    }

    /// Remembers a verdict on the files as they were when `fingerprint` was taken.
    fn remember(&mut self, exercise: &Exercise, fingerprint: String, passing: bool) {
        let entry = self.exercises.entry(exercise.name.clone()).or_default();
        entry.fingerprint = fingerprint;
        entry.passing = passing;
    }

    /// Hints shown so far.
    pub fn hints(&self, exercise: &Exercise) -> usize {
        self.exercises
            .get(&exercise.name)
            .map_or(0, |entry| entry.hints)
    }

    /// Sets how many hints were shown.
    pub fn set_hints(&mut self, exercise: &Exercise, count: usize) {
        self.exercises
            .entry(exercise.name.clone())
            .or_default()
            .hints = count;
    }
}

/// Runs an exercise's spec and remembers the verdict at once, beside what another terminal may have written meanwhile.
pub fn check(
    exercise: &Exercise,
    workspace: &Workspace,
    cargo: &Cargo,
) -> Result<Outcome, Failure> {
    let fingerprint = fingerprint(exercise);
    let outcome = spec::run(cargo, &exercise.package(), &exercise.dir, &exercise.spec())
        .map_err(Failure::fault)?;
    if cargo.leash.is_cut() {
        return Err(Failure::fault("called off"));
    }
    let mut progress = Progress::load(&workspace.own_dir());
    progress.remember(exercise, fingerprint, outcome.passing());
    progress.save().map_err(Failure::fault)?;
    Ok(outcome)
}

/// Whether the learner's file is as it was handed out (line ends apart).
pub fn untouched(exercise: &Exercise) -> bool {
    let read = |path: PathBuf| std::fs::read_to_string(path).map(|text| text.replace("\r\n", "\n"));
    match (read(exercise.file()), read(exercise.start())) {
        (Ok(file), Ok(start)) => file == start,
        _ => false,
    }
}

/// One fingerprint over everything that decides an exercise's verdict: its sources, its spec, its manifest.
pub fn fingerprint(exercise: &Exercise) -> String {
    let mut files = vec![exercise.dir.join("Cargo.toml"), exercise.spec()];
    let mut folders = vec![exercise.dir.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => files.push(entry.path()),
            }
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let bytes = std::fs::read(&file).unwrap_or_default();
        hash.update(
            file.strip_prefix(&exercise.dir)
                .unwrap_or(&file)
                .to_string_lossy()
                .as_bytes(),
        );
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
