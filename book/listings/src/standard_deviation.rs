//! Kernel `std`: the standard deviation of ten million numbers.

pub mod cancellation;

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use ndarray::ArrayView1;
use rayon::prelude::*;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;
use crate::sum::lanes;
use crate::threads::two_threads;

#[must_use]
// ANCHOR: loop
/// Two loops: one for the mean, one for the squares around it.
pub fn two_loops(xs: &[f64]) -> f64 {
    let mut mean = 0.0;
    for x in xs {
        mean += x;
    }
    mean /= xs.len() as f64;
    let mut squares = 0.0;
    for x in xs {
        squares += (x - mean) * (x - mean);
    }
    (squares / xs.len() as f64).sqrt()
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: iterator
/// The same two passes as iterators.
pub fn iterator(xs: &[f64]) -> f64 {
    let n = xs.len() as f64;
    let mean = xs.iter().sum::<f64>() / n;
    let squares = xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
    (squares / n).sqrt()
}
// ANCHOR_END: iterator

#[must_use]
// ANCHOR: arrays
/// The same as a formula on whole arrays, with a new array for each operator.
pub fn arrays(xs: ArrayView1<f64>) -> f64 {
    let n = xs.len() as f64;
    let mean = xs.sum() / n;
    let deviations = &xs - mean;
    let squares = &deviations * &deviations;
    (squares.sum() / n).sqrt()
}
// ANCHOR_END: arrays

#[must_use]
// ANCHOR: library
/// The method of that name. It divides by n − 0, as NumPy's `std` does.
pub fn library(xs: ArrayView1<f64>) -> f64 {
    xs.std(0.0)
}
// ANCHOR_END: library

#[must_use]
// ANCHOR: welford
/// One pass: each number moves the mean a little, and adds to the squares around it.
pub fn welford(xs: &[f64]) -> f64 {
    let (mut n, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for x in xs {
        n += 1.0;
        let deviation = x - mean;
        mean += deviation / n;
        squares += deviation * (x - mean);
    }
    (squares / n).sqrt()
}
// ANCHOR_END: welford

// ANCHOR: moments
/// What two passes find out about some numbers.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// The moments of no numbers.
    pub const NONE: Self = Self {
        n: 0.0,
        mean: 0.0,
        squares: 0.0,
    };

    /// Two passes, with lanes.
    #[inline(always)]
    #[must_use]
    pub fn of<const LANES: usize>(xs: &[f64]) -> Self {
        if xs.is_empty() {
            return Self::NONE;
        }
        let n = xs.len() as f64;
        let mean = lanes::<LANES>(xs) / n;
        let mut sums = [0.0; LANES];
        let (blocks, rest) = xs.as_chunks::<LANES>();
        for block in blocks {
            for (sum, x) in sums.iter_mut().zip(block) {
                *sum += (x - mean) * (x - mean);
            }
        }
        let rest = rest.iter().map(|x| (x - mean) * (x - mean));
        let squares = sums.iter().sum::<f64>() + rest.sum::<f64>();
        Self { n, mean, squares }
    }

    /// The moments of both sets of numbers together.
    #[inline(always)]
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let n = self.n + other.n;
        if n == 0.0 {
            return Self::NONE;
        }
        let apart = other.mean - self.mean;
        Self {
            n,
            mean: self.mean + apart * other.n / n,
            squares: self.squares + other.squares + apart * apart * self.n * other.n / n,
        }
    }

    /// The standard deviation: not a number for no numbers.
    #[must_use]
    pub fn std(self) -> f64 {
        (self.squares / self.n).sqrt()
    }
}
// ANCHOR_END: moments

/// Two passes over everything, with lanes.
#[must_use]
pub fn two_passes(xs: &[f64]) -> f64 {
    Moments::of::<8>(xs).std()
}

// ANCHOR: blocks
/// Numbers that fit in the smallest cache: 16 kB of them.
const BLOCK: usize = 2048;

/// Two passes over each block, the second of which finds the block in the cache.
#[inline(always)]
fn blockwise<const LANES: usize>(xs: &[f64]) -> Moments {
    let mut all = Moments::NONE;
    for block in xs.chunks(BLOCK) {
        all = all.and(Moments::of::<LANES>(block));
    }
    all
}

/// One pass over memory.
#[must_use]
pub fn blocks(xs: &[f64]) -> f64 {
    blockwise::<8>(xs).std()
}
// ANCHOR_END: blocks

#[must_use]
// ANCHOR: simd
/// The same for the widest registers that this processor has.
pub fn simd(xs: &[f64]) -> f64 {
    wide(xs).std()
}

fn wide(xs: &[f64]) -> Moments {
    dispatch!(Level::new(), _ => blockwise::<32>(xs))
}
// ANCHOR_END: simd

#[must_use]
// ANCHOR: parallel
/// Moments can be put together in any grouping, so threads can share the work.
pub fn parallel(xs: &[f64]) -> f64 {
    let pieces = xs.par_chunks(1 << 16).map(wide);
    pieces.reduce(|| Moments::NONE, Moments::and).std()
}
// ANCHOR_END: parallel

struct Std {
    std: fn(&[f64]) -> f64,
    result: [f64; 1],
}

impl Run for Std {
    fn run(&mut self) {
        let xs = numbers("10^7").expect("there are ten million");
        self.result = [(self.std)(black_box(xs))];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn prepared(size: &str, std: fn(&[f64]) -> f64) -> Option<Box<dyn Run>> {
    (size == "10^7").then(|| -> Box<dyn Run> { Box::new(Std { std, result: [0.0] }) })
}

const SIZES: &[&str] = &["10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "std",
    lesson: "profiling",
    sizes: SIZES,
    sources: &[
        "book/listings/src/standard_deviation.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/sum.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/std.py",
        "book/listings/python/scaled.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, two_loops)),
        variant("iterator", 1, |size| prepared(size, iterator)),
        variant("arrays", 1, |size| prepared(size, |xs| arrays(xs.into()))),
        variant("library", 1, |size| prepared(size, |xs| library(xs.into()))),
        variant("welford", 1, |size| prepared(size, welford)),
        variant("lanes", 1, |size| prepared(size, two_passes)),
        variant("blocks", 1, |size| prepared(size, blocks)),
        variant("simd", 1, |size| prepared(size, simd)),
        variant("parallel", 2, |size| {
            prepared(size, |xs| two_threads(|| parallel(xs)))
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numpy-formula", 1),
        twin("numba", 1),
        twin("numba-fastmath", 1),
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
