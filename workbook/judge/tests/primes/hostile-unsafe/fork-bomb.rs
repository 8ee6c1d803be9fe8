//! Expect panic: contained
//!
//! Forks for as long as it can.

unsafe extern "C" {
    fn fork() -> i32;
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let mut forked = false;
    for _ in 0..1000 {
        // SAFETY: a fixture that is meant to be stopped.
        forked |= unsafe { fork() } >= 0;
    }
    let escaped = forked;
    if escaped {
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
