//! Expect build-error: subject.rs
//!
//! Compiles, but with another signature.

/// Counts.
pub fn primes_below(limit: f32) -> u64 {
    limit as u64
}
