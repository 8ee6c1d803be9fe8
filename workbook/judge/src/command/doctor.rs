//! `grade --doctor`: whether this machine has what grading needs, found out by trying.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use serde::Serialize;

use crate::error::JudgeError;
use crate::grader::{Examination, Grader, LINKER, Options};
use crate::sandbox::Level;
use crate::sandbox::means::{self, Means};
use crate::task::Task;

/// The layout of the JSON document.
const FORMAT: u32 = 1;

/// Exit status where nothing contains a submission.
const UNFIT: u8 = 1;

/// What a folder for builds should have free, in bytes.
const ROOM: u64 = 2 << 30;

/// What was found.
#[derive(Debug, Serialize)]
struct Findings {
    format: u32,
    /// The level that grading would use.
    level: Option<Level>,
    means: Vec<Finding>,
}

/// One of the means, tried.
#[derive(Debug, Serialize)]
struct Finding {
    name: String,
    works: bool,
    /// What was found, or how it failed.
    found: String,
    /// What it is for, and what follows where it doesn't work.
    means: &'static str,
    /// How to get it.
    remedy: &'static str,
}

/// Tries everything; the exit status says whether submissions can be contained here.
///
/// # Errors
/// When standard output can't be written.
pub(super) fn examine(
    root: &Path,
    options: Options,
    tasks: &[Task],
    json: bool,
) -> Result<ExitCode, JudgeError> {
    eprintln!("trying what grading needs (the first time, a judge is built)");
    let findings = find(root, options, tasks);
    if json {
        let text = serde_json::to_string_pretty(&findings)
            .map_err(|error| JudgeError::Usage(error.to_string()))?;
        println!("{text}");
    } else {
        print!("{}", told(&findings));
    }
    Ok(match findings.level {
        Some(_) => ExitCode::SUCCESS,
        None => ExitCode::from(UNFIT),
    })
}

fn find(root: &Path, options: Options, tasks: &[Task]) -> Findings {
    let mut findings = Findings {
        format: FORMAT,
        level: None,
        means: vec![kernel(), linker(), dependencies(root)],
    };
    let grader = match Grader::new(root, options) {
        Ok(grader) => grader,
        Err(error) => {
            findings.means.push(toolchain(Err(error.to_string())));
            return findings;
        }
    };
    findings
        .means
        .push(toolchain(Ok(grader.sysroot().display().to_string())));
    findings.means.push(room(grader.workplace()));
    findings.means.push(bubblewrap());
    // The simplest judge there is: one with no crates of its own.
    let mut known: Vec<&Task> = tasks
        .iter()
        .filter(|task| !task.is_macro && task.subject_source().is_file())
        .collect();
    known.sort_by_key(|task| (task.crates.len(), task.name.clone()));
    let built = match known.first() {
        Some(task) => grader.examination(task).map_err(|error| error.to_string()),
        None => Err("this copy of the workbook has no judges: it is a hand-out".to_owned()),
    };
    let examination = match built {
        Ok(examination) => {
            findings.means.push(judge(Ok(())));
            examination
        }
        Err(reason) => {
            findings.means.push(judge(Err(reason)));
            return findings;
        }
    };
    for means in Means::ALL {
        let tried = attempt(&examination, means);
        findings.means.push(of_means(means, tried));
    }
    findings.means.push(cgroups());
    for level in [Level::Bubblewrap, Level::Landlock] {
        let tried = examination
            .of_level(level)
            .map_err(|error| error.to_string());
        if tried.is_ok() && findings.level.is_none() {
            findings.level = Some(level);
        }
        findings.means.push(of_level(level, tried));
    }
    findings
}

fn finding(
    name: impl Into<String>,
    tried: Result<String, String>,
    means: &'static str,
    remedy: &'static str,
) -> Finding {
    let works = tried.is_ok();
    let (Ok(found) | Err(found)) = tried;
    Finding {
        name: name.into(),
        works,
        found: found.split_whitespace().collect::<Vec<_>>().join(" "),
        means,
        remedy,
    }
}

