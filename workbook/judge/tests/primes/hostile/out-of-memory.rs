//! Expect memory: it asked for more than its
//!
//! Asks for two gigabytes and uses it.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let gigabytes = vec![1_u8; 1 << 31];
    gigabytes.iter().map(|byte| u64::from(*byte)).sum::<u64>() + limit
}
