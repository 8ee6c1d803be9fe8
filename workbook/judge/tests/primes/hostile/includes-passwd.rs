//! Expect build-error: couldn't read
//!
//! Nor anything else of the machine.

/// Stolen.
pub const STOLEN: &str = include_str!("/etc/passwd");

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
