//! Expect panic: contained
//!
//! Starts threads until none is left.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let mut threads = 0;
    while threads < 20_000 {
        let thread = std::thread::Builder::new().stack_size(64 << 10);
        let started = thread.spawn(|| std::thread::sleep(std::time::Duration::from_secs(5)));
        if started.is_err() {
            break;
        }
        threads += 1;
    }
    let escaped = threads == 20_000;
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
