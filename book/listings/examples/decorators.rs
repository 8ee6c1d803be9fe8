//! Prints what the decorators lesson asks you to guess: `cargo run -p listings --example decorators`.

use listings::decorators::{cached, counted, traced, weight};

fn main() {
    println!("Bytes that a function takes\n{}", weight::table());
    println!("Runs of a body\n{}", cached::table(20));
    println!("Calls of gcd\n{}", traced::journal_of_gcd());
    println!("Evaluations of a curve\n{}", counted::table());
}
