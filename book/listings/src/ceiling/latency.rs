//! How long a step takes when the next one waits for it.

use std::hint::black_box;

use fearless_simd::{Level, Simd, dispatch, f64x2, prelude::*};

// ANCHOR: add
/// So many additions, each to the result of the one before.
#[must_use]
pub fn add(steps: usize) -> f64 {
    let (mut x, step) = black_box((0.0, 1.0));
    for _ in 0..steps {
        x += step;
    }
    x
}
// ANCHOR_END: add

// ANCHOR: others
/// So many multiplications.
#[must_use]
pub fn multiply(steps: usize) -> f64 {
    let (mut x, factor) = black_box((1.0, -1.0));
    for _ in 0..steps {
        x *= factor;
    }
    x
}

/// So many multiplications with an addition in the same instruction, where the processor has it.
#[must_use]
pub fn multiply_add(steps: usize) -> f64 {
    dispatch!(Level::new(), simd => chain(simd, steps))
}

/// x → 2 − x.
#[inline(always)]
fn chain<S: Simd>(simd: S, steps: usize) -> f64 {
    let [mut x, factor, summand] =
        black_box([0.5, -1.0, 2.0]).map(|number| f64x2::splat(simd, number));
    for _ in 0..steps {
        x = x.mul_add(factor, summand);
    }
    x[0]
}

/// So many operations on a whole number: a bitwise one and an addition in turn. Each takes one beat of the clock, so this
/// measures the clock.
#[must_use]
pub fn integer(steps: usize) -> u64 {
    let (mut x, a, b) = black_box((0_u64, 1_u64, 3_u64));
    for _ in 0..steps / 2 {
        x = (x ^ a).wrapping_add(b);
    }
    x
}
// ANCHOR_END: others

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_follows_the_one_before() {
        assert_eq!(add(1000), 1000.0);
        assert_eq!((multiply(1000), multiply(1001)), (1.0, -1.0));
        assert_eq!((multiply_add(1000), multiply_add(1001)), (0.5, 1.5));
        let expected = (0..500).fold(0_u64, |x, _| (x ^ 1) + 3);
        assert_eq!(integer(1000), expected);
    }
}
