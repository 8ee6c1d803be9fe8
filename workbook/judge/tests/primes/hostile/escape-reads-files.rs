//! Expect panic: contained
//!
//! Tries files of the machine and of the grader.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let files = [
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/1/environ",
        "{SOLUTION}",
    ];
    let escaped = files
        .iter()
        .any(|file| std::fs::read(file).is_ok_and(|text| !text.is_empty()));
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
