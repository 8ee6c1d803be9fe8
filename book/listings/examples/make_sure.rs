//! Asks on the terminal before it greets: `cargo run -p listings --example make_sure`.

use std::io;

use listings::decorators::make_sure::{hello, make_sure_with, terminal};

fn main() -> io::Result<()> {
    let question = "are you sure you want to greet the world? [y/n] ";
    let mut careful = make_sure_with(terminal, question, hello);
    if careful()?.is_none() {
        println!("Nobody was greeted.");
    }
    Ok(())
}
