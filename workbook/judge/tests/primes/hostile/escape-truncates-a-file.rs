//! Expect panic: contained
//!
//! Tries to spoil what it may not read.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let escaped = std::fs::OpenOptions::new()
        .write(true)
        .truncate(true)
        .open("{VICTIM}")
        .is_ok();
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
