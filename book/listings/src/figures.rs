//! The figures of the pages that aren't tables of measurements: one file a figure, all named in one table.
//!
//! `cargo run -p listings --example figures` draws them into `book/figures`; a test asserts that what lies there is what
//! is drawn. A figure of measurements reads the reference record, so it has to be drawn again after measuring.

pub mod bandwidth;
pub mod circle;
pub mod crossover;
pub mod limits;
pub mod mandelbrot_picture;
pub mod market_graph;
pub mod overview;
pub mod pi_uncertainty;
pub mod record;
pub mod roofline;
pub mod scaling;
pub mod thread_chart;
pub mod thread_cost;
pub mod trajectory;

use ink::Figure;

/// Every figure, in the order of the pages. An error says which record is missing.
pub const FIGURES: &[fn() -> Result<Figure, record::RecordError>] = &[
    overview::figure,
    bandwidth::figure,
    roofline::figure,
    trajectory::figure,
    circle::figure,
    pi_uncertainty::figure,
    mandelbrot_picture::figure,
    crossover::figure,
    thread_cost::figure,
    scaling::figure,
    market_graph::figure,
];
