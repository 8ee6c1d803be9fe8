//! Expect build-error: unsafe
//!
//! The exercise forbids it.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    unsafe { std::ptr::read(&limit) }
}
