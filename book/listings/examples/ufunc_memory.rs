//! Prints how much memory a ufunc asks for: `cargo run -q -p listings --example ufunc_memory`.

use listings::counting::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting::new();

fn main() {
    print!("{}", listings::ufuncs::memory::table(&ALLOCATOR));
}
