//! Expect memory: it asked for more than its
//!
//! Asks for a gigabyte and uses it.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let gigabyte = vec![1_u8; 1 << 30];
    gigabyte.iter().map(|byte| u64::from(*byte)).sum::<u64>() + limit
}
