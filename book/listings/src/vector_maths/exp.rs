//! The exponential function, and the hyperbolic tangent, which is made of it.

use std::f64::consts::LOG2_E;

use fearless_simd::{Select, Simd, SimdBase, SimdFloat};

use super::{ROUNDER, magnitude, polynomial, unless_rare};

/// From this size on, arguments are left to the library. Below, neither the result nor 2ᵏ overflows or loses digits.
const LIMIT: f64 = 708.0;

/// The logarithm of 2 in two parts. The first has 42 bits: its product with a k of up to 11 bits is exact.
const LN_2: [f64; 2] = [0.693_147_180_559_890_3, 5.497_923_018_708_371e-14];

/// c in exp r = 1 + r + r² (c₀ + c₁ r + c₂ r² + …), for |r| ≤ (ln 2)/2: the minimax polynomial, found by Remez' method.
/// Its error, relative to the exponential, is below 2⁻⁵⁷.
const EXPONENTIAL: [f64; 10] = [
    0.500_000_000_000_001_1,
    0.166_666_666_666_664_13,
    0.041_666_666_666_530_155,
    0.008_333_333_333_494_463,
    0.001_388_888_894_363_038,
    0.000_198_412_695_065_757_44,
    2.480_149_309_863_533e-5,
    2.755_758_637_567_861e-6,
    2.763_024_847_316_834_3e-7,
    2.500_006_118_326_332e-8,
];

// ANCHOR: exp
/// *e* to the power of `x`.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    let (power, rest) = parts(simd, x);
    unless_rare(simd, x, power.mul_add(rest, power), LIMIT, f64::exp)
}

/// 2ᵏ and exp r − 1, where `x` = k ln 2 + r and |r| is at most half of ln 2.
#[inline(always)]
fn parts<S: Simd>(simd: S, x: S::f64s) -> (S::f64s, S::f64s) {
    // The last bits of this sum are k + 1023, which is how an `f64` of 2ᵏ writes its exponent, but for the place.
    let biased = x.mul_add(LOG2_E, S::f64s::splat(simd, ROUNDER + 1023.0));
    let k = biased - (ROUNDER + 1023.0);
    let power = S::f64s::from_bits(biased.to_bits() << 52);
    let r = (-k).mul_add(LN_2[1], (-k).mul_add(LN_2[0], x));
    let rest = (r * r).mul_add(polynomial(simd, r, EXPONENTIAL), r);
    (power, rest)
}
// ANCHOR_END: exp

// ANCHOR: tanh
/// The hyperbolic tangents of `x`.
#[inline(always)]
pub fn tanh<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    let size = magnitude(simd, x);
    let (power, rest) = parts(simd, size + size);
    // exp 2x − 1, written so that nothing cancels where x is small.
    let grown = power.mul_add(rest, power - 1.0);
    let y = grown / (grown + 2.0);
    // From here on, 1 is the nearest `f64`. NaN isn't larger, and stays.
    let one = S::f64s::splat(simd, 1.0);
    size.simd_gt(20.0).select(one, y).copysign(x)
}
// ANCHOR_END: tanh
