//! Kernel `sum`: add up an array of numbers.

pub mod accuracy;

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use ndarray::ArrayView1;
use rayon::prelude::*;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;
use crate::threads::two_threads;

#[must_use]
// ANCHOR: loop
/// The way a beginner writes it, in any language.
pub fn indexed(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        total += x[i];
    }
    total
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: iterator
/// The way Rust likes it.
pub fn iterator(x: &[f64]) -> f64 {
    x.iter().sum()
}
// ANCHOR_END: iterator

#[must_use]
// ANCHOR: arrays
/// The way `ndarray` likes it, which is NumPy's.
pub fn arrays(x: &[f64]) -> f64 {
    ArrayView1::from(x).sum()
}
// ANCHOR_END: arrays

#[inline(always)]
#[must_use]
// ANCHOR: lanes
/// Keeps `LANES` running sums, which don't wait for each other, and adds them up at the end.
pub fn lanes<const LANES: usize>(x: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (blocks, rest) = x.as_chunks::<LANES>();
    for block in blocks {
        for (sum, number) in sums.iter_mut().zip(block) {
            *sum += number;
        }
    }
    sums.iter().sum::<f64>() + rest.iter().sum::<f64>()
}
// ANCHOR_END: lanes

#[must_use]
// ANCHOR: simd
/// The same source, compiled once for each kind of vector register; the widest that this processor has is used.
pub fn simd(x: &[f64]) -> f64 {
    dispatch!(Level::new(), _ => lanes::<32>(x))
}
// ANCHOR_END: simd

#[must_use]
// ANCHOR: pairwise
/// Halves the array until a piece is short, and adds the halves' sums: NumPy's way.
pub fn pairwise(x: &[f64]) -> f64 {
    if x.len() <= 128 {
        return lanes::<8>(x);
    }
    let (left, right) = x.split_at(x.len() / 2);
    pairwise(left) + pairwise(right)
}
// ANCHOR_END: pairwise

#[must_use]
// ANCHOR: compensated
/// Carries along what each addition rounded away: Kahan's way.
pub fn compensated(x: &[f64]) -> f64 {
    let (mut total, mut lost) = (0.0, 0.0);
    for number in x {
        let number = number - lost;
        let sum = total + number;
        lost = (sum - total) - number;
        total = sum;
    }
    total
}
// ANCHOR_END: compensated

#[must_use]
// ANCHOR: integers
/// Whole numbers. Nothing here says lanes.
pub fn integers(x: &[i64]) -> i64 {
    x.iter().sum()
}
// ANCHOR_END: integers

#[must_use]
// ANCHOR: parallel
/// Gives pieces of 512 kB to the threads at hand.
pub fn parallel(x: &[f64]) -> f64 {
    x.par_chunks(1 << 16).map(simd).sum()
}
// ANCHOR_END: parallel

/// A function with its input and the sum it gave.
struct Sum<F> {
    sum: F,
    result: [f64; 1],
}

impl<F: Fn() -> f64> Run for Sum<F> {
    fn run(&mut self) {
        self.result = [(self.sum)()];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn prepared(size: &str, sum: impl Fn(&[f64]) -> f64 + 'static) -> Option<Box<dyn Run>> {
    let x = numbers(size)?;
    Some(Box::new(Sum {
        sum: move || sum(black_box(x)),
        result: [0.0],
    }))
}

/// The numbers times 2²⁴, which are whole, added up as such.
fn prepared_integers(size: &str) -> Option<Box<dyn Run>> {
    let scale = f64::from(1 << 24);
    let whole = |number: &f64| (number * scale) as i64;
    let x: Vec<i64> = numbers(size)?.iter().map(whole).collect();
    Some(Box::new(Sum {
        sum: move || integers(black_box(&x)) as f64 / scale,
        result: [0.0],
    }))
}

const SIZES: &[&str] = &["10^6", "10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "sum",
    lesson: "profiling",
    sizes: SIZES,
    sources: &[
        "book/listings/src/sum.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/sum.py",
        "book/listings/python/scaled.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, indexed)),
        variant("iterator", 1, |size| prepared(size, iterator)),
        variant("arrays", 1, |size| prepared(size, arrays)),
        variant("lanes", 1, |size| prepared(size, lanes::<8>)),
        variant("simd", 1, |size| prepared(size, simd)),
        variant("parallel", 2, |size| {
            prepared(size, |x| two_threads(|| parallel(x)))
        }),
        variant("pairwise", 1, |size| prepared(size, pairwise)),
        variant("compensated", 1, |size| prepared(size, compensated)),
        variant("integers", 1, prepared_integers),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
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
