//! Prints how much of a cube its ball takes up: `cargo run -q -p listings --example ball`.

fn main() {
    print!("{}", listings::pi::ball::table());
}
