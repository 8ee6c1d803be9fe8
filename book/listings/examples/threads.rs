//! How many threads there are: `cargo run -q --release -p listings --example threads`.

use listings::parallelism::pools::{cpu_count, new_pool};

// ANCHOR: main
fn main() {
    println!("may run at once: {}", cpu_count());
    println!("in rayon's own pool: {}", rayon::current_num_threads());
    let inside = new_pool(3).install(rayon::current_num_threads);
    println!("in a pool of three: {inside}");
}
// ANCHOR_END: main
