//! Expect build-limit:
//!
//! Text that grows without bounds.

#![recursion_limit = "1000000"]

macro_rules! double {
    ($($t:tt)*) => {
        double!($($t)* $($t)*)
    };
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    double!(limit+)
}
