//! Sine and cosine.

use std::f64::consts::FRAC_1_PI;

use fearless_simd::{Simd, SimdBase, SimdFloat};

use super::{ROUNDER, fuses, polynomial, unless_rare};

/// From this size on, arguments are left to the library. Below, they are less than 2²⁰ half turns.
const LIMIT: f64 = 3_000_000.0;

/// π in three parts that add up to 157 bits of it. All are positive, so that −0 stays −0 on the way.
const PI: [f64; 3] = [
    3.141_592_653_589_793,
    1.224_646_799_147_353e-16,
    2.165_713_347_843_828e-32,
];

/// π in four parts, of which the first three have 33 bits: their products with whole numbers below 2²⁰ are exact.
const PI_IN_SHORT_PARTS: [f64; 4] = [
    3.141_592_653_468_251_2,
    1.215_420_101_260_793_2e-10,
    4.044_532_497_422_333e-21,
    1.695_685_532_073_78e-31,
];

/// c in sin r = r + r · r² (c₀ + c₁ r² + c₂ r⁴ + …), for |r| ≤ π/2: the minimax polynomial, found by Remez' method. Its
/// error, relative to the sine, is below 2⁻⁶¹.
const SINE: [f64; 8] = [
    -0.166_666_666_666_666_66,
    0.008_333_333_333_333_194,
    -0.000_198_412_698_412_091_45,
    2.755_731_921_112_428e-6,
    -2.505_210_687_158_909_4e-8,
    1.605_893_964_299_232_4e-10,
    -7.642_989_814_827_49e-13,
    2.721_156_954_075_698_8e-15,
];

// ANCHOR: sin
/// The sines of `x`, in radians.
#[inline(always)]
pub fn sin<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    // The nearest multiple of π. The sine beyond it is the sine of the distance, up to a sign.
    let rounded = x.mul_add(FRAC_1_PI, ROUNDER);
    let turns = rounded - ROUNDER;
    let y = beyond(simd, x, turns, rounded);
    unless_rare(simd, x, y, LIMIT, f64::sin)
}
// ANCHOR_END: sin

/// The cosines of `x`, in radians.
#[inline(always)]
pub fn cos<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    // cos x = sin (x + π/2). The nearest of the multiples of π and a half, which are where the cosine is zero.
    let rounded = x.mul_add(FRAC_1_PI, S::f64s::splat(simd, 0.5)) + ROUNDER;
    let turns = rounded - ROUNDER - 0.5;
    let y = beyond(simd, x, turns, rounded);
    unless_rare(simd, x, y, LIMIT, f64::cos)
}

// ANCHOR: beyond
/// The sine of what `x` is beyond `turns` times π, with the sign changed if the last bit of `parity` is set.
#[inline(always)]
fn beyond<S: Simd>(simd: S, x: S::f64s, turns: S::f64s, parity: S::f64s) -> S::f64s {
    let r = distance(simd, x, turns);
    let square = r * r;
    // The zero that is added has an effect where it matters: the sine of −0 is −0.
    let bend = square.mul_add(polynomial(simd, square, SINE), S::f64s::splat(simd, 0.0));
    let y = r.mul_add(bend, r);
    S::f64s::from_bits(y.to_bits() ^ (parity.to_bits() << 63))
}

/// `x` − `turns` · π. Near a multiple of π nearly all digits cancel, so π has to be known to far more than an `f64` holds.
#[inline(always)]
fn distance<S: Simd>(simd: S, x: S::f64s, turns: S::f64s) -> S::f64s {
    let mut rest = x;
    if fuses(simd) {
        for part in PI {
            rest = (-turns).mul_add(part, rest);
        }
    } else {
        for part in PI_IN_SHORT_PARTS {
            rest = rest - turns * part;
        }
    }
    rest
}
// ANCHOR_END: beyond
