//! Expect timeout: no reply within
//!
//! Never returns, and uses no processor time.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    std::thread::sleep(std::time::Duration::from_secs(limit + 1_000_000));
    0
}
