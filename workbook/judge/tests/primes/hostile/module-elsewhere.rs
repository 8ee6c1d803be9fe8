//! Expect build-error: couldn't read
//!
//! Nor a module.

#[path = "{SOLUTION}"]
pub mod stolen;

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    stolen::primes_below(limit)
}
