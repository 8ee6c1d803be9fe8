//! `simulate_fast` against your own `simulate`, over ten million days of the market.

use answer::{Chain, State, simulate, simulate_fast};
use std::hint::black_box;
use std::process::ExitCode;
use stopwatch::race::Race;

/// Runs the race.
pub fn main() -> ExitCode {
    let rows = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]];
    let market = Chain::new(rows).expect("these rows are a chain");
    let start = Some(State::Bull);
    let days = 10_000_000;
    let seed = 2026;
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || {
            simulate(
                black_box(&market),
                black_box(start),
                black_box(days),
                black_box(seed),
            )
        },
        || {
            simulate_fast(
                black_box(&market),
                black_box(start),
                black_box(days),
                black_box(seed),
            )
        },
    )
}
