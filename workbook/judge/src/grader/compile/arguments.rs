//! What the compiler is told.

use super::Kind;
use crate::grader::LINKER;
use crate::grader::toolchain::{EDITION, Extern, Prepared, Toolchain};

/// The compiler's command line.
pub(super) struct Arguments(pub(super) Vec<String>);

impl Arguments {
    pub(super) fn common(toolchain: &Toolchain, prepared: &Prepared, source: &str) -> Self {
        let mut arguments = Self(Vec::new());
        arguments.words(&["--sysroot", &toolchain.sysroot.to_string_lossy()]);
        arguments.words(&[
            "--edition",
            EDITION,
            "--error-format=json",
            "--out-dir",
            ".",
            "--emit=link",
        ]);
        // The release profile of cargo.
        arguments.words(&[
            "-C",
            "opt-level=3",
            "-C",
            "codegen-units=16",
            "-C",
            "embed-bitcode=no",
            "-C",
            "strip=debuginfo",
        ]);
        // What a warning says is between students and their editors.
        arguments.words(&["-A", "warnings", source]);
        arguments.words(&[
            "-L",
            &format!("dependency={}", prepared.crates_dir.path().display()),
        ]);
        arguments
    }

    pub(super) fn kind(&mut self, kind: Kind, name: &str) {
        match kind {
            Kind::Library => self.words(&["--crate-type", "rlib", "--crate-name", name]),
            // As cargo does.
            Kind::Macros => {
                self.words(&["--crate-type", "proc-macro", "--crate-name", name]);
                self.words(&["--extern", "proc_macro", "-C", "prefer-dynamic"]);
                self.words(&["-C", &format!("linker={LINKER}")]);
            }
        }
    }

    pub(super) fn program(&mut self, name: &str) {
        self.words(&["--crate-type", "bin", "--crate-name", name]);
        // Many of them are kept until they race.
        self.words(&["-C", "strip=symbols"]);
        self.words(&["-C", &format!("linker={LINKER}")]);
    }

    pub(super) fn words(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| (*word).to_owned()));
    }

    pub(super) fn extern_(&mut self, Extern { name, path }: &Extern) {
        self.words(&["--extern", &format!("{name}={}", path.display())]);
    }
}
