//! Fails errors with wrong: Ok instead of NotSquare
//!
//! Takes the diagonal of any matrix, which is as long as its smaller side.

use std::fmt;

use ndarray::{Array2, ArrayView1, ArrayView2};
use rayon::prelude::*;

/// From so many numbers on, several threads share them: a tenth of a millisecond of work.
const WORTH_IT: usize = 10_000;

/// A matrix with no diagonal to speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSquare {
    /// Its rows.
    pub rows: usize,
    /// Its columns.
    pub columns: usize,
}

impl fmt::Display for NotSquare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} rows of {} numbers are no square matrix",
            self.rows, self.columns
        )
    }
}

impl std::error::Error for NotSquare {}

/// The hyperbolic tangent of each number of `a`, plus the sum of those on the diagonal.
///
/// # Errors
///
/// [`NotSquare`] if `a` has not as many rows as columns.
pub fn trace_tanh(a: ArrayView2<'_, f64>) -> Result<Array2<f64>, NotSquare> {
    let (rows, columns) = a.dim();
    let mut b = Array2::zeros((rows, columns));
    if a.is_empty() {
        return Ok(b);
    }
    let trace = a.diag().iter().map(|x| x.tanh()).sum();
    let places = b.as_slice_mut().expect("a fresh array has no gaps");
    if a.len() < WORTH_IT {
        for (i, out) in places.chunks_mut(columns).enumerate() {
            fill(out, a.row(i), trace);
        }
    } else {
        let out = places.par_chunks_mut(columns).enumerate();
        out.for_each(|(i, out)| fill(out, a.row(i), trace));
    }
    Ok(b)
}

/// One row of the result.
fn fill(out: &mut [f64], a: ArrayView1<'_, f64>, trace: f64) {
    for (out, x) in out.iter_mut().zip(a) {
        *out = x.tanh() + trace;
    }
}
