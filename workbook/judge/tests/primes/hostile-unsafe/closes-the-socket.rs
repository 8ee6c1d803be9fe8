//! Expect timeout: no reply within
//!
//! Closes descriptor 0 and stays; the protocol has a copy of it.

unsafe extern "C" {
    fn close(descriptor: i32) -> i32;
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    // SAFETY: a fixture that is meant to be stopped.
    unsafe { close(0) };
    loop {
        std::thread::sleep(std::time::Duration::from_secs(limit + 1));
    }
}
