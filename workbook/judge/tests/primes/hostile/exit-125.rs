//! Expect early-exit: status 125
//!
//! Ends as a launcher does that failed.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let _ = limit;
    eprintln!("cannot confine a process: bwrap: no");
    std::process::exit(125)
}
