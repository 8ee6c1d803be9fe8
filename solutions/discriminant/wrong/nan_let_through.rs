//! Fails special with wrong: Which way round did you ask
//!
//! Asks whether the discriminant is below zero. A NaN isn't below zero, and neither is an infinity.

use std::fmt;

/// A slice that must be as long as `a`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// The coefficients of x.
    B,
    /// The coefficients without x.
    C,
    /// The room for the smaller roots.
    Low,
    /// The room for the larger roots.
    High,
}

/// A slice isn't as long as `a`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthMismatch {
    /// Which one it is.
    pub slice: Slice,
    /// The length of `a`.
    pub expected: usize,
    /// Its length.
    pub found: usize,
}

impl fmt::Display for LengthMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.slice {
            Slice::B => "b",
            Slice::C => "c",
            Slice::Low => "low",
            Slice::High => "high",
        };
        write!(
            f,
            "`{name}` has {} places for {} equations",
            self.found, self.expected
        )
    }
}

impl std::error::Error for LengthMismatch {}

/// Writes the real roots of each equation ax² + bx + c = 0 to the same place in `low` and `high`, the smaller one to
/// `low`, and returns how many equations have a real root.
///
/// An equation without a real root gets NaN twice, and one with a single root gets it twice.
///
/// # Errors
///
/// [`LengthMismatch`] for the first of `b`, `c`, `low` and `high` that isn't as long as `a`; `low` and `high` are left as
/// they were.
pub fn real_roots(
    a: &[f64],
    b: &[f64],
    c: &[f64],
    low: &mut [f64],
    high: &mut [f64],
) -> Result<usize, LengthMismatch> {
    let lengths = [
        (Slice::B, b.len()),
        (Slice::C, c.len()),
        (Slice::Low, low.len()),
        (Slice::High, high.len()),
    ];
    let expected = a.len();
    for (slice, found) in lengths {
        if found != expected {
            return Err(LengthMismatch {
                slice,
                expected,
                found,
            });
        }
    }
    let coefficients = a.iter().zip(b).zip(c);
    let mut count = 0;
    for (((&a, &b), &c), (low, high)) in coefficients.zip(low.iter_mut().zip(high)) {
        let real;
        (*low, *high, real) = solve(a, b, c);
        count += usize::from(real);
    }
    Ok(count)
}

/// The smaller and the larger root of one equation, and whether there are any.
#[inline]
fn solve(a: f64, b: f64, c: f64) -> (f64, f64, bool) {
    let d = b * b - 4.0 * a * c;
    let real = !(d < 0.0 || a == 0.0 && b == 0.0);
    // Where a is zero, the root of d is |b|, q is -b, and c / q is the root of the line.
    let q = -0.5 * (b + d.sqrt().copysign(b));
    let near = if q == 0.0 { 0.0 } else { c / q };
    let far = if a == 0.0 { near } else { q / a };
    let (low, high) = if far < near { (far, near) } else { (near, far) };
    if real {
        (low, high, true)
    } else {
        (f64::NAN, f64::NAN, false)
    }
}
