//! Expect build-error: environment variable `TMPDIR` not defined
//!
//! The compiler's environment is empty.

/// Learned.
pub const LEARNED: &str = env!("TMPDIR");

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
