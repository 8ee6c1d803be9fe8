//! Prints what formulas for the standard deviation give: `cargo run -q -p listings --example cancellation`.

fn main() {
    print!("{}", listings::standard_deviation::cancellation::table());
}
