//! Expect build-error: couldn't read
//!
//! A file without an end.

/// Endless.
pub const ENDLESS: &[u8] = include_bytes!("/dev/zero");

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
