//! Expect build-error: unsafe
//!
//! Would take the place of the subject's main.

#[unsafe(no_mangle)]
/// Ends.
pub extern "C" fn main() -> i32 {
    0
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
