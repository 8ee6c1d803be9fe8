//! Refused: an array is changed while a view of it is alive.

use ndarray::{array, s};

// ANCHOR: view_alive
fn main() {
    let mut x = array![1.0, 2.0, 3.0, 4.0];
    let part = x.slice(s![1..3]);
    x[1] = 20.0;
    println!("{part}");
}
// ANCHOR_END: view_alive
