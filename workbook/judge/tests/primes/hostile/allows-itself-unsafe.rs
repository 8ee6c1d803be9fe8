//! Expect build-error: unsafe_code
//!
//! Nothing in the file may lift what the command line forbids.

#![allow(unsafe_code)]

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    unsafe { std::ptr::read(&limit) }
}
