//! Builds the book as plain `mdbook build` does, with the preprocessor as the command that `book.toml` names:
//! `cargo run -p workbook --example plain_mdbook -- BOOK OUT`. The gate compares its pages with those of
//! `cargo workbook build`, and saves itself building mdBook's own command for it, which is this and its arguments.

use std::process::ExitCode;

use mdbook_driver::MDBook;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let mut arguments = std::env::args_os().skip(1);
    let (Some(book), Some(out), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: plain_mdbook BOOK OUT");
        return ExitCode::from(2);
    };
    // mdBook's command makes its folder absolute too: the preprocessor is started in it.
    let built = std::path::absolute(book)
        .map_err(Into::into)
        .and_then(MDBook::load)
        .and_then(|mut book| {
            book.config.build.build_dir = out.into();
            book.build()
        });
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
