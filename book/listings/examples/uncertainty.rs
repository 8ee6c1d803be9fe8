//! Prints how far estimates of π are off: `cargo run -q -p listings --example uncertainty`.

fn main() {
    print!("{}", listings::pi::uncertainty::table());
}
