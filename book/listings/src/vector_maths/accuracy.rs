//! How far the functions are from the truth, in units in the last place (ulp).
//!
//! An error of half a unit is the best that is possible, as the result has to be rounded. Bounds are measured, not
//! proved: the arguments are dense, and the places where such code fails are searched on purpose.

use std::f64::consts::{FRAC_PI_2, LN_2, PI};
use std::fmt::Write;

use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

use super::{cos, each, exp, reference, sin, tanh};

/// A function of the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The sine.
    Sin,
    /// The cosine.
    Cos,
    /// The exponential.
    Exp,
    /// The hyperbolic tangent.
    Tanh,
}

/// All of them.
pub const FUNCTIONS: [Function; 4] = [Function::Sin, Function::Cos, Function::Exp, Function::Tanh];

impl Function {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Function::Sin => "sin",
            Function::Cos => "cos",
            Function::Exp => "exp",
            Function::Tanh => "tanh",
        }
    }

    /// The library's function.
    #[must_use]
    pub fn library(self) -> fn(f64) -> f64 {
        match self {
            Function::Sin => f64::sin,
            Function::Cos => f64::cos,
            Function::Exp => f64::exp,
            Function::Tanh => f64::tanh,
        }
    }

    /// The function to about 100 bits.
    #[must_use]
    pub fn truth(self) -> fn(f64) -> reference::Double {
        match self {
            Function::Sin => reference::sin,
            Function::Cos => reference::cos,
            Function::Exp => reference::exp,
            Function::Tanh => reference::tanh,
        }
    }

    /// Ours, over slices, at a level.
    pub fn ours(self, level: Level, x: &[f64], out: &mut [f64]) {
        dispatch!(level, simd => self.at(simd, x, out));
    }

    #[inline(always)]
    fn at<S: Simd>(self, simd: S, x: &[f64], out: &mut [f64]) {
        match self {
            Function::Sin => each(
                simd,
                x,
                out,
                #[inline(always)]
                |x| sin(simd, x),
            ),
            Function::Cos => each(
                simd,
                x,
                out,
                #[inline(always)]
                |x| cos(simd, x),
            ),
            Function::Exp => each(
                simd,
                x,
                out,
                #[inline(always)]
                |x| exp(simd, x),
            ),
            Function::Tanh => each(
                simd,
                x,
                out,
                #[inline(always)]
                |x| tanh(simd, x),
            ),
        }
    }

    /// The largest error that ours may have, in ulp: with fused multiplication and addition, and without.
    #[must_use]
    pub fn bounds(self) -> [f64; 2] {
        match self {
            Function::Sin | Function::Cos => [2.5, 2.75],
            Function::Exp => [1.25, 1.25],
            Function::Tanh => [3.0, 3.0],
        }
    }
}

/// The level with FMA, and the one without, that this processor has.
#[must_use]
pub fn levels() -> [Option<Level>; 2] {
    let level = Level::new();
    #[cfg(target_arch = "x86_64")]
    return [
        level.as_avx2().map(|_| level),
        level.as_sse2().map(Level::Sse2),
    ];
    #[cfg(target_arch = "aarch64")]
    return [Some(level), None];
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    return [None, Some(level)];
}

/// The `index`th argument of a search: a quarter each over all of the range, close to zero, over all magnitudes, and
/// next to where the formulas change or the result vanishes.
#[must_use]
pub fn argument(function: Function, index: u64) -> f64 {
    let (range, period) = match function {
        Function::Sin | Function::Cos => (3e6, FRAC_PI_2),
        Function::Exp => (708.0, LN_2 / 2.0),
        Function::Tanh => (20.5, LN_2 / 4.0),
    };
    let [a, b] = [scattered(2 * index), scattered(2 * index + 1)];
    let sign = if index & 4 == 0 { 1.0 } else { -1.0 };
    let size = match index % 4 {
        0 => a * range,
        1 => a * PI,
        2 => (range.log2() - a * a * 1074.0).exp2() * (1.0 + b / 4.0),
        _ => {
            let near = (a * range / period).round() * period;
            let steps = ((b - 0.5) * 8.0).round() as i64;
            f64::from_bits(near.to_bits().wrapping_add_signed(steps))
        }
    };
    sign * if size < range { size } else { a }
}

/// The number in [0, 1) that a counter is scattered to (the finaliser of G. L. Steele's SplitMix64).
fn scattered(counter: u64) -> f64 {
    let mut bits = counter.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The largest error that was found, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst {
    /// In units in the last place.
    pub ulps: f64,
    /// The argument.
    pub at: f64,
}

/// The worst of the first `points` arguments, for what fills a slice with results.
pub fn worst(function: Function, points: u64, fill: impl Fn(&[f64], &mut [f64]) + Sync) -> Worst {
    const BLOCK: u64 = 5000;
    let truth = function.truth();
    let in_block = |block: u64| {
        let indices = block * BLOCK..points.min((block + 1) * BLOCK);
        let x: Vec<f64> = indices.map(|index| argument(function, index)).collect();
        let mut y = vec![0.0; x.len()];
        fill(&x, &mut y);
        let errors = x.iter().zip(&y).map(|(&at, &y)| Worst {
            ulps: reference::ulps(y, truth(at)),
            at,
        });
        errors.fold(NONE, larger)
    };
    (0..points.div_ceil(BLOCK))
        .into_par_iter()
        .map(in_block)
        .reduce(|| NONE, larger)
}

const NONE: Worst = Worst { ulps: 0.0, at: 0.0 };

fn larger(a: Worst, b: Worst) -> Worst {
    // A NaN where there should be a number is the largest error there is.
    if b.ulps > a.ulps || b.ulps.is_nan() {
        b
    } else {
        a
    }
}

/// The table of the page: the largest errors among `points` arguments, of the library's functions and of ours.
#[must_use]
pub fn table(points: u64) -> String {
    let mut text = format!(
        "largest error in ulp    {:<10}{:<10}{:<14}the library's at\n",
        "library", "ours", "without FMA"
    );
    for function in FUNCTIONS {
        let _ = write!(text, "{:<24}", function.name());
        let library = worst(function, points, |x, out| {
            for (out, x) in out.iter_mut().zip(x) {
                *out = function.library()(*x);
            }
        });
        let _ = write!(text, "{:<10.3}", library.ulps);
        for (level, width) in levels().into_iter().zip([10, 14]) {
            let cell =
                level.map(|level| worst(function, points, |x, out| function.ours(level, x, out)));
            let cell = cell.map_or("–".to_owned(), |worst| format!("{:.3}", worst.ulps));
            let _ = write!(text, "{cell:<width$}");
        }
        let _ = writeln!(text, "{:e}", library.at);
    }
    text
}
