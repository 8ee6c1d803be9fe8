//! Expect build-error: couldn't read
//!
//! The compiler can't see it.

/// Stolen.
pub const STOLEN: &str = include_str!("{SOLUTION}");

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
