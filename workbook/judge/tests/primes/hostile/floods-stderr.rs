//! Expect output-limit: it printed more than
//!
//! Prints for ever.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let line = "x".repeat(4096);
    loop {
        eprintln!("{limit} {line}");
    }
}
