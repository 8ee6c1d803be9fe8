//! Serial or parallel, solved.
//!
//! # Why this way
//!
//! The sum over the diagonal comes first, because every number needs it. It is n of n² tangents, so one thread does it at
//! any size: for a matrix of 1000 × 1000 that is a thousandth of the work.
//!
//! Then there are two loops over the same rows, with the same function inside, and one question before them. Below the line
//! nothing of the pool is touched. That is the point: rayon's threads sleep when there is nothing to do, and waking them costs
//! some 10 µs, whether the work is one microsecond or one second.
//!
//! The line is drawn where one thread takes ten times as long as the waking. Just above the break-even point there is
//! nothing to be won, and on a machine that is busy with other things there is much to lose.
//!
//! The fresh output is contiguous, so it is cut into rows. The input may lie in any order, and is asked for its rows.
//!
//! # Two more good answers
//!
//! One loop instead of two, `par_chunks_mut(columns).with_min_len(…)`, with as many rows as make up the line. rayon goes
//! to its pool in order to split a loop, and one that is too short to be split never leaves the thread that called. It is
//! shorter, if you don't mind that the choice is hidden.
//!
//! Or `std::thread::scope`, with a piece of rows for each of `available_parallelism()` threads, and the calling thread doing
//! one of the pieces itself. It needs no crate. Starting threads takes longer than waking them, so the line has to be further
//! up, and pieces that are fixed at the start can't be helped along by a thread that is done early.

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
    if rows != columns {
        return Err(NotSquare { rows, columns });
    }
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
