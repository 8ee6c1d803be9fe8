//! Expect panic: without a message
//!
//! Ends as a panic does.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let _ = limit;
    std::process::exit(101)
}
