//! The figures of the pages that aren't tables of measurements: one file a figure, all named in one table.
//!
//! `cargo run -p listings --example figures` draws them into `book/figures`; a test asserts that what lies there is what
//! is drawn. A figure of measurements reads the reference record, so it has to be drawn again after measuring.

pub mod crossover;
pub mod market_graph;
pub mod overview;
pub mod record;
pub mod scaling;
pub mod thread_chart;
pub mod thread_cost;

use ink::Figure;

/// Every figure, in the order of the pages. An error says which record is missing.
pub const FIGURES: &[fn() -> Result<Figure, record::RecordError>] = &[
    overview::figure,
    crossover::figure,
    scaling::figure,
    thread_cost::figure,
    market_graph::figure,
];