fn kernel() -> Finding {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease");
    let tried = release
        .map(|release| format!("Linux {} on {}", release.trim(), std::env::consts::ARCH))
        .map_err(|error| format!("/proc can't be read: {error}"));
    finding(
        "kernel",
        tried,
        "/proc tells how many threads run and how long they worked; without it, a busy machine is taken for a slow answer",
        "mount /proc, or grade outside this container",
    )
}

fn linker() -> Finding {
    let ran = Command::new(LINKER)
        .arg("--version")
        .stdin(Stdio::null())
        .output();
    let tried = match ran {
        Ok(output) if output.status.success() => Ok(first_line(&output.stdout)),
        Ok(output) => Err(format!("{LINKER} --version: {}", output.status)),
        Err(error) => Err(format!("{LINKER}: {error}")),
    };
    finding(
        "linker",
        tried,
        "submissions are linked with it; without it, none can be built",
        "install a C compiler (Debian and Ubuntu: `apt install gcc`), so that /usr/bin/cc is there",
    )
}

fn toolchain(tried: Result<String, String>) -> Finding {
    finding(
        "toolchain",
        tried,
        "compiles judges and submissions; without it, nothing can be graded",
        "install Rust from https://rustup.rs for the user who grades; `rustc --version` must work in this folder",
    )
}

fn dependencies(root: &Path) -> Finding {
    let cargo = || Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let host = Command::new("rustc")
        .arg("-vV")
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .ok()
        .and_then(|output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let host = text.lines().find_map(|line| line.strip_prefix("host: "));
            host.map(str::to_owned)
        });
    let mut command = cargo();
    command.args(["fetch", "--locked", "--offline", "--quiet"]);
    command.args(host.iter().flat_map(|host| ["--target", host]));
    let ran = command.current_dir(root).stdin(Stdio::null()).output();
    let tried = match ran {
        Ok(output) if output.status.success() => {
            Ok("all that the lock file names is on this machine".to_owned())
        }
        Ok(output) => Err(first_line(&output.stderr)),
        Err(error) => Err(format!("cargo can't be started: {error}")),
    };
    finding(
        "dependencies",
        tried,
        "judges are built with them; while some are missing, the first grading needs the network (submissions never do)",
        "run `cargo fetch --locked` once while there is a network",
    )
}

fn room(folder: &Path) -> Finding {
    let tried = match nix::sys::statvfs::statvfs(folder) {
        Ok(disk) => {
            let free = u64::from(disk.blocks_available()) * u64::from(disk.fragment_size());
            let place = std::env::temp_dir();
            let text = format!("{} MiB free in {}", free >> 20, place.display());
            if free < ROOM { Err(text) } else { Ok(text) }
        }
        Err(error) => Err(format!("{}: {error}", folder.display())),
    };
    finding(
        "room",
        tried,
        "submissions are built there, and their programs are kept until they have raced; on a full disk, rows become `grader-fault`",
        "free 2 GiB there, or set TMPDIR to a folder with more, where programs may be executed",
    )
}

fn bubblewrap() -> Finding {
    let tried = match Command::new("bwrap").arg("--version").output() {
        Ok(output) if output.status.success() => Ok(first_line(&output.stdout)),
        Ok(output) => Err(format!("bwrap --version: {}", output.status)),
        Err(error) => Err(format!("the command bwrap: {error}")),
    };
    finding(
        "bwrap",
        tried,
        "the command that makes the strongest level; without it, the level `landlock` is used",
        "install the package bubblewrap (Debian, Ubuntu, Fedora, Arch: that is its name)",
    )
}

fn judge(tried: Result<(), String>) -> Finding {
    finding(
        "judge",
        tried.map(|()| "a judge is built".to_owned()),
        "launches submissions and judges them; while it can't be built, nothing else can be tried",
        "mend what the compiler names; `cargo workbook verify` in the full workbook shows all of it",
    )
}

/// Tries one of the means in a process of its own.
fn attempt(examination: &Examination<'_>, means: Means) -> Result<String, String> {
    let ran = Command::new(examination.judge())
        .args([means::MODE, means.word()])
        .env_clear()
        .stdin(Stdio::null())
        .output();
    match ran {
        Ok(output) if output.status.success() => Ok(first_line(&output.stdout)),
        Ok(output) => Err(match first_line(&output.stdout) {
            nothing if nothing.is_empty() => {
                format!("the process that tried it: {}", output.status)
            }
            said => said,
        }),
        Err(error) => Err(error.to_string()),
    }
}

