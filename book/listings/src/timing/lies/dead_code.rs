//! Dead code: nobody uses the result, so nobody computes it.

use std::hint::black_box;

// ANCHOR: lie
/// Adds up square roots, and drops the sum.
pub fn lie(values: &[f64]) {
    let _sum: f64 = values.iter().map(|x| x.sqrt()).sum();
}
// ANCHOR_END: lie

// ANCHOR: mended
/// Adds up square roots, and hands the sum to someone who may want it.
pub fn mended(values: &[f64]) {
    let sum: f64 = values.iter().map(|x| x.sqrt()).sum();
    black_box(sum);
}
// ANCHOR_END: mended
