//! The one form of an exercise and its solution: the files, the shims, and the mark of what isn't written yet.
//!
//! `new` writes it and `verify` holds every exercise to it.

/// Wrong answers that every solution brings at least.
pub const WRONG_ANSWERS: usize = 3;

/// What `new` puts where an author has to write; nothing that is handed out may hold it.
pub const TO_FILL_IN: &str = "FILL IN";

/// The files of `exercises/NAME`.
pub fn handed_out(race: bool) -> Vec<&'static str> {
    let mut files = vec![
        "Cargo.toml",
        "hints.md",
        "spec.rs",
        "src/lib.rs",
        "start.rs",
        "tests/spec.rs",
    ];
    if race {
        files.extend(["race.rs", "benches/race.rs"]);
    }
    files
}

/// The files of `solutions/NAME`, without wrong answers and the judge's own modules.
pub fn kept(race: bool) -> Vec<&'static str> {
    let mut files = vec![
        "Cargo.toml",
        "judge.rs",
        "src/lib.rs",
        "subject.rs",
        "tests/spec.rs",
    ];
    if race {
        files.push("benches/race.rs");
    }
    files
}

/// Which of the two packages runs a shared file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `exercises/NAME`.
    Exercise,
    /// `solutions/NAME`.
    Solution,
}

/// The text of `tests/spec.rs`.
pub fn spec_shim(name: &str, side: Side) -> String {
    let head = head("spec", name, side);
    format!("//! The spec, run against the {}.\n\n{head}", word(side))
}

/// The text of `benches/race.rs`.
pub fn race_shim(name: &str, side: Side) -> String {
    let head = head("race", name, side);
    format!(
        "//! The race, run by the {}.\n\n{head}\nfn main() -> std::process::ExitCode {{\n    race::main()\n}}\n",
        word(side)
    )
}

fn word(side: Side) -> &'static str {
    match side {
        Side::Exercise => "exercise",
        Side::Solution => "solution",
    }
}

fn head(file: &str, name: &str, side: Side) -> String {
    let (word, library) = (word(side), library(name));
    let way = match side {
        Side::Exercise => "../".to_owned(),
        Side::Solution => format!("../../../exercises/{name}/"),
    };
    format!(
        "extern crate {word}_{library} as answer;\n\n#[path = \"{way}{file}.rs\"]\nmod {file};\n"
    )
}

/// The name as Rust has it.
pub fn library(name: &str) -> String {
    name.replace('-', "_")
}
