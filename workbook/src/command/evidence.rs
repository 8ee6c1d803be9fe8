//! `evidence`: what stays the same on any laptop: bytes asked for, instructions, machine code.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use workbook_pages::evidence::{Evidence, FOLDER, FORMAT};
use workbook_pages::fingerprint;

use crate::cli::Failure;
use crate::workspace::Workspace;
use crate::{atomic, cargo};

/// Arguments of `evidence`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Kernels to look at [default: all that there is evidence of].
    #[arg(value_name = "KERNEL")]
    kernels: Vec<String>,
    /// Keep it for the book's pages. Takes valgrind and objdump, or does nothing.
    #[arg(long)]
    reference: bool,
    /// One line of JSON a kernel, in place of the tables.
    #[arg(long)]
    json: bool,
}

/// Why there is no evidence.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// A program couldn't be started or read.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// What was run.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program failed.
    #[error("`{command}` failed ({status}); what it said is above")]
    Failed {
        /// What was run.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// It refused what was asked for.
    #[error("`{command}` refused; what it said is above")]
    Refused {
        /// What was run.
        command: String,
    },
    /// It printed something else than was agreed.
    #[error("`{command}` printed a line that is no evidence: {reason}")]
    Garbled {
        /// What was run.
        command: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A reference needs all of it.
    #[error(
        "the evidence of {kernel} is not whole, as noted above: pages are kept with instructions and machine code; nothing was written"
    )]
    NotWhole {
        /// The kernel.
        kernel: String,
    },
    /// A source file has no fingerprint.
    #[error(transparent)]
    Fingerprint(#[from] fingerprint::FingerprintError),
    /// A file can't be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Refused { .. } | EvidenceError::NotWhole { .. } => Failure::input(error),
            EvidenceError::Failed { .. } => Failure::failed(error),
            _ => Failure::fault(error),
        }
    }
}

/// Runs `evidence`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    Ok(gather(args, &workspace.root)?)
}

