//! Refused: a table where a list is asked for.

use ndarray::{ArrayView1, array};

// ANCHOR: axes
fn energy(signal: ArrayView1<f64>) -> f64 {
    signal.iter().map(|s| s * s).sum()
}

fn main() {
    let image = array![[1.0, 2.0], [3.0, 4.0]];
    println!("{}", energy(image.view()));
}
// ANCHOR_END: axes
