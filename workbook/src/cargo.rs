//! Cargo as a tool: building one test target and hearing what the compiler says.

use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;
use cargo_metadata::diagnostic::DiagnosticLevel;

/// What came of a build.
#[derive(Debug)]
pub enum Build {
    /// It compiled.
    Done {
        /// The test executable.
        executable: PathBuf,
        /// Warnings about the package's own code, as rustc words them.
        warnings: Vec<String>,
    },
    /// It didn't.
    Failed {
        /// Errors, as rustc words them.
        errors: Vec<String>,
    },
}

/// Cargo couldn't be used.
#[derive(Debug, thiserror::Error)]
pub enum CargoError {
    /// It didn't start.
    #[error("cannot start `{command}`; is cargo on the path?")]
    Start {
        /// What was run.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Its messages stopped making sense.
    #[error("cannot read what `{command}` says")]
    Messages {
        /// What was run.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It failed without naming a compile error.
    #[error("`{command}` failed without a compile error; run it yourself to see why")]
    Broken {
        /// What was run.
        command: String,
    },
}

/// The cargo that runs us, or the one on the path.
pub fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds the test target `spec` of a package, optimised as the dev profile says.
pub fn build_spec(root: &Path, package: &str) -> Result<Build, CargoError> {
    let format = if std::io::stdout().is_terminal() {
        "json-diagnostic-rendered-ansi"
    } else {
        "json"
    };
    let arguments = [
        "test",
        "--quiet",
        "--package",
        package,
        "--test",
        "spec",
        "--no-run",
    ];
    let shown = format!("cargo {}", arguments.join(" "));
    let mut child = command()
        .args(arguments)
        .arg(format!("--message-format={format}"))
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| CargoError::Start {
            command: shown.clone(),
            source,
        })?;
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let (mut executable, mut warnings, mut errors) = (None, Vec::new(), Vec::new());
    for message in Message::parse_stream(stdout) {
        let message = message.map_err(|source| CargoError::Messages {
            command: shown.clone(),
            source,
        })?;
        match message {
            Message::CompilerArtifact(artifact) if artifact.target.is_test() => {
                executable = artifact.executable.map(PathBuf::from).or(executable);
            }
            Message::CompilerMessage(message) => {
                let text = message.message.rendered.unwrap_or(message.message.message);
                match message.message.level {
                    DiagnosticLevel::Error | DiagnosticLevel::Ice => errors.push(text),
                    DiagnosticLevel::Warning => warnings.push(text),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    let status = child.wait().map_err(|source| CargoError::Start {
        command: shown.clone(),
        source,
    })?;
    match executable {
        Some(executable) if status.success() => Ok(Build::Done {
            executable,
            warnings,
        }),
        _ if errors.is_empty() => Err(CargoError::Broken { command: shown }),
        _ => Ok(Build::Failed { errors }),
    }
}
