//! Refused: a counter that isn't made for threads, shared by two of them.

// ANCHOR: shared_cell
use std::cell::Cell;
use std::thread;

fn main() {
    let count = Cell::new(0);
    thread::scope(|scope| {
        scope.spawn(|| count.set(count.get() + 1));
        scope.spawn(|| count.set(count.get() + 1));
    });
    println!("{}", count.get());
}
// ANCHOR_END: shared_cell
