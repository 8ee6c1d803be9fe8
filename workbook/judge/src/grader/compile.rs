//! From a submission's text to a subject: the compiler in a sandbox, on files of ours.

mod arguments;
mod macros;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;

use super::toolchain::{Extern, Prepared, Toolchain};
use crate::error::JudgeError;
use crate::limits::Limits;
use crate::sandbox::child::{Ending, Exit};
use crate::sandbox::{Launch, Level, Role, Sandbox, SandboxError};
use crate::task::Task;
use crate::verdict::Verdict;
use arguments::Arguments;

/// What the answer's crate is called in a subject.
const ANSWER: &str = "answer";

/// The file that a submission is written to, and that messages name.
const ANSWER_SOURCE: &str = "lib.rs";

/// The file with the subject's `main`.
const SUBJECT_SOURCE: &str = "subject.rs";

/// The exit status of a compiler that crashed.
const COMPILER_PANIC: i32 = 101;

/// The most errors of one compilation that are looked at.
const MOST_ERRORS: usize = 100;

/// The longest compiler message that goes into a report, in characters.
const LONGEST_MESSAGE: usize = 600;

/// What kind of crate an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A library that a subject calls.
    Library,
    /// Procedural macros, which run inside the compiler of a subject.
    Macros,
}

/// The runs of the compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Over a student's text.
    Text,
    /// Over a text of ours, with a student's macros in the compiler's process.
    Expand,
    /// With a linker: over a text of ours with the result of the others, or over a student's macros, which are a library
    /// to be loaded.
    Link,
}

/// The most that an expander may have in its folder: what a macro writes isn't bounded by what it is given.
const MOST_BYTES: u64 = 512 << 20;

/// The most files and folders in an expander's folder.
const MOST_ENTRIES: usize = 1000;

/// Why there is no subject.
#[derive(Debug)]
pub(super) enum Unbuilt {
    /// The submission's fault.
    Refused {
        /// `build-error` or `build-limit`.
        verdict: Verdict,
        /// What the compiler says, in one line.
        message: String,
        /// All its errors, each in one line.
        errors: Vec<String>,
    },
    /// Ours.
    Fault(String),
}

impl From<JudgeError> for Unbuilt {
    fn from(error: JudgeError) -> Self {
        Self::Fault(error.to_string())
    }
}

impl From<SandboxError> for Unbuilt {
    fn from(error: SandboxError) -> Self {
        Self::Fault(error.to_string())
    }
}

/// A compiler in a sandbox.
pub(super) struct Compiler<'a> {
    pub toolchain: &'a Toolchain,
    pub sandbox: &'a Sandbox,
    pub limits: Limits,
    /// As [`Launch::neighbours`].
    pub neighbours: u64,
}

