//! Draws the figures into `book/figures`: `cargo run -p listings --example figures [NAME…]`.

use std::process::ExitCode;

use listings::figures::{FIGURES, record::root};

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut failed = false;
    for draw in FIGURES {
        let written = draw()
            .map_err(|error| error.to_string())
            .and_then(|figure| {
                if !wanted.is_empty() && !wanted.contains(&figure.name) {
                    return Ok(None);
                }
                figure.write(&root()).map_err(|error| error.to_string())?;
                Ok(Some(figure.name))
            });
        match written {
            Ok(Some(name)) => println!("drew book/figures/{name}.json"),
            Ok(None) => {}
            Err(error) => {
                eprintln!("{error}");
                failed = true;
            }
        }
    }
    ExitCode::from(u8::from(failed))
}
