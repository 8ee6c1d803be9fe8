//! What does the place of a loop in memory do to its time? One function in four places, in the same rounds.
//!
//! `cargo workbook bench layout` keeps the result in a record; `cargo bench -p listings --bench layout` prints its rows.

use std::hint::black_box;
use std::process::ExitCode;

use listings::measure::row::Row;
use listings::timing::layout::{PLACES, bytes};
use stopwatch::{Plan, interleave};

fn main() -> ExitCode {
    let told = |flag| std::env::args().any(|word| word == flag);
    // `cargo test --benches` runs this too, and wants no measuring.
    if told("--test") {
        return ExitCode::SUCCESS;
    }
    let plan = if told("--quick") {
        Plan::quick()
    } else {
        Plan::full()
    };
    // Few enough to stay in the smallest cache.
    let bytes = bytes(16 << 10);
    let mut calls = PLACES
        .each_ref()
        .map(|place| || _ = black_box((place.count)(black_box(&bytes))));
    let mut variants = calls.each_mut().map(|call| call as &mut dyn FnMut());
    for (place, samples) in PLACES.iter().zip(interleave(&plan, &mut variants)) {
        println!(
            "{}",
            Row::of_samples("layout", place.name, "16 KiB", &samples).json()
        );
    }
    ExitCode::SUCCESS
}
