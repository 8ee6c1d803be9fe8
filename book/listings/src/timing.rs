//! What the timing lesson shows: clocks, noise, and what a benchmark can lie about.

pub mod clocks;
pub mod layout;
pub mod lies;
pub mod noise;
pub mod outcomes;
pub mod setup;
