//! Expect wrong: primes below 2: 1 instead of 0
//!
//! Counts the limit itself.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    (2..=limit)
        .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
        .count() as u64
}
