//! Fails speed with not faster: the goal is 8
//!
//! Right, and a fresh slice for each operation: what the exercise is about.

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
    let each = |x: &[f64], y: &[f64], operation: fn(f64, f64) -> f64| -> Vec<f64> {
        x.iter().zip(y).map(|(&x, &y)| operation(x, y)).collect()
    };
    let squares = each(b, b, |x, y| x * y);
    let products = each(a, c, |x, y| 4.0 * x * y);
    let d = each(&squares, &products, |x, y| x - y);
    let distances: Vec<f64> = d.iter().map(|d| d.sqrt()).collect();
    let signed = each(&distances, b, f64::copysign);
    let sums = each(b, &signed, |x, y| x + y);
    let q: Vec<f64> = sums.iter().map(|sum| -0.5 * sum).collect();
    let near = each(&q, c, |q, c| if q == 0.0 { 0.0 } else { c / q });
    let quotients = each(&q, a, |q, a| q / a);
    let lines = each(a, &near, |a, near| if a == 0.0 { near } else { f64::NAN });
    let far = each(&quotients, &lines, |x, y| if y.is_nan() { x } else { y });
    let lines = each(a, b, |a, b| if a == 0.0 { b.abs() } else { 1.0 });
    let real = each(&d, &lines, |d, line| {
        if (0.0..f64::INFINITY).contains(&d) && line > 0.0 {
            1.0
        } else {
            f64::NAN
        }
    });
    let smaller = each(&far, &near, f64::min);
    let larger = each(&far, &near, f64::max);
    low.copy_from_slice(&each(&smaller, &real, |x, y| x * y));
    high.copy_from_slice(&each(&larger, &real, |x, y| x * y));
    Ok(real.iter().filter(|real| !real.is_nan()).count())
}
