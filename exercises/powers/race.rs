//! `powers` against `powi` called for each number, over numbers that fit in the smallest cache.

use answer::powers;
use std::hint::black_box;
use std::process::ExitCode;
use stopwatch::race::Race;

/// How many numbers are raised, 16 kB of them.
const NUMBERS: usize = 2000;

/// Exponents that the compiler must not see.
const EXPONENTS: [i32; 6] = [5, 13, 27, 60, 101, 255];

/// A few of the powers; equal if they are so but for rounding.
#[derive(Debug)]
struct Few([f64; EXPONENTS.len()]);

impl PartialEq for Few {
    fn eq(&self, other: &Few) -> bool {
        let mut pairs = self.0.iter().zip(other.0);
        pairs.all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs())
    }
}

/// Runs the race.
pub fn main() -> ExitCode {
    let x: Vec<f64> = (0..NUMBERS)
        .map(|i| 0.5 + i as f64 / NUMBERS as f64)
        .collect();
    let mut plain = vec![0.0; NUMBERS];
    let mut yours = vec![0.0; NUMBERS];
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || {
            Few(EXPONENTS.map(|n| {
                let n = black_box(n);
                for (power, x) in plain.iter_mut().zip(black_box(&x)) {
                    *power = x.powi(n);
                }
                black_box(&plain)[n as usize]
            }))
        },
        || {
            Few(EXPONENTS.map(|n| {
                let n = black_box(n);
                powers(black_box(&x), n, &mut yours).expect("there is room for each power");
                black_box(&yours)[n as usize]
            }))
        },
    )
}
