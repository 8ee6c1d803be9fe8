//! `closest` against every pair, for twenty thousand points in a square.

use std::hint::black_box;
use std::process::ExitCode;

use answer::closest;
use stopwatch::race::Race;

const POINTS: usize = 20_000;

/// Every pair, once.
fn plain(points: &[[f64; 2]]) -> (usize, usize, f64) {
    let mut best = (0, 1, f64::INFINITY);
    for (i, a) in points.iter().enumerate() {
        for (j, b) in points.iter().enumerate().skip(i + 1) {
            let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
            let squared = dx * dx + dy * dy;
            if squared < best.2 {
                best = (i, j, squared);
            }
        }
    }
    (best.0, best.1, best.2.sqrt())
}

/// Points without a pattern, the same in every race.
fn scattered(count: usize) -> Vec<[f64; 2]> {
    let mut state = 2026_u64;
    let mut fraction = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(|_| [fraction(), fraction()]).collect()
}

/// Runs the race.
pub fn main() -> ExitCode {
    let points = scattered(POINTS);
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || plain(black_box(&points)),
        || {
            let pair = closest(black_box(&points)).expect("there are many points");
            (pair.first, pair.second, pair.distance)
        },
    )
}
