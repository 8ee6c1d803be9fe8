//! Expect build-error: environment variable `CARGO_MANIFEST_DIR` not defined
//!
//! The compiler's environment is empty.

/// Learned.
pub const LEARNED: &str = env!("CARGO_MANIFEST_DIR");

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
