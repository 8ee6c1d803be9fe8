//! Prints the table of the simulated machines: `cargo run -p listings --example noise`.

fn main() {
    print!("{}", listings::timing::noise::table());
}
