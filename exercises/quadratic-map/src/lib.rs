//! Chaos in any precision. The task is in `spec.rs`; this is the file to edit.

use std::fmt;
use std::ops::{Mul, Sub};

/// What the quadratic map needs of a number.
pub trait Number: Copy + Sub<Output = Self> + Mul<Output = Self> {
    /// The number one.
    const ONE: Self;
}

impl Number for f64 {
    const ONE: f64 = 1.0;
}

impl Number for f32 {
    const ONE: f32 = 1.0;
}

/// There isn't room for exactly as many ends as there are starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthMismatch {
    /// How many starts there are.
    pub starts: usize,
    /// How many ends there is room for.
    pub ends: usize,
}

impl fmt::Display for LengthMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} starts, and room for {} ends", self.starts, self.ends)
    }
}

impl std::error::Error for LengthMismatch {}

/// The trajectory x ← (r x) (1 − x) from `start`: the start, and where each step leads, `steps + 1` numbers.
pub fn trajectory<F: Number>(r: F, start: F, steps: usize) -> Vec<F> {
    todo!("quadratic-map: one trajectory of numbers of any type")
}

/// Where `steps` steps lead from each of `N` starts, which move side by side.
pub fn together<F: Number, const N: usize>(r: F, starts: [F; N], steps: usize) -> [F; N] {
    todo!("quadratic-map: N trajectories, a step at a time")
}

/// Writes to `ends`, for each start, where `steps` steps lead from it.
///
/// # Errors
///
/// [`LengthMismatch`] if there isn't one place for each end; `ends` is then left as it was.
pub fn ends<F: Number>(
    r: F,
    starts: &[F],
    steps: usize,
    ends: &mut [F],
) -> Result<(), LengthMismatch> {
    todo!("quadratic-map: as many trajectories as there are starts, some of them together")
}