impl Compiler<'_> {
    /// Compiles a submission and links it into a subject. `folder` is this submission's own.
    pub fn build(
        &self,
        task: &Task,
        prepared: &Prepared,
        source: &str,
        folder: &Path,
    ) -> Result<PathBuf, Unbuilt> {
        let (answer_dir, subject_dir) = (folder.join("answer"), folder.join("subject"));
        write_source(&answer_dir.join(ANSWER_SOURCE), source)?;
        let mut arguments = Arguments::common(self.toolchain, prepared, ANSWER_SOURCE);
        arguments.kind(Kind::Library, ANSWER);
        if !task.allows_unsafe {
            arguments.words(&["-F", "unsafe_code"]);
        }
        prepared
            .allowed
            .iter()
            .for_each(|extern_| arguments.extern_(extern_));
        self.compile(
            arguments,
            vec![prepared.crates_dir.path().to_owned()],
            &answer_dir,
            Step::Text,
        )?;

        write_source(&subject_dir.join(SUBJECT_SOURCE), &prepared.subject)?;
        let answer = Extern {
            name: ANSWER.to_owned(),
            path: answer_dir.join(format!("lib{ANSWER}.rlib")),
        };
        let mut arguments = Arguments::common(self.toolchain, prepared, SUBJECT_SOURCE);
        arguments.program("subject");
        arguments.extern_(&answer);
        arguments.extern_(&prepared.frames);
        // An answer's arguments can be of these crates' types.
        prepared
            .allowed
            .iter()
            .for_each(|extern_| arguments.extern_(extern_));
        self.compile(
            arguments,
            vec![prepared.crates_dir.path().to_owned(), answer_dir],
            &subject_dir,
            Step::Link,
        )?;
        // What waits for its race needs no more than the program.
        let _ = std::fs::remove_dir_all(folder.join("answer"));
        Ok(subject_dir.join("subject"))
    }

    /// Compiles two texts of ours: one that must compile, and run where submissions are built, and one that must not
    /// compile, as it reads a file that isn't its own.
    pub fn probe(&self, prepared: &Prepared) -> Result<(), SandboxError> {
        let unusable = |reason| SandboxError::Unusable {
            level: self.sandbox.level(),
            reason,
        };
        let canary = || {
            let folder = tempfile::tempdir()?;
            let path = folder.path().canonicalize()?;
            std::fs::write(path.join("canary"), "canary")?;
            Ok((folder, path))
        };
        let (_guard, folder) =
            canary().map_err(|error: std::io::Error| unusable(error.to_string()))?;
        let attempt = |name: &str, source: &str| {
            let folder = folder.join(name);
            write_source(&folder.join(ANSWER_SOURCE), source)?;
            let mut arguments = Arguments::common(self.toolchain, prepared, ANSWER_SOURCE);
            arguments.program(name);
            self.compile(
                arguments,
                vec![prepared.crates_dir.path().to_owned()],
                &folder,
                Step::Link,
            )
        };
        match attempt("innocent", "fn main() {}") {
            Ok(()) => {}
            Err(
                Unbuilt::Refused {
                    message: reason, ..
                }
                | Unbuilt::Fault(reason),
            ) => {
                return Err(unusable(format!(
                    "an empty program doesn't compile: {reason}"
                )));
            }
        }
        self.run(folder.join("innocent").join("innocent"))?;
        let nosy = "fn main() { let _ = include_str!(\"../canary\"); }";
        match attempt("nosy", nosy) {
            Err(Unbuilt::Refused { .. }) => Ok(()),
            Ok(()) if self.sandbox.level() == Level::Weak => Ok(()),
            Ok(()) => Err(unusable(
                "the compiler can read what it shouldn't see".to_owned(),
            )),
            Err(Unbuilt::Fault(reason)) => Err(unusable(reason)),
        }
    }

    /// Runs a program of ours that was compiled here: on a file system without the right to execute, none would start.
    fn run(&self, program: PathBuf) -> Result<(), SandboxError> {
        let launch = Launch {
            level: self.sandbox.level(),
            role: Role::Subject,
            program,
            arguments: Vec::new(),
            readable: Vec::new(),
            writable: None,
            temporary: None,
            processors: None,
            neighbours: self.neighbours,
            limits: Limits::subject(),
        };
        let deadline = Instant::now() + launch.limits.wall();
        let ending = self.sandbox.start(&launch, Stdio::null())?.finish(deadline);
        if ending.exit == Exit::Status(0) {
            return Ok(());
        }
        Err(SandboxError::Unusable {
            level: self.sandbox.level(),
            reason: format!(
                "an empty program that was compiled in {} doesn't run ({:?} {}); if programs may not be executed there, \
                 set TMPDIR to a folder where they may",
                std::env::temp_dir().display(),
                ending.exit,
                short(ending.errors.text().trim())
            ),
        })
    }

    fn compile(
        &self,
        arguments: Arguments,
        mut readable: Vec<PathBuf>,
        folder: &Path,
        step: Step,
    ) -> Result<(), Unbuilt> {
        readable.push(self.toolchain.sysroot.clone());
        let launch = Launch {
            level: self.sandbox.level(),
            role: match step {
                Step::Expand => Role::Expander,
                Step::Text | Step::Link => Role::Compiler,
            },
            program: self.toolchain.rustc(),
            arguments: arguments.0,
            readable,
            writable: Some(folder.to_owned()),
            // A student's text could read the variable.
            temporary: (step == Step::Link).then(|| folder.to_owned()),
            processors: None,
            neighbours: self.neighbours,
            limits: self.limits,
        };
        let deadline = Instant::now() + self.limits.wall();
        let running = self.sandbox.start(&launch, Stdio::null())?;
        if step != Step::Expand {
            return match running.finish(deadline) {
                ending if ending.exit == Exit::Status(0) => Ok(()),
                ending => Err(self.unless_ours(self.explain(&ending), &launch, folder)),
            };
        }
        let ending = running.finish_while(deadline, || is_small(folder));
        if !is_small(folder) {
            let message = format!(
                "the compiler's folder held more than {} MiB or {MOST_ENTRIES} files",
                MOST_BYTES >> 20
            );
            return Err(limit(message));
        }
        match ending.exit {
            Exit::Status(0) => Ok(()),
            _ => Err(self.unless_ours(self.explain(&ending), &launch, folder)),
        }
    }

    /// What a compiler that lacked something of ours says is no student's error. Whether it did is looked up here, and
    /// not believed: a message can be made to say anything.
    fn unless_ours(&self, unbuilt: Unbuilt, launch: &Launch, folder: &Path) -> Unbuilt {
        let Unbuilt::Refused { message, .. } = &unbuilt else {
            return unbuilt;
        };
        let needed = launch.readable.iter().chain([&launch.program]);
        let gone = needed.into_iter().find(|path| !path.exists());
        if let Some(path) = gone {
            let path = path.display();
            return Unbuilt::Fault(format!("{path} is gone, and the compiler needs it"));
        }
        match room_for_a_build(folder) {
            Ok(()) => unbuilt,
            Err(error) => Unbuilt::Fault(format!(
                "no room to compile in {}: {error} (the compiler said: {message})",
                folder.display()
            )),
        }
    }

    fn explain(&self, ending: &Ending) -> Unbuilt {
        if ending.overflowed() {
            return limit(format!(
                "the compiler printed more than {} MiB",
                self.limits.output_bytes >> 20
            ));
        }
        let text = ending.errors.text();
        let errors: Vec<String> = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|m| error(&m))
            .take(MOST_ERRORS)
            .collect();
        let bubblewrap = self.sandbox.level() == Level::Bubblewrap;
        match ending.exit {
            Exit::Killed => limit(format!(
                "the compiler wasn't done after {} s",
                self.limits.wall_s
            )),
            Exit::Signal(signal) => limit(format!(
                "the compiler ran into its limits (signal {signal})"
            )),
            Exit::Status(status) if bubblewrap && status > 128 => limit(format!(
                "the compiler ran into its limits (signal {})",
                status - 128
            )),
            Exit::Status(_) if out_of_memory(&text) => limit(format!(
                "the compiler needed more than {} MiB",
                self.limits.memory_bytes >> 20
            )),
            Exit::Status(status) => match errors.first().cloned() {
                Some(message) => Unbuilt::Refused {
                    verdict: Verdict::BuildError,
                    message,
                    errors,
                },
                None if status == COMPILER_PANIC => {
                    let message = "the compiler itself crashed on it".to_owned();
                    Unbuilt::Refused {
                        verdict: Verdict::BuildError,
                        errors: vec![message.clone()],
                        message,
                    }
                }
                None => Unbuilt::Fault(format!(
                    "the compiler ended with status {status}: {}",
                    short(text.trim())
                )),
            },
        }
    }
}

