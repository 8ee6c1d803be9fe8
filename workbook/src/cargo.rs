//! Cargo as a tool: building one test target and hearing what the compiler says.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;
use cargo_metadata::diagnostic::DiagnosticLevel;

use crate::ear::Ear;
use crate::leash::Leash;

/// Where cargo runs, who can call it off, and who hears what it says.
#[derive(Debug, Clone)]
pub struct Cargo {
    root: PathBuf,
    /// Where it builds, if that isn't where the terminal's cargo does.
    target: Option<PathBuf>,
    /// Who hears it, and the programs that it builds.
    pub ear: Ear,
    /// What its children, and the programs that they build, are held by.
    pub leash: Leash,
}

impl Cargo {
    /// Cargo in the workspace at `root`, as the terminal runs it.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            target: None,
            ear: Ear::default(),
            leash: Leash::none(),
        }
    }

    /// The same for a page: what it says goes to `ear`, and it builds in `target`, so that neither it nor a cargo in the
    /// terminal waits for the other.
    pub fn for_page(self, target: PathBuf, ear: Ear) -> Self {
        Self {
            target: Some(target),
            ear,
            ..self
        }
    }

    /// The same on a leash.
    pub fn on(self, leash: Leash) -> Self {
        Self { leash, ..self }
    }

    /// A command of it for its leash, without arguments yet.
    pub fn command(&self) -> Command {
        let mut command = self.leash.command(program());
        command.current_dir(&self.root);
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        if self.ear.is_page() {
            command.env("CARGO_TERM_COLOR", "never");
        }
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

/// The folder that a cargo in the terminal builds in, in the workspace at `root`.
pub fn target(root: &Path) -> PathBuf {
    let told = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    told.map_or_else(|| root.join("target"), |told| root.join(told))
}

/// The cargo that runs us, or the one on the path.
pub fn command() -> Command {
    Command::new(program())
}

fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Builds the test target `spec` of a package, optimised as the dev profile says.
pub fn build_spec(cargo: &Cargo, package: &str) -> Result<Build, CargoError> {
    let format = if cargo.ear.likes_colour() {
        "json-diagnostic-rendered-ansi"
    } else {
        "json"
    };
    let arguments = ["test", "--package", package, "--test", "spec", "--no-run"];
    let shown = format!("cargo {}", arguments.join(" "));
    let mut command = cargo.command();
    command
        .args(arguments)
        .arg(format!("--message-format={format}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if cargo.ear.is_page() {
        // The first build takes a while, and a page has nothing else to show meanwhile.
        command.stderr(Stdio::piped());
    } else {
        command.arg("--quiet");
    }
    let mut child = cargo
        .leash
        .spawn(&mut command)
        .map_err(|source| CargoError::Start {
            command: shown.clone(),
            source,
        })?;
    let told = child.stderr.take().map(|stderr| {
        let ear = cargo.ear.clone();
        std::thread::spawn(move || {
            let lines = BufReader::new(stderr).split(b'\n').map_while(Result::ok);
            lines.for_each(|line| ear.say(String::from_utf8_lossy(&line).trim_end()));
        })
    });
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
    if let Some(told) = told {
        // It has nothing to hand over.
        let _ = told.join();
    }
    match executable {
        Some(executable) if status.success() => Ok(Build::Done {
            executable,
            warnings,
        }),
        _ if errors.is_empty() => Err(CargoError::Broken { command: shown }),
        _ => Ok(Build::Failed { errors }),
    }
}
