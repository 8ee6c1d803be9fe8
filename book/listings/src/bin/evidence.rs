//! Prints what stays the same on any machine, one line of JSON a kernel. `cargo workbook evidence` calls it.

use std::process::ExitCode;

use listings::counting::Counting;
use listings::evidence::code::{self, Disassembly, LISTED};
use listings::evidence::instructions::{self, Counter};
use listings::evidence::{Evidence, SUBJECTS, Subject, bytes, subject};

#[global_allocator]
static ALLOCATOR: Counting = Counting::new();

const USAGE: &str = "\
evidence --list                         the kernels that there is evidence of, one a line
evidence [--bytes] [--instructions] [--code] KERNEL…  one line of JSON for each kernel; all three, if none is named
evidence --check                        whether every listed loop is packed, or scalar, as the pages say
evidence --run KERNEL/VARIANT SIZE TIMES  evaluates a variant and says which registers dispatch chooses here";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::from(2)
        }
    }
}

fn run(words: &[&str]) -> Result<(), String> {
    match words {
        ["--list"] => {
            SUBJECTS
                .iter()
                .for_each(|subject| println!("{}", subject.kernel));
            Ok(())
        }
        ["--check"] => check(),
        ["--run", what, size, times] => {
            let times = times
                .parse()
                .map_err(|_| format!("`{times}` is no number of times"))?;
            let level = instructions::run(what, size, times);
            println!(
                "{}",
                level.ok_or_else(|| format!("there is no variant `{what}` at `{size}`"))?
            );
            Ok(())
        }
        _ => evidence(words),
    }
}

fn evidence(words: &[&str]) -> Result<(), String> {
    let (flags, names): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| word.starts_with('-'));
    if let Some(flag) = flags
        .iter()
        .find(|flag| !["--bytes", "--instructions", "--code"].contains(flag))
    {
        return Err(format!("there is no flag {flag}\n\n{USAGE}"));
    }
    if names.is_empty() {
        return Err(format!("name a kernel\n\n{USAGE}"));
    }
    let wants = |flag: &str| flags.is_empty() || flags.contains(&flag);
    let subjects: Vec<&Subject> = names
        .iter()
        .map(|name| {
            subject(name).ok_or_else(|| {
                format!("there is no evidence of `{name}`; `evidence --list` names what there is")
            })
        })
        .collect::<Result<_, _>>()?;
    let counter = wants("--instructions")
        .then(Counter::find)
        .transpose()
        .unwrap_or_else(missing);
    let disassembly = wants("--code")
        .then(Disassembly::of_this_program)
        .transpose()
        .unwrap_or_else(missing);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    for subject in subjects {
        let kernel = listings::kernel(subject.kernel).expect("a subject is a kernel");
        let instructions = counter.as_ref().filter(|_| subject.counted).map(|counter| {
            instructions::count(counter, &program, kernel, subject)
                .map_err(|error| error.to_string())
        });
        let code = disassembly.as_ref().map(|disassembly| {
            code::of_kernel(disassembly, kernel.name).map_err(|error| error.to_string())
        });
        let found = Evidence {
            kernel: subject.kernel,
            size: subject.size,
            numbers: subject.numbers,
            files: kernel.sources,
            bytes: if wants("--bytes") && subject.allocates {
                bytes::count(&ALLOCATOR, kernel, subject)
            } else {
                Vec::new()
            },
            instructions: instructions.transpose()?,
            code: code.transpose()?.unwrap_or_default(),
        };
        println!(
            "{}",
            serde_json::to_string(&found).expect("evidence is JSON")
        );
    }
    Ok(())
}

/// Holds what is claimed of every listed loop against its instructions.
fn check() -> Result<(), String> {
    if cfg!(debug_assertions) {
        // Checks for overflow keep loops from being vectorised that are, where they are measured.
        return Err("what is claimed is claimed of a release: `cargo run --release -p listings --bin evidence -- --check`".to_owned());
    }
    let disassembly = Disassembly::of_this_program().map_err(|error| error.to_string())?;
    let broken: Vec<String> = LISTED
        .iter()
        .filter_map(|listed| {
            let copies = code::of_listed(&disassembly, listed).map_err(|error| error.to_string());
            copies.and_then(|copies| listed.holds(&copies)).err()
        })
        .collect();
    if broken.is_empty() {
        println!("{} loops are as claimed", LISTED.len());
        return Ok(());
    }
    Err(broken.join("\n"))
}

/// What can't be had on this machine is told, and left out.
fn missing<T>(error: impl std::fmt::Display) -> Option<T> {
    eprintln!("note: {error}");
    None
}
