//! Prints what a generic function becomes: `cargo run -q -p listings --example instances`.

fn main() {
    print!("{}", listings::instances::text());
}
