//! Expect build-error: rayon
//!
//! The exercise doesn't allow it.

use rayon::prelude::*;

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    (0..limit).into_par_iter().count() as u64
}
