//! Prints the errors of the ways to add up: `cargo run -q -p listings --example accuracy`.

fn main() {
    print!("{}", listings::sum::accuracy::table());
}
