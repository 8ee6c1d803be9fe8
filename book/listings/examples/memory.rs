//! Prints how much memory whole arrays ask for: `cargo run -q -p listings --example memory`.

use listings::counting::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting::new();

fn main() {
    print!("{}", listings::mandelbrot::memory::table(&ALLOCATOR));
}
