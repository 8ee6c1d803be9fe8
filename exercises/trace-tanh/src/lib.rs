//! Serial or parallel. The task is in `spec.rs`; this is the file to edit.

use std::fmt;

use ndarray::{Array2, ArrayView2};

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
    todo!("trace-tanh: on all processors, if the matrix is worth it")
}
