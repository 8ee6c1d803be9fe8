//! Fails trajectory with wrong: one step too many
//! Fails types with wrong: one step too many
//!
//! From 0 to `steps`, both included, after the start.

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

/// Trajectories that move together.
const LANES: usize = 16;

/// One step of the map.
fn step<F: Number>(r: F, x: F) -> F {
    r * x * (F::ONE - x)
}

/// The trajectory x ← (r x) (1 − x) from `start`: the start, and where each step leads, `steps + 1` numbers.
pub fn trajectory<F: Number>(r: F, start: F, steps: usize) -> Vec<F> {
    let mut numbers = Vec::with_capacity(steps + 1);
    let mut x = start;
    numbers.push(x);
    for _ in 0..=steps {
        x = step(r, x);
        numbers.push(x);
    }
    numbers
}

/// Where `steps` steps lead from each of `N` starts, which move side by side.
pub fn together<F: Number, const N: usize>(r: F, starts: [F; N], steps: usize) -> [F; N] {
    let mut numbers = starts;
    for _ in 0..steps {
        for x in &mut numbers {
            *x = step(r, *x);
        }
    }
    numbers
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
    if starts.len() != ends.len() {
        return Err(LengthMismatch {
            starts: starts.len(),
            ends: ends.len(),
        });
    }
    let (blocks, rest) = starts.as_chunks::<LANES>();
    let (ends, room) = ends.as_chunks_mut::<LANES>();
    for (ends, &starts) in ends.iter_mut().zip(blocks) {
        *ends = together(r, starts, steps);
    }
    let mut last = [F::ONE; LANES];
    last[..rest.len()].copy_from_slice(rest);
    room.copy_from_slice(&together(r, last, steps)[..rest.len()]);
    Ok(())
}
