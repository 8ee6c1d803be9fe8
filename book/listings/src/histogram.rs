//! Kernel `histogram`: a million numbers, counted in eight bins, by two threads that do or don't get in each other's way.

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::parallelism::pools::pool;
use crate::scattered::numbers;

/// How many numbers lie in each eighth of the unit interval.
pub type Bins = [u32; 8];

#[inline(always)]
fn bin(x: f64) -> usize {
    (x * 8.0) as usize & 7
}

// ANCHOR: count
/// Counts numbers into some bins.
pub fn count(xs: &[f64], bins: &mut Bins) {
    for x in xs {
        bins[bin(*x)] += 1;
    }
}
// ANCHOR_END: count

// ANCHOR: side-by-side
/// Bins for two threads, 64 bytes in all: one cache line.
#[derive(Debug, Default)]
#[repr(align(64))]
pub struct SideBySide(pub [Bins; 2]);
// ANCHOR_END: side-by-side

// ANCHOR: apart
/// Bins that share their cache line with nothing. Processors may fetch lines in pairs, hence 128 bytes.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct Apart(pub Bins);
// ANCHOR_END: apart

// ANCHOR: halves
/// Each thread counts half of the numbers into bins of its own.
pub fn in_halves(xs: &[f64], left: &mut Bins, right: &mut Bins) {
    let (first, second) = xs.split_at(xs.len() / 2);
    pool(2).join(|| count(first, left), || count(second, right));
}
// ANCHOR_END: halves

#[must_use]
// ANCHOR: shared
/// Neighbouring bins. No number is shared, and yet …
pub fn side_by_side(xs: &[f64]) -> Bins {
    let mut bins = SideBySide::default();
    let [left, right] = &mut bins.0;
    in_halves(xs, left, right);
    together(left, right)
}
// ANCHOR_END: shared

#[must_use]
// ANCHOR: padded
/// Bins in cache lines of their own.
pub fn padded(xs: &[f64]) -> Bins {
    let mut bins = [Apart::default(), Apart::default()];
    let [left, right] = &mut bins;
    in_halves(xs, &mut left.0, &mut right.0);
    together(&left.0, &right.0)
}
// ANCHOR_END: padded

#[must_use]
// ANCHOR: local
/// Bins that each thread makes for itself and hands over when it is done.
pub fn local(xs: &[f64]) -> Bins {
    let (first, second) = xs.split_at(xs.len() / 2);
    let counted = |xs| {
        let mut bins = Bins::default();
        count(xs, &mut bins);
        bins
    };
    let (left, right) = pool(2).join(|| counted(first), || counted(second));
    together(&left, &right)
}
// ANCHOR_END: local

#[must_use]
// ANCHOR: atomic
/// One set of bins for both threads, each count of which is added to in one step.
pub fn atomic(xs: &[f64]) -> Bins {
    let bins: [AtomicU32; 8] = Default::default();
    let counted = |xs: &[f64]| {
        for x in xs {
            bins[bin(*x)].fetch_add(1, Ordering::Relaxed);
        }
    };
    let (first, second) = xs.split_at(xs.len() / 2);
    pool(2).join(|| counted(first), || counted(second));
    bins.map(AtomicU32::into_inner)
}
// ANCHOR_END: atomic

#[must_use]
// ANCHOR: locked
/// The same with a lock around the bins, taken for each number.
pub fn locked(xs: &[f64]) -> Bins {
    let bins = Mutex::new(Bins::default());
    let counted = |xs: &[f64]| {
        for x in xs {
            bins.lock().expect("nobody panics with the lock")[bin(*x)] += 1;
        }
    };
    let (first, second) = xs.split_at(xs.len() / 2);
    pool(2).join(|| counted(first), || counted(second));
    bins.into_inner().expect("nobody panicked with the lock")
}
// ANCHOR_END: locked

fn together(left: &Bins, right: &Bins) -> Bins {
    std::array::from_fn(|bin| left[bin] + right[bin])
}

fn serial(xs: &[f64]) -> Bins {
    let mut bins = Bins::default();
    count(xs, &mut bins);
    bins
}

struct Histogram {
    count: fn(&[f64]) -> Bins,
    xs: &'static [f64],
    bins: [f64; 8],
}

impl Run for Histogram {
    fn run(&mut self) {
        self.bins = (self.count)(black_box(self.xs)).map(f64::from);
        black_box(&mut self.bins);
    }

    fn result(&self) -> &[f64] {
        &self.bins
    }
}

fn prepared(size: &str, count: fn(&[f64]) -> Bins) -> Option<Box<dyn Run>> {
    (size == "10^6").then(|| -> Box<dyn Run> {
        Box::new(Histogram {
            count,
            xs: numbers("10^6").expect("there are a million"),
            bins: [0.0; 8],
        })
    })
}

const SIZES: &[&str] = &["10^6"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "histogram",
    lesson: "parallelism",
    sizes: SIZES,
    sources: &[
        "book/listings/src/histogram.rs",
        "book/listings/src/parallelism/pools.rs",
        "book/listings/src/scattered.rs",
        "book/listings/python/histogram.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, serial)),
        variant("side-by-side", 2, |size| prepared(size, side_by_side)),
        variant("padded", 2, |size| prepared(size, padded)),
        variant("local", 2, |size| prepared(size, local)),
        variant("atomic", 2, |size| prepared(size, atomic)),
        variant("locked", 2, |size| prepared(size, locked)),
    ],
    twins: &[
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