fn gather(args: &Args, root: &Path) -> Result<ExitCode, EvidenceError> {
    let program = build(root)?;
    let kernels = if args.kernels.is_empty() {
        lines(&program, root, &["--list"])?
    } else {
        args.kernels.clone()
    };
    let rustc = rustc(root);
    let mut gathered = Vec::new();
    for kernel in &kernels {
        for line in lines(&program, root, &[kernel.as_str()])? {
            let printed: Printed =
                serde_json::from_str(&line).map_err(|error| EvidenceError::Garbled {
                    command: shown(&[kernel.as_str()]),
                    reason: error.to_string(),
                })?;
            let evidence = Evidence {
                format: FORMAT,
                rustc: rustc.clone(),
                sources: fingerprints(root, &printed.files)?,
                ..printed.evidence
            };
            if args.reference && evidence.code.is_empty() {
                return Err(EvidenceError::NotWhole {
                    kernel: kernel.clone(),
                });
            }
            match args.json {
                true => println!(
                    "{}",
                    serde_json::to_string(&evidence).expect("evidence is JSON")
                ),
                false => print!("{}", table(&evidence)),
            }
            gathered.push(evidence);
        }
    }
    if args.reference {
        let counted = |evidence: &&Evidence| evidence.instructions.is_some();
        if args.kernels.is_empty() && !gathered.iter().any(|evidence| counted(&evidence)) {
            return Err(EvidenceError::NotWhole {
                kernel: "every kernel".to_owned(),
            });
        }
        for evidence in &gathered {
            let path = Path::new(FOLDER).join(format!("{}.json", evidence.kernel));
            let mut text = serde_json::to_string_pretty(evidence).expect("evidence is JSON");
            text.push('\n');
            atomic::write(&root.join(&path), text.as_bytes()).map_err(|source| {
                EvidenceError::Write {
                    path: path.clone(),
                    source,
                }
            })?;
            eprintln!("Kept in {}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A line that the program prints.
#[derive(serde::Deserialize)]
struct Printed {
    /// The files that the kernel's code is in.
    files: Vec<String>,
    #[serde(flatten)]
    evidence: Evidence,
}

/// The compiler that the listings are built with.
fn rustc(root: &Path) -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .current_dir(root)
        .output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// Holds what pages say of vector registers against the machine code of a release.
///
/// # Errors
/// When the program doesn't build, or a loop isn't as claimed: with what it is.
pub fn check(root: &Path) -> Result<String, String> {
    let program = build(root).map_err(|error| error.to_string())?;
    let output = Command::new(&program)
        .arg("--check")
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run `{}`: {error}", shown(&["--check"])))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

fn shown(words: &[&str]) -> String {
    format!("evidence {}", words.join(" "))
}

/// Builds the program `evidence` of the listings, as what is measured is built.
fn build(root: &Path) -> Result<PathBuf, EvidenceError> {
    let arguments = [
        "build",
        "--release",
        "--package",
        "listings",
        "--bin",
        "evidence",
    ];
    let command = format!("cargo {}", arguments.join(" "));
    let start = |source| EvidenceError::Start {
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
    for message in cargo_metadata::Message::parse_stream(stdout) {
        if let cargo_metadata::Message::CompilerArtifact(artifact) = message.map_err(start)?
            && artifact.target.name == "evidence"
        {
            program = artifact.executable.map(PathBuf::from).or(program);
        }
    }
    let status = child.wait().map_err(start)?;
    program
        .filter(|_| status.success())
        .ok_or(EvidenceError::Failed { command, status })
}

/// What the program prints, line by line; what it says goes to the terminal.
fn lines(program: &Path, root: &Path, words: &[&str]) -> Result<Vec<String>, EvidenceError> {
    let command = shown(words);
    let start = |source| EvidenceError::Start {
        command: command.clone(),
        source,
    };
    let mut child = Command::new(program)
        .args(words)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let lines = stdout
        .lines()
        .collect::<Result<Vec<_>, _>>()
        .map_err(start)?;
    let status = child.wait().map_err(start)?;
    match status.code() {
        Some(0) => Ok(lines),
        Some(2) => Err(EvidenceError::Refused { command }),
        _ => Err(EvidenceError::Failed { command, status }),
    }
}

/// The fingerprints of a kernel's Rust files, and of the toolchain that makes machine code of them.
fn fingerprints(
    root: &Path,
    sources: &[String],
) -> Result<BTreeMap<String, String>, EvidenceError> {
    let rust = sources.iter().filter(|path| path.ends_with(".rs"));
    let files = rust.map(String::as_str).chain(["rust-toolchain.toml"]);
    files
        .map(|path| Ok((path.to_owned(), fingerprint::file(&root.join(path))?)))
        .collect()
}

/// The evidence as a table for people.
fn table(evidence: &Evidence) -> String {
    let each = |count: u64| format!("{:.2}", count as f64 / evidence.numbers as f64);
    let mut names: Vec<&str> = evidence
        .bytes
        .iter()
        .map(|row| row.variant.as_str())
        .collect();
    let executed = evidence.instructions.iter().flat_map(|all| &all.rows);
    let more = executed
        .map(|row| row.variant.as_str())
        .chain(evidence.code.iter().map(|found| found.variant.as_str()));
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let width = names
        .iter()
        .map(|name| name.len())
        .max()
        .unwrap_or(0)
        .max(7);
    let mut text = format!(
        "{} at {}, per number\n\n  {:width$}  {:>12}  {:>12}  registers\n",
        evidence.kernel, evidence.size, "variant", "bytes", "instructions"
    );
    for name in names {
        let bytes = evidence.bytes.iter().find(|row| row.variant == name);
        let bytes = bytes.map_or("-".to_owned(), |row| each(row.asked));
        let executed = evidence
            .instructions
            .iter()
            .flat_map(|all| &all.rows)
            .find(|row| row.variant == name);
        let executed = executed.map_or("-".to_owned(), |row| each(row.count));
        let copies = evidence.code.iter().filter(|copy| copy.variant == name);
        let copies: Vec<String> = copies
            .map(|copy| match copy.packed {
                0 => format!("{}: scalar", copy.level),
                _ => format!("{}: {} bits", copy.level, copy.bits),
            })
            .collect();
        let line = format!(
            "  {name:width$}  {bytes:>12}  {executed:>12}  {}",
            copies.join(", ")
        );
        text += line.trim_end();
        text.push('\n');
    }
    if let Some(instructions) = &evidence.instructions {
        text += &format!(
            "\n  Counted by {}, with the registers of {}.\n",
            instructions.counter, instructions.level
        );
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_what_is_known_of_each_variant() {
        let evidence: Evidence = serde_json::from_value(serde_json::json!({"kernel": "sum", "size": "10^6", "numbers": 1000,
            "bytes": [{"variant": "arrays", "threads": 1, "asked": 8000, "most": 8000}],
            "instructions": {"counter": "callgrind", "level": "AVX2", "rows": [{"variant": "arrays", "count": 1500}]},
            "code": [{"variant": "simd", "level": "x86-64", "loop": [], "packed": 0, "scalar": 1, "bits": 128},
                {"variant": "simd", "level": "AVX2", "loop": [], "packed": 2, "scalar": 0, "bits": 256}]}))
        .unwrap();
        let expected = "\
sum at 10^6, per number

  variant         bytes  instructions  registers
  arrays           8.00          1.50
  simd                -             -  x86-64: scalar, AVX2: 256 bits

  Counted by callgrind, with the registers of AVX2.

";
        assert_eq!(table(&evidence), expected);
    }
}
