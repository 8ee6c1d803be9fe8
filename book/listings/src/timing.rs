//! What the timing lesson shows: clocks, noise, and what a benchmark can lie about.

pub mod clocks;
pub mod layout;
pub mod lies;
pub mod noise;
#[allow(
    clippy::type_complexity,
    reason = "the type of what makes a piece of work, said once"
)]
pub mod outcomes;
pub mod setup;
