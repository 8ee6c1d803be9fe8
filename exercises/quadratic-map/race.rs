//! `ends` against one trajectory after the other: 1030 of them, half in double and half in single precision.

use std::hint::black_box;
use std::process::ExitCode;

use answer::{Number, ends};
use stopwatch::race::Race;

/// Starts of each type, not a whole number of blocks of any size.
const STARTS: usize = 515;

const STEPS: usize = 1000;

/// One trajectory after the other.
fn plain<F: Number>(r: F, starts: &[F], steps: usize, ends: &mut [F]) {
    for (end, &start) in ends.iter_mut().zip(starts) {
        let mut x = start;
        for _ in 0..steps {
            x = r * x * (F::ONE - x);
        }
        *end = x;
    }
}

/// A number that differs if one bit of one end does.
fn summary(doubles: &[f64], singles: &[f32]) -> u64 {
    let doubles = doubles.iter().map(|x| x.to_bits());
    let singles = singles.iter().map(|x| u64::from(x.to_bits()));
    doubles
        .chain(singles)
        .fold(0, |sum: u64, bits| sum.wrapping_mul(0x100_0000_01b3) ^ bits)
}

/// Runs the race.
pub fn main() -> ExitCode {
    let doubles: Vec<f64> = (1..=STARTS)
        .map(|i| i as f64 / (STARTS + 1) as f64)
        .collect();
    let singles: Vec<f32> = doubles.iter().map(|&x| x as f32).collect();
    let (mut first, mut second) = (doubles.clone(), doubles.clone());
    let (mut third, mut fourth) = (singles.clone(), singles.clone());
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || {
            let steps = black_box(STEPS);
            plain(3.9, black_box(&doubles), steps, &mut first);
            plain(3.9, black_box(&singles), steps, &mut third);
            summary(black_box(&first), black_box(&third))
        },
        || {
            let steps = black_box(STEPS);
            ends(3.9, black_box(&doubles), steps, &mut second).expect("there is room");
            ends(3.9, black_box(&singles), steps, &mut fourth).expect("there is room");
            summary(black_box(&second), black_box(&fourth))
        },
    )
}
