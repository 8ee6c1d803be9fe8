//! Refused: numbers of another type than the signature's.

use listings::ufunc;
use ndarray::Array2;

// ANCHOR: other_numbers
ufunc! {
    fn trig(a: f64, b: f64) -> f64 {
        (a * a).sin() * b.exp()
    }
}

fn main() {
    let a = Array2::<f32>::ones((5, 5));

    println!("{}", trig(&a, 1.0).unwrap());
}
// ANCHOR_END: other_numbers
