//! Writes what each kernel needs to `book/bounds.json`: `cargo run -p listings --example bounds`.

use std::process::ExitCode;

use ceilings::Bounds;
use listings::{bounds, figures};

fn main() -> ExitCode {
    let path = figures::record::root().join(Bounds::PATH);
    match std::fs::write(&path, bounds::bounds().text()) {
        Ok(()) => {
            println!("{}", Bounds::PATH);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: cannot write {}: {error}", Bounds::PATH);
            ExitCode::FAILURE
        }
    }
}
