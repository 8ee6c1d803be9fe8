//! Expect panic: contained
//!
//! Tries to leave something behind.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let escaped = ["/tmp", "/var/tmp", "/dev/shm", "/", ".", "{FOLDER}"]
        .iter()
        .any(|folder| std::fs::write(format!("{folder}/workbook-escaped"), b"x").is_ok());
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
