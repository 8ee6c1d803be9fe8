//! How many pages the system has to hand over while a function runs.

// ANCHOR: faults
/// Runs `work` and counts its page faults: the first touches of pages that the process didn't have.
#[cfg(unix)]
pub fn page_faults<T>(work: impl FnOnce() -> T) -> (T, i64) {
    use nix::sys::resource::{UsageWho, getrusage};

    let faults = || {
        let usage = getrusage(UsageWho::RUSAGE_SELF).expect("a process may ask about itself");
        usage.minor_page_faults()
    };
    let before = faults();
    let value = work();
    (value, faults() - before)
}
// ANCHOR_END: faults
