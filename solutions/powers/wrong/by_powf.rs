//! Fails speed with not faster: the goal is 1.5
//!
//! Right, and slower than what it should beat: `powf` goes by way of a logarithm and an exponential.

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
    if x.len() != powers.len() {
        return Err(LengthMismatch {
            numbers: x.len(),
            powers: powers.len(),
        });
    }
    for (power, x) in powers.iter_mut().zip(x) {
        *power = x.powf(f64::from(n));
    }
    Ok(())
}
