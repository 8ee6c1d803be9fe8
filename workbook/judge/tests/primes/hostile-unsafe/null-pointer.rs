//! Expect crash: SIGSEGV
//!
//! Reads where nothing is.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    // SAFETY: a fixture that is meant to crash.
    unsafe { std::ptr::read_volatile((limit as usize * 8) as *const u64) }
}
