//! Expect build-error: lib.rs:7: error[E0308]: mismatched types
//!
//! A number is no text.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit.to_string()
}
