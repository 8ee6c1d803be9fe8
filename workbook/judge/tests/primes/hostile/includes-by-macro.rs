//! Expect build-error: couldn't read
//!
//! A search of the text for `include_str` wouldn't find it.

macro_rules! steal {
    ($how:ident) => {
        $how!("{SOLUTION}")
    };
}

/// Stolen.
pub const STOLEN: &str = steal!(include_str);

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