/// The compiler ran into a limit.
fn limit(message: String) -> Unbuilt {
    Unbuilt::Refused {
        verdict: Verdict::BuildLimit,
        errors: vec![message.clone()],
        message,
    }
}

/// Whether a folder holds no more than an expander needs. What can't be counted is too much.
fn is_small(folder: &Path) -> bool {
    let (mut bytes, mut entries) = (0_u64, 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(found) = std::fs::read_dir(&folder) else {
            // It may have been the compiler's own, which has removed it since.
            if folder.symlink_metadata().is_ok() {
                return false;
            }
            continue;
        };
        for entry in found.flatten() {
            entries += 1;
            if entries > MOST_ENTRIES {
                return false;
            }
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => bytes += data.len(),
                Err(_) => {}
            }
        }
    }
    bytes <= MOST_BYTES
}

/// What a compilation may need on the disk, in bytes.
const ROOM: usize = 16 << 20;

/// Whether there is still room for a compilation.
fn room_for_a_build(folder: &Path) -> std::io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    let zeros = vec![0; 1 << 20];
    (0..ROOM / zeros.len()).try_for_each(|_| file.write_all(&zeros))
}

fn write_source(path: &Path, text: &str) -> Result<(), JudgeError> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(JudgeError::file("create", folder))?;
    std::fs::write(path, text).map_err(JudgeError::file("write", path))
}

/// rustc and its linker say so in several ways.
fn out_of_memory(text: &str) -> bool {
    [
        "memory allocation of",
        "out of memory",
        "Cannot allocate memory",
        "cannot allocate memory",
        "LLVM ERROR: pthread_create",
    ]
    .iter()
    .any(|phrase| text.contains(phrase))
}

/// The first error of the compiler's own, with its code and place.
fn error(message: &Value) -> Option<String> {
    if message["level"] != "error" && message["level"] != "error: internal compiler error" {
        return None;
    }
    let what = message["message"].as_str()?;
    // What a macro panicked with stands below that it panicked.
    let panicked = message["children"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|child| child["message"].as_str())
        .find(|said| said.starts_with("message: "))
        .map_or_else(String::new, |said| format!(" ({said})"));
    let code = message["code"]["code"]
        .as_str()
        .map_or_else(String::new, |code| format!("[{code}]"));
    let spans = message["spans"].as_array().into_iter().flatten();
    let place = spans
        .filter(|span| span["is_primary"] == true)
        .find_map(|span| {
            Some(format!(
                "{}:{}: ",
                span["file_name"].as_str()?,
                span["line_start"].as_u64()?
            ))
        })
        .unwrap_or_default();
    Some(short(&format!("{place}error{code}: {what}{panicked}")))
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}
