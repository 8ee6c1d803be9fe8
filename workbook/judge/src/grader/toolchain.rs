//! The compiler, and crates that were built with it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::place::Place;
use crate::error::JudgeError;
use crate::task::Task;
use serde_json::Value;

/// The source of the crate `frames`, as subjects get it.
const FRAMES: &str = include_str!("../frames.rs");

/// The edition of exercises.
pub(super) const EDITION: &str = "2024";

/// The compiler that this workspace is pinned to.
#[derive(Debug, Clone)]
pub(super) struct Toolchain {
    /// The folder with the compiler and the standard library.
    pub sysroot: PathBuf,
}

impl Toolchain {
    /// Asks the `rustc` of this folder's toolchain where it lives.
    pub fn find(root: &Path) -> Result<Self, JudgeError> {
        let asked = Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root)
            .stdin(Stdio::null())
            .output();
        let output = asked
            .map_err(|error| JudgeError::Toolchain(format!("`rustc --print sysroot`: {error}")))?;
        let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        let toolchain = Self { sysroot };
        if output.status.success() && toolchain.rustc().is_file() {
            return Ok(toolchain);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(JudgeError::Toolchain(format!(
            "`rustc --print sysroot` said: {}",
            said.trim()
        )))
    }

    /// The compiler itself, not a proxy that chooses one.
    pub fn rustc(&self) -> PathBuf {
        self.sysroot.join("bin").join("rustc")
    }
}

/// A crate to compile against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extern {
    /// Its name in code.
    pub name: String,
    /// Its compiled library.
    pub path: PathBuf,
}

/// All that an exercise's submissions are compiled with and judged by.
#[derive(Debug)]
pub(super) struct Prepared {
    /// `judge-NAME`.
    pub judge: PathBuf,
    /// The crate `frames`.
    pub frames: Extern,
    /// The crates that the exercise allows.
    pub allowed: Vec<Extern>,
    /// The folder that holds these crates and what they depend on, and nothing else.
    pub crates_dir: Place,
    /// The source of the subject's `main`.
    pub subject: String,
}

/// Builds an exercise's judge and the crates that it allows, once for all submissions.
pub(super) fn prepare(
    task: &Task,
    root: &Path,
    target: &Path,
    toolchain: &Toolchain,
) -> Result<Prepared, JudgeError> {
    let package = task.solution_package();
    let home = task.workspace.as_deref().unwrap_or(root);
    let libraries = cargo(task, home, target, &["--package", &package, "--lib"])?;
    let crates_dir = folder(target)?;
    let allowed = collect(task, &[root, home], &libraries, crates_dir.path())?;
    let binary = task.judge_binary();
    let judges = cargo(
        task,
        home,
        target,
        &[
            "--package",
            &package,
            "--features",
            "judge",
            "--bin",
            &binary,
        ],
    )?;
    let judge = judges
        .iter()
        .find_map(|artifact| artifact.executable.clone());
    let judge = judge.ok_or_else(|| not_ready(task, format!("cargo built no {binary}")))?;
    assemble(task, judge, allowed, crates_dir, toolchain)
}

/// Prepares an exercise whose judge has been built and which allows no crates.
pub(super) fn adopt(
    task: &Task,
    judge: PathBuf,
    target: &Path,
    toolchain: &Toolchain,
) -> Result<Prepared, JudgeError> {
    assemble(task, judge, Vec::new(), folder(target)?, toolchain)
}

fn assemble(
    task: &Task,
    judge: PathBuf,
    allowed: Vec<Extern>,
    crates_dir: Place,
    toolchain: &Toolchain,
) -> Result<Prepared, JudgeError> {
    let source = task.subject_source();
    let subject = std::fs::read_to_string(&source).map_err(JudgeError::file("read", &source))?;
    let frames = frames(task, crates_dir.path(), toolchain)?;
    Ok(Prepared {
        judge,
        frames,
        allowed,
        crates_dir,
        subject,
    })
}

/// A folder of this grader alone: another one may be at work in the same workspace.
fn folder(target: &Path) -> Result<Place, JudgeError> {
    Place::open(target, "crates-")
}

