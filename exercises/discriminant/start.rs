//! Roots without temporaries. The task is in `spec.rs`; this is the file to edit.

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
    todo!("discriminant: both roots of each equation in one pass, and no slice in between")
}
