//! Expect build-error: couldn't read
//!
//! It isn't there yet.

/// Stolen.
pub const STOLEN: &str = include_str!("../subject/subject.rs");

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
