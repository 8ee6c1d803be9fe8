//! Expect pass: not faster
//!
//! Right, and no faster than the plain version.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    (2..limit)
        .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
        .count() as u64
}
