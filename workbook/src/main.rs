//! `cargo workbook`: the command of Go Faster in Rust.

mod atomic;
mod book;
mod cargo;
mod cli;
mod command;
mod hints;
mod progress;
mod race;
mod server;
mod spec;
#[cfg(feature = "grade")]
mod tasks;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                eprintln!("  because: {inner}");
                cause = inner.source();
            }
            error.exit_code()
        }
    }
}
