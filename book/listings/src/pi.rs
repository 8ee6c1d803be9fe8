//! Kernel `pi`: shoot points into a square, count those in the circle, and get π.

pub mod ball;
pub mod uncertainty;
pub mod xoshiro;

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use rand::rngs::SmallRng;
use rand::{Rng, RngExt, SeedableRng};
use rayon::prelude::*;

pub use xoshiro::Streams;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::threads::two_threads;

/// Where every generator of this page starts.
pub const SEED: u64 = 1;

// ANCHOR: loop
/// Points of the square from 0 to 1, of which a quarter of the circle is cut out.
pub fn pi(points: u64, random: &mut impl Rng) -> f64 {
    let mut inside = 0;
    for _ in 0..points {
        let x: f64 = random.random();
        let y: f64 = random.random();
        if x * x + y * y < 1.0 {
            inside += 1;
        }
    }
    estimate(inside, points)
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: estimate
/// The quarter of the circle is π/4 of the square.
pub fn estimate(inside: u64, points: u64) -> f64 {
    4.0 * inside as f64 / points as f64
}
// ANCHOR_END: estimate

#[must_use]
// ANCHOR: generators
/// With the generator that `rand` hands out to who names none. It is fit for cryptography.
pub fn cautious(points: u64) -> f64 {
    pi(points, &mut rand::rng())
}

/// With a small and fast one, which is fit for this.
pub fn small(points: u64) -> f64 {
    pi(points, &mut SmallRng::seed_from_u64(SEED))
}
// ANCHOR_END: generators

/// Streams that go side by side: two registers of eight numbers, at best.
pub const LANES: usize = 16;

#[inline(always)]
// ANCHOR: floats
/// One point from each stream in a step. Returns how many were inside.
fn step_of_floats(streams: &mut Streams<LANES>, inside: &mut [u64; LANES]) {
    let (x, y) = (streams.next_floats(), streams.next_floats());
    for i in 0..LANES {
        inside[i] += u64::from(x[i] * x[i] + y[i] * y[i] < 1.0);
    }
}
// ANCHOR_END: floats

#[inline(always)]
// ANCHOR: halves
/// One point from *one* number of each stream: its upper half is x and its lower half y, counted in units of 2⁻³¹.
fn step_of_halves(streams: &mut Streams<LANES>, inside: &mut [u64; LANES]) {
    let bits = streams.next_bits();
    for i in 0..LANES {
        let (x, y) = (bits[i] >> 33, bits[i] << 31 >> 33);
        inside[i] += u64::from(x * x + y * y < 1 << 62);
    }
}
// ANCHOR_END: halves

#[inline(always)]
// ANCHOR: count
/// How many of so many points are inside.
fn count(points: u64, streams: &mut Streams<LANES>, step: Step) -> u64 {
    let mut inside = [0; LANES];
    for _ in 0..points / LANES as u64 {
        step(streams, &mut inside);
    }
    let mut counted: u64 = inside.iter().sum();
    // A last step for the points that are left over. Lanes beyond them aren't counted.
    let mut last = [0; LANES];
    step(streams, &mut last);
    counted += last[..(points % LANES as u64) as usize].iter().sum::<u64>();
    counted
}
// ANCHOR_END: count

/// Moves all streams on and adds what it found inside.
type Step = fn(&mut Streams<LANES>, &mut [u64; LANES]);

#[must_use]
// ANCHOR: simd
/// All streams at once, in the widest registers that this processor has.
pub fn simd(points: u64) -> f64 {
    let mut streams = Streams::new(SEED);
    let inside = dispatch!(Level::new(), _ => count(points, &mut streams, step_of_floats));
    estimate(inside, points)
}
// ANCHOR_END: simd

#[must_use]
/// As `simd`, with a number for each point in place of two.
pub fn halves(points: u64) -> f64 {
    let mut streams = Streams::new(SEED);
    let inside = dispatch!(Level::new(), _ => count(points, &mut streams, step_of_halves));
    estimate(inside, points)
}

/// Pieces that points are shared out in.
const PIECES: usize = 8;

#[must_use]
// ANCHOR: parallel
/// As `halves`, in pieces, for the threads at hand. Each piece has streams of its own, whoever takes it.
pub fn parallel(points: u64) -> f64 {
    let starts: Vec<_> = xoshiro::far_apart(SEED).take(PIECES).collect();
    let level = Level::new();
    let inside = starts.into_par_iter().enumerate().map(|(piece, start)| {
        let upto = |piece: usize| piece as u64 * points / PIECES as u64;
        let mut streams = Streams::from_state(start);
        let share = upto(piece + 1) - upto(piece);
        dispatch!(level, _ => count(share, &mut streams, step_of_halves))
    });
    estimate(inside.sum(), points)
}
// ANCHOR_END: parallel

/// A way to estimate π, and what it found last.
struct Estimate<F> {
    estimate: F,
    points: u64,
    result: [f64; 1],
}

impl<F: Fn(u64) -> f64> Run for Estimate<F> {
    fn run(&mut self) {
        self.result = [(self.estimate)(black_box(self.points))];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

/// The points of a size.
#[must_use]
pub fn points_of(size: &str) -> Option<u64> {
    match size {
        "10^6" => Some(1_000_000),
        "10^8" => Some(100_000_000),
        _ => None,
    }
}

fn prepared(size: &str, estimate: fn(u64) -> f64) -> Option<Box<dyn Run>> {
    Some(Box::new(Estimate {
        estimate,
        points: points_of(size)?,
        result: [0.0],
    }))
}

const SIZES: &[&str] = &["10^6", "10^8"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "pi",
    lesson: "monomorphisation",
    sizes: SIZES,
    sources: &[
        "book/listings/src/pi.rs",
        "book/listings/src/pi/xoshiro.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/pi.py",
        "book/listings/python/scaled.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, small)),
        // A second for each estimate at 10^8 would tell nothing more.
        variant("loop-cautious", 1, |size| {
            prepared((size == "10^6").then_some(size)?, cautious)
        }),
        variant("simd", 1, |size| prepared(size, simd)),
        variant("simd-halves", 1, |size| prepared(size, halves)),
        variant("parallel", 2, |size| {
            prepared(size, |points| two_threads(|| parallel(points)))
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numba", 1),
        twin("numba-parallel", 2),
    ],
};

const fn variant(
    name: &'static str,
    threads: u32,
    prepare: fn(&str) -> Option<Box<dyn Run>>,
) -> Variant {
    Variant {
        name,
        threads,
        prepare,
    }
}

const fn twin(name: &'static str, threads: u32) -> Twin {
    Twin {
        name,
        threads,
        sizes: SIZES,
    }
}
