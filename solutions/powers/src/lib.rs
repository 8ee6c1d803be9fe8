//! One exponent, many numbers, solved.
//!
//! # Why this way
//!
//! `powi` is right, and for one number it is good: it squares repeatedly, as this does. For many numbers it wastes two
//! things. It asks about each bit of `n` again for each number. And it works on one number at a time: each squaring waits
//! for the one before, a few cycles long, in which the processor could have squared others.
//!
//! So the loops are turned inside out: the loop over the bits of `n` is outside and the loop over the numbers inside. What
//! is left of the questions is one in a block of eight. The inner loops have no branch and no dependency between their
//! turns, so the compiler makes vector instructions of them, and the chains of several numbers overlap.
//!
//! The block is small because of what happens between two bits. Squares and powers of eight numbers stay in registers.
//!
//! A set bit is asked for by an `if`, not worked in as a factor of one or `square`. A factor would have to be computed from
//! the square, and the square past the last bit may be infinite: infinity times zero is NaN.
//!
//! # A second good answer
//!
//! One pass over *all* numbers for each bit, with a buffer for the squares. That is how NumPy would do it, it is shorter,
//! and as long as the buffer fits in the smallest cache it is also faster than `powi`. Each bit loads and stores every
//! number, so it reaches the cache's limit before the multipliers'.

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

/// Numbers that are raised together. Eight squares and eight powers are eight registers of every x86-64 processor, which
/// has sixteen; and eight chains of multiplications are enough to keep two multipliers busy.
const LANES: usize = 8;

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
    let (blocks, rest) = x.as_chunks::<LANES>();
    let (powers, room) = powers.as_chunks_mut::<LANES>();
    for (powers, &x) in powers.iter_mut().zip(blocks) {
        *powers = block(x, n);
    }
    let mut last = [1.0; LANES];
    last[..rest.len()].copy_from_slice(rest);
    room.copy_from_slice(&block(last, n)[..rest.len()]);
    Ok(())
}

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
