//! The program `measure` of the listings: built for release, asked how it was compiled.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;

use super::child::{lines, parsed};
use super::error::BenchError;
use crate::cargo;

/// Builds the program `measure` for release.
pub fn build(root: &Path) -> Result<PathBuf, BenchError> {
    let arguments = [
        "build",
        "--release",
        "--package",
        "listings",
        "--bin",
        "measure",
    ];
    let command = format!("cargo {}", arguments.join(" "));
    let start = |source| BenchError::Start {
        command: command.clone(),
        source,
    };
    let mut child = cargo::command()
        .args(arguments)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut program = None;
    for message in Message::parse_stream(stdout) {
        if let Message::CompilerArtifact(artifact) = message.map_err(start)?
            && artifact.target.name == "measure"
        {
            program = artifact.executable.map(PathBuf::from).or(program);
        }
    }
    let status = child.wait().map_err(start)?;
    program
        .filter(|_| status.success())
        .ok_or_else(|| BenchError::Failed {
            command: command.clone(),
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
    let lines = lines(command, |_| true)?;
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
