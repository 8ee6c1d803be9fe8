//! Prints the errors of the vector maths, over ten million arguments each: `cargo run --release -q -p listings --example ulps`.

fn main() {
    let points = std::env::args().nth(1).map_or(10_000_000, |points| {
        points.parse().expect("a number of arguments")
    });
    print!("{}", listings::vector_maths::accuracy::table(points));
}
