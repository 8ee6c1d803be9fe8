//! Expect build-error: can't find crate for `frames`
//!
//! The protocol's crate is the subject's, not the answer's.

extern crate frames;

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
