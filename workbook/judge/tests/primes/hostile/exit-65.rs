//! Expect early-exit: status 65
//!
//! Ends as a subject does that lost its judge.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let _ = limit;
    std::process::exit(65)
}
