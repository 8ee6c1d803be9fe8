//! Fails errors with wrong: LengthMismatch
//!
//! Writes as many powers as there is room for and calls it a success.

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
    for (powers, x) in powers.chunks_mut(LANES).zip(x.chunks(LANES)) {
        let mut last = [1.0; LANES];
        let count = x.len().min(powers.len());
        last[..count].copy_from_slice(&x[..count]);
        powers[..count].copy_from_slice(&block(last, n)[..count]);
    }
    Ok(())
}

/// Numbers that are raised together. Eight squares and eight powers are eight registers of every x86-64 processor, which
/// has sixteen; and eight chains of multiplications are enough to keep two multipliers busy.
const LANES: usize = 8;

/// The powers of as many numbers as stand in the registers together.
fn block(x: [f64; LANES], n: i32) -> [f64; LANES] {
    let (mut power, mut square) = ([1.0; LANES], x);
    let mut rest = n.unsigned_abs();
    while rest > 0 {
        if rest % 2 == 1 {
            for (power, square) in power.iter_mut().zip(square) {
                *power *= square;
            }
        }
        for square in &mut square {
            *square *= *square;
        }
        rest /= 2;
    }
    if n < 0 { power.map(f64::recip) } else { power }
}
