//! Expect panic: contained
//!
//! Tries a shell.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let escaped = ["/bin/sh", "/usr/bin/env", "/subject", "/proc/self/exe"]
        .iter()
        .any(|program| std::process::Command::new(program).arg("x").spawn().is_ok());
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
