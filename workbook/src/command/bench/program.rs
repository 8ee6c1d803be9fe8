//! The program `measure` of the listings: built for release, asked how it was compiled.

use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::Message;

use super::child::{Manners, follow, lines, parsed};
use super::error::BenchError;
use super::progress::Bar;
use super::stop::Stop;
use crate::cargo;

/// Builds the program `measure` for release.
pub fn build(root: &Path, stop: &Stop) -> Result<PathBuf, BenchError> {
    let arguments = [
        "build",
        "--release",
        "--package",
        "listings",
        "--bin",
        "measure",
    ];
    let mut command = cargo::command();
    command
        .args(arguments)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root);
    let mut program = None;
    let bar = Bar::new(Vec::new());
    let status = follow(command, Manners::Deaf, stop, &bar, |line| {
        // What isn't a message of cargo's is none of ours.
        if let Ok(Message::CompilerArtifact(artifact)) = serde_json::from_str(line)
            && artifact.target.name == "measure"
        {
            program = artifact.executable.map(PathBuf::from).or(program.take());
        }
    })?;
    program
        .filter(|_| status.success())
        .ok_or_else(|| BenchError::Failed {
            command: format!("cargo {}", arguments.join(" ")),
            status,
        })
}

/// How the measured code was compiled, in words.
pub fn flags(program: &Path) -> Result<String, BenchError> {
    #[derive(serde::Deserialize)]
    struct Build {
        target_features: Vec<String>,
    }
    let mut command = Command::new(program);
    command.arg("--build");
    let lines = lines(command)?;
    let builds: Vec<Build> = parsed(&lines, "measure --build", "build")?;
    let features = builds
        .first()
        .map(|build| build.target_features.join(" "))
        .unwrap_or_default();
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    let flags = if flags.trim().is_empty() {
        String::new()
    } else {
        format!(", RUSTFLAGS {}", flags.trim())
    };
    Ok(format!("release, {features}{flags}"))
}
