//! What the functions are measured against: the same ones with about 100 bits rather than 53.
//!
//! A number is an unevaluated sum of two `f64`s, a *double-double* (T. J. Dekker, 1971). Sums and products carry errors
//! of a few 2⁻¹⁰⁴, relative to the result; the series below are cut off where the next term is smaller than that. The tests
//! hold these functions to 2⁻⁹⁵ against an arbitrary-precision library; that is 2⁻⁴² units in the last place of an `f64`.

use std::sync::LazyLock;

/// `high` + `low`, where `low` is at most half a unit in the last place of `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Double {
    /// The number, rounded to an `f64`.
    pub high: f64,
    /// What the rounding left out.
    pub low: f64,
}

const ONE: Double = Double::new(1.0);

impl Double {
    /// A number that an `f64` holds.
    #[must_use]
    pub const fn new(high: f64) -> Self {
        Self { high, low: 0.0 }
    }

    /// a + b, exactly (D. E. Knuth's two-sum).
    fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let b_seen = high - a;
        let low = (a - (high - b_seen)) + (b - b_seen);
        Self { high, low }
    }

    /// a · b, exactly unless it underflows.
    fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        let low = a.mul_add(b, -high);
        Self { high, low }
    }

    fn plus(self, other: Self) -> Self {
        let high = Self::sum(self.high, other.high);
        let low = Self::sum(self.low, other.low);
        let first = Self::sum(high.high, high.low + low.high);
        Self::sum(first.high, first.low + low.low)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(other.times_power(-1.0))
    }

    fn times(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        let crossed = self.high.mul_add(other.low, self.low * other.high);
        Self::sum(product.high, product.low + crossed)
    }

    fn over(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self.minus(other.times(Self::new(first)));
        let second = rest.high / other.high;
        let rest = rest.minus(other.times(Self::new(second)));
        let third = rest.high / other.high;
        Self::sum(first, second).plus(Self::new(third))
    }

    /// Times a power of two, with either sign.
    fn times_power(self, power: f64) -> Self {
        Self {
            high: self.high * power,
            low: self.low * power,
        }
    }
}

/// One over the factorials of 0 to 29.
static INVERSE_FACTORIALS: LazyLock<[Double; 30]> = LazyLock::new(|| {
    let mut inverse = [ONE; 30];
    for n in 1..30 {
        inverse[n] = inverse[n - 1].over(Double::new(n as f64));
    }
    inverse
});

/// π/2 to 212 bits.
const HALF_PI: [f64; 4] = [
    1.570_796_326_794_896_6,
    6.123_233_995_736_766e-17,
    -1.497_384_904_859_169_8e-33,
    5.562_271_104_316_826e-50,
];

/// The logarithm of 2 to 159 bits.
const LN_2: [f64; 3] = [
    0.693_147_180_559_945_3,
    2.319_046_813_846_299_6e-17,
    5.707_708_438_416_212e-34,
];

/// `x` − `times` · (the sum of `parts`).
fn reduced(x: f64, times: f64, parts: &[f64]) -> Double {
    // Largest first: what cancels does so without rounding, and what comes later is ever smaller.
    parts.iter().fold(Double::new(x), |rest, part| {
        rest.minus(Double::product(times, *part))
    })
}

/// The terms x^first/first!, x^(first + step)/(first + step)!, … with the signs + − + − if `alternating`, added up.
fn series(x: Double, first: usize, step: usize, alternating: bool) -> Double {
    let power = if step == 1 { x } else { x.times(x) };
    let power = power.times_power(if alternating { -1.0 } else { 1.0 });
    let orders = (first..30).step_by(step);
    let sum = orders.rev().fold(Double::new(0.0), |sum, order| {
        sum.times(power).plus(INVERSE_FACTORIALS[order])
    });
    (0..first).fold(sum, |sum, _| sum.times(x))
}

/// sin x and cos x for |x| up to 2³⁰.
fn sin_cos(x: f64) -> (Double, Double) {
    let quarters = (x / HALF_PI[0]).round();
    let r = reduced(x, quarters, &HALF_PI);
    let (sin, cos) = (series(r, 1, 2, true), series(r, 0, 2, true));
    match quarters.rem_euclid(4.0) as u8 {
        0 => (sin, cos),
        1 => (cos, sin.times_power(-1.0)),
        2 => (sin.times_power(-1.0), cos.times_power(-1.0)),
        _ => (cos.times_power(-1.0), sin),
    }
}

/// The sine of `x`, which is at most 2³⁰ in size.
#[must_use]
pub fn sin(x: f64) -> Double {
    sin_cos(x).0
}

/// The cosine of `x`, which is at most 2³⁰ in size.
#[must_use]
pub fn cos(x: f64) -> Double {
    sin_cos(x).1
}

/// *e* to the power of `x`, where neither that nor a 2⁻¹⁰⁴th of it is too large or too small for an `f64`.
#[must_use]
pub fn exp(x: f64) -> Double {
    let k = (x / LN_2[0]).round();
    let rest = series(reduced(x, k, &LN_2), 0, 1, false);
    // In two steps, as 2¹⁰²⁴ is too large for an `f64`.
    let half = (k / 2.0).trunc();
    rest.times_power(half.exp2()).times_power((k - half).exp2())
}

/// The hyperbolic tangent of `x`.
#[must_use]
pub fn tanh(x: f64) -> Double {
    if x.abs() > 40.0 {
        return Double::new(1.0_f64.copysign(x));
    }
    if x.abs() < 0.2 {
        let r = Double::new(x);
        return series(r, 1, 2, false).over(series(r, 0, 2, false));
    }
    let squared = exp(2.0 * x);
    squared.minus(ONE).over(squared.plus(ONE))
}

/// How far `found` is from `truth`, in units in the last place of an `f64` as large as the truth.
#[must_use]
pub fn ulps(found: f64, truth: Double) -> f64 {
    let size = truth.high.abs();
    // The spacing changes at a power of two: which one holds depends on the side that the truth is on.
    let above = truth.low == 0.0 || (truth.low > 0.0) == (truth.high > 0.0);
    let unit = if above {
        size.next_up() - size
    } else {
        size - size.next_down()
    };
    ((found - truth.high) - truth.low).abs() / unit
}