fn not_ready(task: &Task, reason: String) -> JudgeError {
    JudgeError::Judge {
        exercise: task.name.clone(),
        reason,
    }
}

/// One thing that cargo built.
struct Artifact {
    manifest: PathBuf,
    name: String,
    files: Vec<PathBuf>,
    executable: Option<PathBuf>,
}

fn cargo(
    task: &Task,
    root: &Path,
    target: &Path,
    what: &[&str],
) -> Result<Vec<Artifact>, JudgeError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--message-format=json-render-diagnostics",
            "--target-dir",
        ])
        .arg(target)
        .args(what)
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| not_ready(task, format!("cargo can't be started: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let reason = format!(
            "`cargo build --release {}` failed:\n{}",
            what.join(" "),
            said.trim()
        );
        return Err(not_ready(task, reason));
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter_map(|value| artifact(&value))
        .collect())
}

fn artifact(message: &Value) -> Option<Artifact> {
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let path = |value: &Value| value.as_str().map(PathBuf::from);
    Some(Artifact {
        manifest: path(&message["manifest_path"])?,
        name: message["target"]["name"].as_str()?.replace('-', "_"),
        files: message["filenames"]
            .as_array()?
            .iter()
            .filter_map(path)
            .collect(),
        executable: path(&message["executable"]),
    })
}

/// Copies what submissions may be compiled with into a folder of its own: cargo's holds the solution too. Of what these
/// workspaces make, only what the manifest allows is copied.
fn collect(
    task: &Task,
    homes: &[&Path],
    artifacts: &[Artifact],
    folder: &Path,
) -> Result<Vec<Extern>, JudgeError> {
    let homes = homes
        .iter()
        .map(|home| home.canonicalize().map_err(JudgeError::file("find", home)))
        .collect::<Result<Vec<_>, _>>()?;
    let is_ours =
        |artifact: &Artifact| homes.iter().any(|home| artifact.manifest.starts_with(home));
    let wanted: BTreeSet<String> = task
        .crates
        .iter()
        .map(|name| name.replace('-', "_"))
        .collect();
    let mut allowed = Vec::new();
    for artifact in artifacts
        .iter()
        .filter(|artifact| !is_ours(artifact) || wanted.contains(&artifact.name))
    {
        let usable = |path: &&PathBuf| {
            path.extension()
                .is_some_and(|e| ["rlib", "so", "dylib"].iter().any(|x| e == *x))
        };
        for file in artifact.files.iter().filter(usable) {
            let Some(name) = file.file_name() else {
                continue;
            };
            let path = folder.join(name);
            std::fs::hard_link(file, &path)
                .or_else(|_| std::fs::copy(file, &path).map(|_| ()))
                .map_err(JudgeError::file("copy to", &path))?;
            if wanted.contains(&artifact.name) {
                allowed.push(Extern {
                    name: artifact.name.clone(),
                    path,
                });
            }
        }
    }
    match wanted
        .iter()
        .find(|name| allowed.iter().all(|found| found.name != **name))
    {
        Some(missing) => Err(not_ready(
            task,
            format!(
                "the manifest allows the crate `{missing}`, but {} doesn't depend on it",
                task.solution_package()
            ),
        )),
        None => Ok(allowed),
    }
}

/// Compiles the crate `frames` with the submissions' compiler. It is our text, so nothing contains this.
fn frames(task: &Task, folder: &Path, toolchain: &Toolchain) -> Result<Extern, JudgeError> {
    let source = folder.join("frames.rs");
    std::fs::write(&source, FRAMES).map_err(JudgeError::file("write", &source))?;
    let path = folder.join("libframes.rlib");
    let output = Command::new(toolchain.rustc())
        .args([
            "--crate-name",
            "frames",
            "--crate-type",
            "rlib",
            "--edition",
            EDITION,
            "-C",
            "opt-level=3",
            "-o",
        ])
        .arg(&path)
        .arg(&source)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| JudgeError::Toolchain(error.to_string()))?;
    if !output.status.success() {
        return Err(not_ready(
            task,
            format!(
                "frames.rs: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ),
        ));
    }
    Ok(Extern {
        name: "frames".to_owned(),
        path,
    })
}
