//! Expect crash: SIG
//!
//! A recursion without an end.

fn deeper(n: u64) -> u64 {
    let frame = std::hint::black_box([n; 64]);
    if frame[0] == u64::MAX {
        0
    } else {
        deeper(n + 1) + frame[1]
    }
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    deeper(limit)
}
