//! Sine, cosine, exponential and hyperbolic tangent of many numbers at once, without a call per number.
//!
//! The library's `f64::sin` handles one number and is a call, which keeps a loop from being vectorised. The functions
//! here have no branch that depends on the number, so that all lanes of a register go the same way. They are generic
//! over the registers of [`fearless_simd`] and are called inside its `dispatch!`:
//!
//! ```
//! use fearless_simd::{Level, Simd, dispatch};
//! use listings::vector_maths::{each, sin};
//!
//! /// The sines of `x`, doubled.
//! #[inline(always)]
//! fn double_sin<S: Simd>(simd: S, x: &[f64], out: &mut [f64]) {
//!     each(simd, x, out, #[inline(always)] |x| sin(simd, x) * 2.0);
//! }
//!
//! let mut out = [0.0; 3];
//! dispatch!(Level::new(), simd => double_sin(simd, &[0.0, 0.5, 1.0], &mut out));
//! assert!((out[2] - 2.0 * 1.0_f64.sin()).abs() < 1e-15);
//! ```
//!
//! Everything on the way from `dispatch!` to these functions has to be `#[inline(always)]`, closures too; otherwise it is
//! compiled for the oldest processor. For a whole slice and one function there is [`slices`].
//!
//! All four are right for *every* `f64`: zeros keep their sign, infinities and NaN give what the library gives, and
//! arguments for which the short formulas don't hold are handed to the library's function, lane by lane. What a lane
//! gets doesn't depend on its neighbours. `vector_maths/accuracy.rs` measures how far the results are from the truth.

pub mod accuracy;
mod exp;
pub mod reference;
mod sin;
pub mod slices;

use fearless_simd::{Select, Simd, SimdBase, SimdFloat, SimdMask};

pub use exp::{exp, tanh};
pub use sin::{cos, sin};

// ANCHOR: each
/// Applies `f` to each number of `x`, a register at a time. The last register is filled up with zeros.
///
/// # Panics
///
/// If `x` and `out` differ in length.
#[inline(always)]
pub fn each<S: Simd>(simd: S, x: &[f64], out: &mut [f64], f: impl Fn(S::f64s) -> S::f64s) {
    assert_eq!(x.len(), out.len(), "as many results as numbers");
    let lanes = S::f64s::LEN;
    let (mut xs, mut outs) = (x.chunks_exact(lanes), out.chunks_exact_mut(lanes));
    for (x, out) in xs.by_ref().zip(outs.by_ref()) {
        f(S::f64s::from_slice(simd, x)).store_slice(out);
    }
    let (x, out) = (xs.remainder(), outs.into_remainder());
    if !x.is_empty() {
        let y = f(partial(simd, x));
        out.copy_from_slice(&y.as_slice()[..x.len()]);
    }
}
// ANCHOR_END: each

/// Applies `f` to each number of `a` and the one of `b` at its place, in the way of [`each`].
///
/// # Panics
///
/// If the three differ in length.
#[inline(always)]
pub fn each_pair<S: Simd>(
    simd: S,
    a: &[f64],
    b: &[f64],
    out: &mut [f64],
    f: impl Fn(S::f64s, S::f64s) -> S::f64s,
) {
    assert_eq!(
        a.len(),
        b.len(),
        "as many numbers on the left as on the right"
    );
    assert_eq!(a.len(), out.len(), "as many results as numbers");
    let lanes = S::f64s::LEN;
    let (mut left, mut right) = (a.chunks_exact(lanes), b.chunks_exact(lanes));
    let mut outs = out.chunks_exact_mut(lanes);
    for ((a, b), out) in left.by_ref().zip(right.by_ref()).zip(outs.by_ref()) {
        f(S::f64s::from_slice(simd, a), S::f64s::from_slice(simd, b)).store_slice(out);
    }
    let out = outs.into_remainder();
    if !out.is_empty() {
        let (a, b) = (left.remainder(), right.remainder());
        let y = f(partial(simd, a), partial(simd, b));
        out.copy_from_slice(&y.as_slice()[..out.len()]);
    }
}

/// A register that begins with the numbers of `x`, of which there may be too few, and is filled up with zeros.
#[inline(always)]
pub fn partial<S: Simd>(simd: S, x: &[f64]) -> S::f64s {
    S::f64s::from_fn(
        simd,
        #[inline(always)]
        |lane| x.get(lane).copied().unwrap_or(0.0),
    )
}

/// 1.5 · 2⁵². Added to a number that is small beside it, it leaves no room for a fraction: the sum's last bits are the
/// number rounded to a whole one.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

// ANCHOR: horner
/// c₀ + c₁ x + c₂ x² + …, from the inside out: one multiplication and one addition for each coefficient, which are a
/// single instruction where the processor has one.
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(simd: S, x: S::f64s, coefficients: [f64; N]) -> S::f64s {
    let mut sum = S::f64s::splat(simd, coefficients[N - 1]);
    for i in (0..N - 1).rev() {
        sum = sum.mul_add(x, coefficients[i]);
    }
    sum
}
// ANCHOR_END: horner

/// The absolute values.
#[inline(always)]
fn magnitude<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    x.copysign(S::f64s::splat(simd, 1.0))
}

// ANCHOR: rare
/// `y`, but for the lanes whose argument isn't below `limit` in size: those get `function` of it.
#[inline(always)]
fn unless_rare<S: Simd>(
    simd: S,
    x: S::f64s,
    y: S::f64s,
    limit: f64,
    function: fn(f64) -> f64,
) -> S::f64s {
    let ordinary = magnitude(simd, x).simd_lt(limit);
    if ordinary.all_true() {
        return y;
    }
    let mut library = x;
    lane_by_lane(library.as_mut_slice(), limit, function);
    ordinary.select(y, library)
}

/// Not inlined, as it is seldom wanted.
#[cold]
#[inline(never)]
fn lane_by_lane(x: &mut [f64], limit: f64, function: fn(f64) -> f64) {
    for x in x {
        // NaN isn't below the limit either.
        if x.abs() < limit {
            continue;
        }
        *x = function(*x);
    }
}
// ANCHOR_END: rare

/// Whether multiplying and adding is one instruction here, with one rounding.
#[inline(always)]
fn fuses<S: Simd>(simd: S) -> bool {
    let level = simd.level();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return level.as_avx2().is_some();
    #[cfg(target_arch = "aarch64")]
    return level.as_neon().is_some();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
    return {
        let _ = level;
        false
    };
}
