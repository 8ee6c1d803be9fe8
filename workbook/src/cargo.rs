//! Cargo as a tool: building one test target and hearing what the compiler says.

use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;
use cargo_metadata::diagnostic::DiagnosticLevel;

use crate::leash::Leash;

/// Where cargo runs, and who can call it off.
#[derive(Debug, Clone)]
pub struct Cargo {
    root: PathBuf,
    /// What its children, and the programs that they build, are held by.
    pub leash: Leash,
}

impl Cargo {
    /// Cargo in the workspace at `root`, as the terminal runs it.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            leash: Leash::none(),
        }
    }

    /// The same on a leash.
    pub fn on(self, leash: Leash) -> Self {
        Self { leash, ..self }
    }

    /// A command of it, without arguments yet.
    pub fn command(&self) -> Command {
        let mut command = command();
        command.current_dir(&self.root);
        command
    }
}

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
pub fn build_spec(cargo: &Cargo, package: &str) -> Result<Build, CargoError> {
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
    let mut command = cargo.command();
    command
        .args(arguments)
        .arg(format!("--message-format={format}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut child = cargo
        .leash
        .spawn(&mut command)
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
