//! `cargo workbook`: the command of Go Faster in Rust.

mod answer;
mod archive;
mod atomic;
mod book;
mod cargo;
mod cli;
mod command;
mod ear;
#[cfg(all(feature = "grade", unix))]
mod extra;
mod form;
mod guesses;
mod handout;
mod hints;
#[cfg(unix)]
mod keeper;
mod kept;
mod leash;
mod lines;
mod machine;
mod progress;
mod python;
mod race;
mod scaffold;
mod server;
mod spec;
#[cfg(all(feature = "grade", unix))]
mod tasks;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    #[cfg(unix)]
    if let Some(code) = keeper::called() {
        return code;
    }
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            let mut told = error.to_string();
            eprintln!("error: {told}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                // Some errors quote what lies below them.
                let words = inner.to_string();
                if !told.contains(&words) {
                    eprintln!("  because: {words}");
                    told = words;
                }
                cause = inner.source();
            }
            error.exit_code()
        }
    }
}
