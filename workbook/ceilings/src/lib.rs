//! What a machine allows, what a kernel needs, and how near its variants come.
//!
//! `cargo workbook bench ceiling` measures a machine and keeps the rows in a record, `ceiling`; [`Machine`] reads them.
//! What an evaluation of a kernel can't do without, its bytes, operations and dependent steps, is declared beside the
//! listings and exported to `book/bounds.json`; [`Bounds`] reads that. Together they give a [`Ceiling`]: the least time
//! that the machine allows, and what sets it.
//!
//! This is the roofline model of Williams, Waterman and Patterson (2009), with latency and the caches as further roofs.

mod bound;
mod machine;
mod unit;

pub use bound::{Bound, Bounds, BoundsError, KernelBounds, Need};
pub use machine::{Cache, Ceiling, Machine, Timed};
pub use unit::{Quantity, amount, quantity, quartile};

/// The name of the record that holds a machine's ceilings.
pub const RECORD: &str = "ceiling";

/// Variants that only move the bytes that a kernel has to move: they show where the limit is, and don't compete.
pub const PROBES: [&str; 2] = ["limit", "copy"];

/// A share of the ceiling above this can't be: the bound is wrong, or the ceiling was measured on another day's machine.
/// What is above 1 and below this is the noise of two measurements.
pub const MOST: f64 = 1.1;
