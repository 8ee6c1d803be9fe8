//! `pooled` on four threads against one job at a time, over twelve squares that sleep first.

use answer::pooled;
use std::hint::black_box;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;
use stopwatch::race::Race;

/// How long a square sleeps.
const NAP: Duration = Duration::from_millis(2);

const THREADS: usize = 4;

/// Runs the race.
pub fn main() -> ExitCode {
    let numbers: Vec<u64> = (1..=12).collect();
    let square = |x: &u64| {
        sleep(NAP);
        x * x
    };
    eprintln!(
        "one at a time: {} naps; on {THREADS} threads: {} rounds of naps",
        numbers.len(),
        numbers.len().div_ceil(THREADS)
    );
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || Ok(black_box(&numbers).iter().map(square).collect()),
        || pooled(black_box(&numbers), black_box(THREADS), square, |_| ()),
    )
}
