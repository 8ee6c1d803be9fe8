//! Expect build-limit:
//!
//! The compiler would evaluate it for ever.

#![allow(long_running_const_eval)]

const ENDLESS: u64 = {
    let mut n = 0_u64;
    while n < u64::MAX {
        n += 1;
    }
    n
};

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit + ENDLESS
}
