//! One exponent, many numbers. The task is in `spec.rs`; this is the file to edit.

use std::fmt;

/// There isn't room for exactly as many powers as there are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthMismatch {
    /// How many numbers there are.
    pub numbers: usize,
    /// How many powers there is room for.
    pub powers: usize,
}

impl fmt::Display for LengthMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} numbers have no place in an output of {}",
            self.numbers, self.powers
        )
    }
}

impl std::error::Error for LengthMismatch {}

/// Writes each number of `x`, raised to the power of `n`, to the same place in `powers`.
///
/// # Errors
///
/// [`LengthMismatch`] if `x` and `powers` aren't of the same length; `powers` is left as it was.
pub fn powers(x: &[f64], n: i32, powers: &mut [f64]) -> Result<(), LengthMismatch> {
    todo!("powers: raise each number to the power of n, and ask about n seldom")
}
