//! What this machine allows: how many bytes a second, how many operations, how long a step takes that waits, and what it
//! costs to hand work over.
//!
//! The loops are in one file a question; [`entries`] lists all of them, and `cargo workbook bench ceiling` times them.

pub mod arithmetic;
mod entries;
pub mod handing;
pub mod latency;
pub mod memory;
pub mod streaming;

pub use entries::{Entry, LARGEST, entries};

/// The files that the loops are in, from the repository's root.
pub const SOURCES: &[&str] = &[
    "book/listings/src/ceiling.rs",
    "book/listings/src/ceiling/arithmetic.rs",
    "book/listings/src/ceiling/entries.rs",
    "book/listings/src/ceiling/handing.rs",
    "book/listings/src/ceiling/latency.rs",
    "book/listings/src/ceiling/memory.rs",
    "book/listings/src/ceiling/streaming.rs",
    "book/listings/src/measure/ceiling.rs",
    "book/listings/src/parallelism/pools.rs",
];
