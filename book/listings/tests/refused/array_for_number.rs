//! Refused: arrays where numbers are asked for.

use ndarray::Array2;

// ANCHOR: array_for_number
fn trig(a: f64, b: f64) -> f64 {
    (a * a).sin() * b.exp()
}

fn main() {
    let a = Array2::<f64>::ones((5, 5));
    let b = Array2::<f64>::ones((5, 5));

    println!("{}", trig(a, b));
}
// ANCHOR_END: array_for_number
