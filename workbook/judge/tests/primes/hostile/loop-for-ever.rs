//! Expect timeout: no reply within
//!
//! Never returns.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    loop {
        std::hint::black_box(limit);
    }
}
