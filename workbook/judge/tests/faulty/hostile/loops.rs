//! Expect grader-fault: this judge is at fault
//!
//! Whatever it does, it isn't blamed for what the judge does.

/// Never comes.
pub fn next(_: u64) -> u64 {
    loop {
        std::hint::spin_loop();
    }
}
