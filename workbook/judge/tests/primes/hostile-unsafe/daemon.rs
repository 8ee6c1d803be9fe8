//! Expect panic: contained
//!
//! Tries to leave its group.

unsafe extern "C" {
    fn setsid() -> i32;
    fn setpgid(process: i32, group: i32) -> i32;
    fn daemon(stay: i32, keep: i32) -> i32;
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    // SAFETY: a fixture that is meant to be stopped.
    let escaped = unsafe { setsid() >= 0 || setpgid(0, 0) == 0 || daemon(0, 0) == 0 };
    if escaped {
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
