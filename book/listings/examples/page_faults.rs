//! Page faults of fresh and of used memory: `cargo run --release -p listings --example page_faults`.

#[cfg(unix)]
// ANCHOR: main
fn main() {
    use listings::double::{collect, faults::page_faults, iterator};

    for numbers in [1_000, 1_000_000, 10_000_000] {
        let a = vec![1.0; numbers];
        let (mut out, fresh) = page_faults(|| collect(&a));
        let ((), again) = page_faults(|| iterator(&a, &mut out));
        println!(
            "{numbers:>8} numbers: {fresh:>6} page faults into a new array, {again:>3} into the same one again"
        );
    }
}
// ANCHOR_END: main

#[cfg(not(unix))]
fn main() {
    println!("Page faults are counted on Unix systems only.");
}
