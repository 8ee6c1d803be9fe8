//! Expect grader-fault: this judge is at fault

/// The next number.
pub fn next(number: u64) -> u64 {
    number + 1
}
