//! Compiling a snippet's program against crates that are built already.
//!
//! Cargo builds the listings with all that they depend on, which takes a while once. The program itself goes to `rustc`
//! alone, so that a changed expression costs no more than itself.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use cargo_metadata::diagnostic::Diagnostic;
use cargo_metadata::{DependencyKind, Message, MetadataCommand};

use super::TimeError;
use super::program::Program;
use crate::cargo;

/// Crates that the program can't do without.
const NEEDED: [&str; 5] = ["listings", "ndarray", "rand", "rayon", "stopwatch"];

/// A folder for one run. What an earlier run left when it was interrupted goes after a day.
pub struct Place(tempfile::TempDir);

impl Place {
    /// A fresh folder among the reader's own.
    pub fn new(own: &Path) -> Result<Self, TimeError> {
        let folder = own.join("time");
        let wrong = |source| TimeError::Write {
            path: folder.clone(),
            source,
        };
        std::fs::create_dir_all(&folder).map_err(wrong)?;
        for left in std::fs::read_dir(&folder).map_err(wrong)?.flatten() {
            let is_old = left
                .metadata()
                .and_then(|about| about.modified())
                .is_ok_and(|made| {
                    SystemTime::now()
                        .duration_since(made)
                        .is_ok_and(|age| age > Duration::from_secs(86_400))
                });
            if is_old {
                // Another run may be at it; there is nothing to lose.
                let _ = std::fs::remove_dir_all(left.path());
            }
        }
        let made = tempfile::Builder::new().prefix("run-").tempdir_in(&folder);
        made.map(Self).map_err(wrong)
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// What became of the program.
pub enum Compiled {
    /// It can be run.
    Program(PathBuf),
    /// The compiler's errors about it.
    Refused(Vec<Diagnostic>),
}

/// The crates that a snippet can name, and how `rustc` finds them.
struct Crates {
    /// By their names in code.
    named: BTreeMap<String, PathBuf>,
    /// Folders with the crates that these depend on.
    folders: Vec<PathBuf>,
}

/// Compiles the program.
pub fn compile(program: &Program, root: &Path, place: &Place) -> Result<Compiled, TimeError> {
    let crates = crates(root)?;
    let source = place.file("snippet.rs");
    std::fs::write(&source, &program.text).map_err(|error| TimeError::Write {
        path: source.clone(),
        source: error,
    })?;
    let executable = place.file(&format!("snippet{}", std::env::consts::EXE_SUFFIX));
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc
        // The toolchain that this folder pins.
        .current_dir(root)
        .args([
            "--edition",
            "2024",
            "--crate-name",
            "snippet",
            "--crate-type",
            "bin",
        ])
        // As `[profile.release]`, but for the line tables, which no instruction depends on.
        .args([
            "-C",
            "opt-level=3",
            "-C",
            "embed-bitcode=no",
            "--error-format",
            "json",
        ])
        .args(flags());
    for (name, path) in &crates.named {
        rustc.arg("--extern").arg(joined(name, path));
    }
    for folder in &crates.folders {
        rustc.arg("-L").arg(joined("dependency", folder));
    }
    rustc
        .arg("-o")
        .arg(&executable)
        .arg(&source)
        .stdin(Stdio::null());
    let output = rustc.output().map_err(|source| TimeError::Start {
        command: "rustc".to_owned(),
        source,
    })?;
    if output.status.success() {
        return Ok(Compiled::Program(executable));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let diagnostics: Vec<Diagnostic> = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    // A linker's message is about no place in the source.
    if diagnostics
        .iter()
        .any(|told| told.code.is_some() || !told.spans.is_empty())
    {
        return Ok(Compiled::Refused(diagnostics));
    }
    let words = diagnostics.iter().filter_map(|told| told.rendered.clone());
    let words: String = words.collect();
    Err(TimeError::Rustc(if words.is_empty() {
        said.into_owned()
    } else {
        words
    }))
}

fn joined(name: &str, path: &Path) -> std::ffi::OsString {
    let mut words = std::ffi::OsString::from(name);
    words.push("=");
    words.push(path);
    words
}

/// The flags that cargo compiles with, from where it takes them.
fn flags() -> Vec<String> {
    let words = |name: &str| std::env::var(name).ok().filter(|words| !words.is_empty());
    if let Some(encoded) = words("CARGO_ENCODED_RUSTFLAGS") {
        return encoded.split('\x1f').map(str::to_owned).collect();
    }
    let plain = words("RUSTFLAGS").unwrap_or_default();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// Builds the listings, if need be, and finds them and the crates that they depend on.
fn crates(root: &Path) -> Result<Crates, TimeError> {
    let arguments = ["build", "--release", "--package", "listings", "--lib"];
    let command = format!("cargo {}", arguments.join(" "));
    let start = |source| TimeError::Start {
        command: command.clone(),
        source,
    };
    let mut child = cargo::command()
        .args(arguments)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    // A build that has nothing to do is no news.
    let words = BufReader::new(child.stderr.take().expect("stderr is piped"));
    let teller = std::thread::spawn(move || {
        for line in words.lines().map_while(Result::ok) {
            if !line.trim_start().starts_with("Finished ") {
                eprintln!("{line}");
            }
        }
    });
    let wanted = names(root);
    let (mut named, mut folders) = (BTreeMap::new(), Vec::new());
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    for message in Message::parse_stream(stdout) {
        let Message::CompilerArtifact(artifact) = message.map_err(start)? else {
            continue;
        };
        let library = artifact
            .filenames
            .iter()
            .find(|path| matches!(path.extension(), Some("rlib" | "so" | "dylib" | "dll")));
        let Some(library) = library else { continue };
        let path = library.clone().into_std_path_buf();
        if let Some(folder) = path.parent()
            && !folders.iter().any(|known| known == folder)
        {
            folders.push(folder.to_owned());
        }
        let name = artifact.target.name.replace('-', "_");
        if wanted.contains(&name) {
            // Of two versions, what the listings themselves depend on is built last: after its own dependencies.
            named.insert(name, path);
        }
    }
    let status = child.wait().map_err(start)?;
    // It ends with the child, and has nothing to say.
    let _ = teller.join();
    if !status.success() {
        return Err(TimeError::Crates { command, status });
    }
    // The listings' own file lies beside the folder of the others.
    let deps: Vec<PathBuf> = folders.iter().map(|folder| folder.join("deps")).collect();
    folders.extend(deps.into_iter().filter(|folder| folder.is_dir()));
    match NEEDED.iter().find(|name| !named.contains_key(**name)) {
        Some(missing) => Err(TimeError::NoCrate {
            command,
            name: (*missing).to_owned(),
        }),
        None => Ok(Crates { named, folders }),
    }
}

/// The crates that the listings depend on, and the listings, by their names in code.
fn names(root: &Path) -> Vec<String> {
    let metadata = MetadataCommand::new().no_deps().current_dir(root).exec();
    let packages = metadata
        .map(|metadata| metadata.packages)
        .unwrap_or_default();
    let listings = packages
        .iter()
        .find(|package| package.name.as_str() == "listings");
    let dependencies = listings.iter().flat_map(|package| &package.dependencies);
    let normal = dependencies.filter(|dependency| dependency.kind == DependencyKind::Normal);
    let mut names: Vec<String> = normal
        .map(|dependency| dependency.name.replace('-', "_"))
        .collect();
    names.extend(NEEDED.map(str::to_owned));
    names
}
