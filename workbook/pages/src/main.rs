//! The preprocessor as mdBook runs it: `workbook-pages supports RENDERER`, or a book as JSON in and out.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use mdbook_preprocessor::{Preprocessor, parse_input};
use workbook_pages::Pages;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        // Any renderer can show HTML.
        Some("supports") => ExitCode::SUCCESS,
        Some(other) => {
            eprintln!(
                "error: workbook-pages doesn't know `{other}`: mdBook runs it, with `supports RENDERER` or a book on standard input"
            );
            ExitCode::from(2)
        }
        None => match run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        },
    }
}

fn run() -> mdbook_preprocessor::errors::Result<()> {
    let (context, book) = parse_input(stdin().lock())?;
    let book = Pages::new().run(&context, book)?;
    serde_json::to_writer(stdout().lock(), &book)?;
    Ok(())
}
