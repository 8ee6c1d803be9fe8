//! Expect early-exit: status 0
//!
//! A panic hook that hides the panic.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let _ = limit;
    std::panic::set_hook(Box::new(|_| std::process::exit(0)));
    panic!("hidden")
}
