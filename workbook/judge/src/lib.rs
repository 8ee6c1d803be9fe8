//! Grading: the process that contains student code never says whether it passed.
//!
//! It turns inputs into output values; a trusted judge holds the seeds, the expected values, the clock and the limits.

pub mod contest;
pub mod frames;
