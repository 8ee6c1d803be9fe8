//! Expect crash: SIGABRT
//!
//! Ends without a word.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let _ = limit;
    std::process::abort()
}
