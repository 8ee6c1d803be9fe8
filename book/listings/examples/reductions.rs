//! Writes what the wrong reductions give: `cargo run -p listings --example reductions`.

fn main() {
    print!("{}", listings::parallelism::reductions::Wrong::run());
}
