//! Kernel `first-call`: what compiling costs, when it is paid, and what each call costs after that.
//!
//! The function is the trajectory of the quadratic map. Rust compiles it in a program of its own, by `rustc`, in the time
//! of a row; Numba compiles it at the first call.

use std::cell::OnceCell;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::quadratic_map::{ALIKE, START, trajectory};

// ANCHOR: program
/// The program that is compiled: one function, and a `main` that calls it.
pub const PROGRAM: &str = include_str!("first_call/program.rs");

/// Compiles the program, optimised, into `folder`.
fn compile(folder: &Path) -> PathBuf {
    let program = folder.join("program");
    let compiled = Command::new("rustc")
        .args(["--edition", "2024", "-C", "opt-level=3", "-o"])
        .arg(&program)
        .arg(folder.join("program.rs"))
        .status();
    assert!(compiled.is_ok_and(|status| status.success()), "rustc works");
    program
}
// ANCHOR_END: program

/// A folder that goes with the value.
struct Folder(PathBuf);

impl Folder {
    /// A folder with the program's source in it.
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("go-faster-first-call-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("the system's folder for such files takes one more");
        fs::write(folder.join("program.rs"), PROGRAM).expect("the folder was made a moment ago");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the program for `steps` and returns the first numbers of its trajectory.
fn run(program: &Path, steps: usize) -> Vec<f64> {
    let output = Command::new(program)
        .arg(steps.to_string())
        .stdin(Stdio::null())
        .output()
        .expect("the program was compiled a moment ago");
    let text = String::from_utf8(output.stdout).expect("it prints numbers");
    text.lines()
        .map(|line| line.parse().expect("a number a line"))
        .collect()
}

/// Compiles, again and again.
struct Compiling {
    folder: Folder,
    program: PathBuf,
    result: OnceCell<Vec<f64>>,
}

impl Run for Compiling {
    fn run(&mut self) {
        self.program = compile(&self.folder.0);
        self.result.take();
    }

    fn result(&self) -> &[f64] {
        self.result.get_or_init(|| run(&self.program, ALIKE))
    }
}

/// Starts the compiled program, which makes a short trajectory: what is left for a run when compiling is done.
struct Starting {
    _folder: Folder,
    program: PathBuf,
    result: Vec<f64>,
}

impl Run for Starting {
    fn run(&mut self) {
        self.result = run(&self.program, ALIKE);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

/// Calls what has been compiled into this program.
struct Calling {
    steps: usize,
    result: Vec<f64>,
}

impl Run for Calling {
    fn run(&mut self) {
        self.result = Vec::new();
        self.result = black_box(trajectory(black_box(START), black_box(self.steps)));
    }

    fn result(&self) -> &[f64] {
        &self.result[..=ALIKE]
    }
}

fn steps_of(size: &str) -> Option<usize> {
    (size == "10^7").then_some(10_000_000)
}

const SIZES: &[&str] = &["10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "first-call",
    lesson: "monomorphisation",
    sizes: SIZES,
    sources: &[
        "book/listings/src/first_call.rs",
        "book/listings/src/first_call/program.rs",
        "book/listings/src/quadratic_map.rs",
        "book/listings/python/first_call.py",
    ],
    variants: &[
        variant("rustc", |size| {
            steps_of(size)?;
            Some(Box::new(Compiling {
                folder: Folder::new(),
                program: PathBuf::new(),
                result: OnceCell::new(),
            }))
        }),
        variant("start", |size| {
            steps_of(size)?;
            let folder = Folder::new();
            Some(Box::new(Starting {
                program: compile(&folder.0),
                _folder: folder,
                result: Vec::new(),
            }))
        }),
        variant("call", |size| {
            Some(Box::new(Calling {
                steps: steps_of(size)?,
                result: Vec::new(),
            }))
        }),
    ],
    twins: &[
        twin("import"),
        twin("numba-first"),
        twin("numba-two-types"),
        twin("numba-later"),
    ],
};

const fn variant(name: &'static str, prepare: fn(&str) -> Option<Box<dyn Run>>) -> Variant {
    Variant {
        name,
        threads: 1,
        prepare,
    }
}

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_has_the_function_of_the_page() {
        let function = |text: &str| {
            let start = text.find("pub fn trajectory").expect("it is there");
            let length = text[start..].find("\n}\n").expect("it ends");
            text[start..start + length].to_owned()
        };
        assert_eq!(
            function(PROGRAM),
            function(include_str!("quadratic_map.rs"))
        );
    }

    #[test]
    fn a_folder_goes_with_its_value() {
        let folder = Folder::new();
        let path = folder.0.clone();
        assert!(path.join("program.rs").is_file());
        drop(folder);
        assert!(!path.exists());
    }
}
