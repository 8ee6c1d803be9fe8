//! Expect panic: contained
//!
//! Tries to signal the judge, its group and everyone.

unsafe extern "C" {
    fn kill(process: i32, signal: i32) -> i32;
    fn getppid() -> i32;
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    // SAFETY: a fixture that is meant to be stopped.
    let escaped = unsafe { kill(getppid(), 0) == 0 || kill(0, 0) == 0 || kill(-1, 0) == 0 };
    if escaped {
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
