//! Refused: all threads add to one variable.

use rayon::prelude::*;

// ANCHOR: race
fn main() {
    let numbers = vec![1.0; 1_000_000];
    let mut total = 0.0;
    numbers.par_iter().for_each(|x| total += x);
    println!("{total}");
}
// ANCHOR_END: race