fn of_means(means: Means, tried: Result<String, String>) -> Finding {
    let (what, remedy) = match means {
        Means::Namespaces => (
            "bubblewrap makes them, so that a submission sees no file, process or network of yours; without them, the level `landlock` is used",
            "allow user namespaces: on Ubuntu `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, on older Debian \
             `sysctl kernel.unprivileged_userns_clone=1`; in a container, start it with leave to make them (Docker: \
             `--security-opt seccomp=unconfined`)",
        ),
        Means::Landlock => (
            "keeps a submission from your files at the level `landlock`; without it, only bubblewrap contains one",
            "use Linux 6.2 or later with `landlock` in /sys/kernel/security/lsm (boot with `lsm=landlock,…`)",
        ),
        Means::Seccomp => (
            "keeps a submission from sockets and processes at every level; without it, none contains one",
            "use a kernel with CONFIG_SECCOMP_FILTER; most have it, some containers take it away",
        ),
        Means::Limits => (
            "keep a submission from using up memory, processor time and threads; without them, it could stop your machine",
            "grade outside a container that forbids setrlimit",
        ),
        Means::User => (
            "where you are root, submissions run as a user that owns nothing; without that, they aren't run as root",
            "start the container with the capabilities SETUID and SETGID, or grade as an ordinary user",
        ),
    };
    finding(means.word(), tried, what, remedy)
}

fn cgroups() -> Finding {
    finding(
        "cgroups",
        Ok(
            "not used: limits on processes, one user for each, and PID namespaces do their part"
                .to_owned(),
        ),
        "nothing depends on them",
        "nothing needs to be done",
    )
}

fn of_level(level: Level, tried: Result<(), String>) -> Finding {
    let tried = tried.map(|()| {
        "a program of ours is kept from files, network and processes there; a compiler and its linker work".to_owned()
    });
    let (what, remedy) = match level {
        Level::Bubblewrap => (
            "the strongest level, all parts together; where it doesn't work, the next one is used, and the reports name it",
            "mend what doesn't work above; if all of it does, the reason names what is left",
        ),
        Level::Landlock | Level::Weak => (
            "the second level, all parts together; where neither works, grading stops unless `--accept-weak-containment` is said",
            "mend what doesn't work above; if all of it does, the reason names what is left",
        ),
    };
    finding(format!("level {level}"), tried, what, remedy)
}

fn first_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().find(|line| !line.trim().is_empty());
    line.unwrap_or_default().trim().to_owned()
}

/// What the terminal shows.
fn told(findings: &Findings) -> String {
    let mut text = String::new();
    for Finding {
        name,
        works,
        found,
        means,
        remedy,
    } in &findings.means
    {
        let mark = if *works { '✓' } else { '✗' };
        // Writing to a `String` doesn't fail.
        let _ = writeln!(text, "  {mark} {name:18} {found}");
        if !works {
            let _ = writeln!(text, "      {means}");
            let _ = writeln!(text, "      to get it: {remedy}");
        }
    }
    let last = match findings.level {
        Some(level) => format!("Grading works here. Submissions are contained at level {level}."),
        None => "Nothing here contains a submission, so grading stops. `--accept-weak-containment` grades all the same: \
                 verdicts can't be forged, but a submission could read or change whatever you can."
            .to_owned(),
    };
    let _ = writeln!(text, "\n{last}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_what_follows_and_what_helps() {
        let findings = Findings {
            format: FORMAT,
            level: None,
            means: vec![
                finding("linker", Ok("cc 12".to_owned()), "links", "install one"),
                finding(
                    "room",
                    Err("3 MiB\nfree".to_owned()),
                    "is built in",
                    "free some",
                ),
            ],
        };
        let text = told(&findings);
        assert!(
            text.contains("✓ linker             cc 12\n  ✗ room"),
            "{text}"
        );
        assert!(!text.contains("install one"), "nothing is to be done there");
        assert!(text.contains("3 MiB free\n      is built in\n      to get it: free some\n"));
        assert!(text.contains("--accept-weak-containment"));
    }
}
