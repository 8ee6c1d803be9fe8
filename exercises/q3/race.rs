//! `work` on all cores against a plain version on all cores, over more than ten million numbers.

use answer::{stays, work};
use std::hint::black_box;
use std::process::ExitCode;
use std::thread;
use stopwatch::race::Race;

/// More than ten million.
const NUMBERS: usize = 10_000_019;

/// One piece for each thread, of equal length: as plain as it gets.
fn plain(input: &[f64], threads: usize) -> u64 {
    thread::scope(|scope| {
        let pieces = input.chunks(input.len().div_ceil(threads));
        let count = |piece: &[f64]| piece.iter().filter(|&&c| stays(c)).count() as u64;
        let running: Vec<_> = pieces
            .map(|piece| scope.spawn(move || count(piece)))
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().expect("counting doesn't panic"))
            .sum()
    })
}

/// Runs the race.
pub fn main() -> ExitCode {
    let golden = 0.618_033_988_749_894_9;
    let input: Vec<f64> = (0..NUMBERS)
        .map(|i| -2.5 + 3.5 * (i as f64 * golden).fract())
        .collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || plain(black_box(&input), black_box(cores)),
        || work(black_box(&input), black_box(cores)).expect("there are threads"),
    )
}
