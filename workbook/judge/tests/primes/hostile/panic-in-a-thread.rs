//! Expect panic: called `Option::unwrap()` on a `None` value
//!
//! The message of the last panic is what the student needs.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    std::thread::spawn(move || None::<u64>.unwrap() + limit)
        .join()
        .unwrap_or(0);
    panic!("then: {}", "called `Option::unwrap()` on a `None` value")
}
