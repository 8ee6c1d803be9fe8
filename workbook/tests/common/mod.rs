//! A copy of the workbook that a test may break, and the command to run in it.
#![allow(dead_code, reason = "each test file uses its own part of this")]

pub mod miniature;
pub mod process;
pub mod server;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// The repository these tests belong to.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the command lies in the repository")
        .to_owned()
}

/// A copy of the workbook in a folder of its own, with a target folder of its own.
///
/// Cargo calls two copies of a package the same if they stand at the same place in their workspaces, and tells by file
/// times whether what it built is still good. So two copies that are built at the same time must not share a target
/// folder, and a copy's files must be newer than whatever was built in its folder before.
pub struct Copy {
    place: PathBuf,
    /// Held for as long as the copy is used; the next test to take the folder finds its dependencies built.
    _taken: File,
}

impl Copy {
    /// Copies everything but build outputs, history and what is the reader's own.
    pub fn new() -> Self {
        let places = repository().join("target/copies");
        std::fs::create_dir_all(&places).unwrap();
        let (place, taken) = (0..)
            .find_map(|number| {
                let lock = File::create(places.join(format!("{number}.lock"))).unwrap();
                lock.try_lock().ok()?;
                Some((places.join(number.to_string()), lock))
            })
            .expect("some number is free");
        let workbook = place.join("workbook");
        if workbook.exists() {
            std::fs::remove_dir_all(&workbook).unwrap();
        }
        copy(&repository(), &workbook, SystemTime::now());
        hand_out(&workbook.join("exercises"));
        Self {
            place,
            _taken: taken,
        }
    }

    fn root(&self) -> PathBuf {
        self.place.join("workbook")
    }

    /// A path in the copy.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The text of a file in the copy.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Writes a file in the copy.
    pub fn write(&self, path: &str, text: &str) {
        std::fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std::fs::write(self.path(path), text).unwrap();
    }

    /// Replaces the first `old` in a file, which must hold it.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} does not hold {old:?}");
        self.write(path, &text.replacen(old, new, 1));
    }

    /// The command, about to run in the copy.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .args(arguments)
            .current_dir(self.root())
            .env("CARGO_TARGET_DIR", self.place.join("target"));
        command
    }

    /// Runs the command in the copy to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).output().unwrap())
    }
}

/// What a command that ended left.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn new(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// The one JSON document on standard output.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }
}

/// Puts every exercise back to its start: whoever runs these tests may have solved some.
fn hand_out(exercises: &Path) {
    for exercise in std::fs::read_dir(exercises).unwrap().map(Result::unwrap) {
        let start = exercise.path().join("start.rs");
        if let Ok(text) = std::fs::read(start) {
            std::fs::write(exercise.path().join("src/lib.rs"), text).unwrap();
        }
    }
}

fn copy(from: &Path, to: &Path, now: SystemTime) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (name, kind) = (entry.file_name(), entry.file_type().unwrap());
        let skipped = ["target", ".git", ".workbook", "node_modules", "__pycache__"]
            .iter()
            .any(|skip| name == *skip);
        if skipped || entry.path().ends_with("book/book") {
            continue;
        }
        if kind.is_dir() {
            copy(&entry.path(), &to.join(name), now);
        } else if kind.is_file() {
            let copied = to.join(name);
            std::fs::copy(entry.path(), &copied).unwrap();
            // Some systems copy the times, too.
            let file = File::options().append(true).open(copied).unwrap();
            file.set_modified(now).unwrap();
        }
    }
}
