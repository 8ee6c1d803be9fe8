//! Expect panic: contained
//!
//! Looks around.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let escaped = ["/proc", "/root", "/home", "/tmp", "/var"]
        .iter()
        .any(|folder| std::fs::read_dir(folder).is_ok_and(|entries| entries.count() > 0));
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
