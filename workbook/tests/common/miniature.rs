//! A workspace that has nothing but the stand-in for `measure`, so that what is measured takes as long as a test wants.

use std::path::PathBuf;
use std::process::Command;

/// What the stand-in's kernels name as their code.
const CODE: &str = "pub fn f(x: f64) -> f64 { x * x }\n";

/// A workspace with the stand-in and nothing else.
pub struct Miniature(tempfile::TempDir);

impl Miniature {
    pub fn new() -> Self {
        let miniature = Self(tempfile::tempdir().unwrap());
        miniature.write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"book/listings\"]\nresolver = \"3\"\n",
        );
        miniature.write(
            "book/listings/Cargo.toml",
            "[package]\nname = \"listings\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [[bin]]\nname = \"measure\"\npath = \"src/measure.rs\"\n",
        );
        miniature.write(
            "book/listings/src/measure.rs",
            include_str!("../miniature/measure.rs"),
        );
        miniature.write("book/listings/src/code.rs", CODE);
        std::fs::create_dir(miniature.path("exercises")).unwrap();
        miniature
    }

    /// A path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file in it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std::fs::write(self.path(path), text).unwrap();
    }

    /// The command, about to run in it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .args(words)
            .current_dir(self.0.path())
            .env("CARGO_TARGET_DIR", self.path("target"));
        command
    }
}
