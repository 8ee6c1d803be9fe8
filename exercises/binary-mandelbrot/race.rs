//! `binary` against one point after the other, over the whole set.

use std::hint::black_box;
use std::process::ExitCode;

use answer::{binary, room};
use stopwatch::race::Race;

/// Points from left to right; the last byte of a row isn't full.
const WIDTH: usize = 477;

/// Points from top to bottom.
const HEIGHT: usize = 350;

const STEPS: u32 = 400;

/// Whether a point is still there after all steps.
fn inside(re: f64, im: f64, steps: u32) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    (0..steps).all(|_| {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        x * x + y * y <= 4.0
    })
}

/// One point after the other.
fn plain(re: &[f64], im: &[f64], steps: u32, picture: &mut [u8]) {
    for (row, &im) in picture.chunks_mut(re.len().div_ceil(8)).zip(im) {
        for (byte, eight) in row.iter_mut().zip(re.chunks(8)) {
            *byte = 0;
            for (place, &re) in eight.iter().enumerate() {
                *byte |= u8::from(inside(re, im, steps)) << (7 - place);
            }
        }
    }
}

/// How many points are black, and a sum that knows which.
fn summary(picture: &[u8]) -> (u32, u64) {
    let black = picture.iter().map(|byte| byte.count_ones()).sum();
    let which = picture.iter().fold(0_u64, |sum, &byte| {
        sum.wrapping_mul(0x100_0000_01b3) ^ u64::from(byte)
    });
    (black, which)
}

/// Runs the race.
pub fn main() -> ExitCode {
    let along = |from: f64, to: f64, count: usize| -> Vec<f64> {
        let step = (to - from) / count as f64;
        (0..count).map(|i| from + step * i as f64).collect()
    };
    let (re, im) = (along(-2.0, 0.6, WIDTH), along(1.1, -1.1, HEIGHT));
    let mut first = vec![0; room(WIDTH, HEIGHT)];
    let mut second = first.clone();
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || {
            plain(black_box(&re), black_box(&im), black_box(STEPS), &mut first);
            summary(black_box(&first))
        },
        || {
            let (re, im) = (black_box(&re), black_box(&im));
            binary(re, im, black_box(STEPS), &mut second).expect("there is room");
            summary(black_box(&second))
        },
    )
}
