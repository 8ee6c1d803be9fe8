//! Kernel `scaling`: a fading wave at ten million places, added up, by more and more threads.

use std::f64::consts::TAU;
use std::hint::black_box;
use std::thread;

use fearless_simd::{Level, Simd, SimdBase, dispatch};
use rayon::prelude::*;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::parallelism::pools::pool;
use crate::parallelism::processes::{Job, Processes, program};
use crate::scattered::numbers;
use crate::vector_maths::{exp, partial, sin};

#[must_use]
// ANCHOR: wave
/// A wave that fades.
pub fn wave(x: f64) -> f64 {
    (-x).exp() * (TAU * x).sin()
}
// ANCHOR_END: wave

#[must_use]
// ANCHOR: loop
/// All of it, one number after the other.
pub fn waves(xs: &[f64]) -> f64 {
    xs.iter().map(|x| wave(*x)).sum()
}
// ANCHOR_END: loop

// ANCHOR: simd
/// The waves at a whole register of places.
#[inline(always)]
fn heights<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    exp(simd, -x) * sin(simd, x * TAU)
}

/// Their sum, two registers at a time, which don't wait for each other.
#[inline(always)]
fn registers<S: Simd>(simd: S, xs: &[f64]) -> f64 {
    let lanes = S::f64s::LEN;
    let mut sums = [S::f64s::splat(simd, 0.0); 2];
    let pairs = xs.chunks_exact(2 * lanes);
    let rest = pairs.remainder();
    for pair in pairs {
        let (one, other) = pair.split_at(lanes);
        sums[0] += heights(simd, S::f64s::from_slice(simd, one));
        sums[1] += heights(simd, S::f64s::from_slice(simd, other));
    }
    // The last registers are filled up with zeros, where the wave is zero.
    for last in rest.chunks(lanes) {
        sums[0] += heights(simd, partial(simd, last));
    }
    (sums[0] + sums[1]).as_slice().iter().sum()
}

/// The same, with the widest registers that this processor has.
#[must_use]
pub fn simd(xs: &[f64]) -> f64 {
    dispatch!(Level::new(), simd => registers(simd, xs))
}
// ANCHOR_END: simd

// ANCHOR: parallel
/// Numbers in a piece: enough to be worth taking, few enough to share out evenly.
pub const PIECE: usize = 1 << 14;

/// Threads take pieces as they get free. The pieces' sums are added in the order of the pieces, whoever made them.
#[must_use]
pub fn parallel(xs: &[f64]) -> f64 {
    let sums: Vec<f64> = xs.par_chunks(PIECE).map(simd).collect();
    sums.iter().sum()
}
// ANCHOR_END: parallel

#[must_use]
// ANCHOR: shares
/// A thread for each of so many equal shares, all of them started for the purpose.
pub fn equal_shares(xs: &[f64], threads: usize) -> f64 {
    let share = xs.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let shares = xs.chunks(share);
        let threads: Vec<_> = shares.map(|xs| scope.spawn(move || simd(xs))).collect();
        let sums = threads
            .into_iter()
            .map(|thread| thread.join().expect("no wave panics"));
        sums.sum()
    })
}
// ANCHOR_END: shares

// ANCHOR: shipped
/// The numbers go to worker processes, piece by piece.
///
/// # Panics
/// When a worker is gone.
#[must_use]
pub fn shipped(processes: &mut Processes, xs: &[f64]) -> f64 {
    let pieces: Vec<&[f64]> = xs.chunks(PIECE).collect();
    let sums = processes.map(Job::Waves, &pieces);
    sums.expect("the workers are there").concat().iter().sum()
}
// ANCHOR_END: shipped

// ANCHOR: described
/// Numbers in a piece that isn't sent: the fewer messages, the better.
const LARGE_PIECE: usize = 1 << 16;

/// Only the places' indices go to worker processes, which make the places themselves.
///
/// # Panics
/// When a worker is gone.
#[must_use]
pub fn described(processes: &mut Processes, n: usize) -> f64 {
    let piece = |from: usize| [from as f64, (from + LARGE_PIECE).min(n) as f64];
    let pieces: Vec<[f64; 2]> = (0..n).step_by(LARGE_PIECE).map(piece).collect();
    let pieces: Vec<&[f64]> = pieces.iter().map(|piece| piece.as_slice()).collect();
    let sums = processes.map(Job::WavesBetween, &pieces);
    sums.expect("the workers are there").concat().iter().sum()
}
// ANCHOR_END: described

/// The sum of the waves at the scattered numbers from one index to before another, made a cacheful at a time.
#[must_use]
pub fn range_sum(from: u32, to: u32) -> f64 {
    const FULL: u32 = 2048;
    let place = |i: u32| f64::from(i.wrapping_mul(0x9E37_79B9) >> 8) / f64::from(1 << 24);
    let mut places = [0.0; FULL as usize];
    let mut total = 0.0;
    for start in (from..to).step_by(FULL as usize) {
        let some = &mut places[..(to - start).min(FULL) as usize];
        for (x, i) in some.iter_mut().zip(start..) {
            *x = place(i);
        }
        total += simd(some);
    }
    total
}

/// What adds up the waves, and the mean height.
struct Waves<F> {
    add: F,
    mean: [f64; 1],
}

impl<F: FnMut(&[f64]) -> f64> Run for Waves<F> {
    fn run(&mut self) {
        let xs = numbers("10^7").expect("there are ten million");
        self.mean = [(self.add)(black_box(xs)) / xs.len() as f64];
        black_box(&mut self.mean);
    }

    fn result(&self) -> &[f64] {
        &self.mean
    }
}

fn prepared(size: &str, add: impl FnMut(&[f64]) -> f64 + 'static) -> Option<Box<dyn Run>> {
    (size == "10^7").then(|| -> Box<dyn Run> { Box::new(Waves { add, mean: [0.0] }) })
}

fn on_pool<const THREADS: usize>(size: &str) -> Option<Box<dyn Run>> {
    prepared(size, |xs| pool(THREADS).install(|| parallel(xs)))
}

fn in_shares<const THREADS: usize>(size: &str) -> Option<Box<dyn Run>> {
    prepared(size, |xs| equal_shares(xs, THREADS))
}

/// A variant on worker processes, which are started once.
fn by_processes<const COUNT: usize>(
    size: &str,
    add: fn(&mut Processes, &[f64]) -> f64,
) -> Option<Box<dyn Run>> {
    let mut processes = (size == "10^7").then(|| {
        program()
            .and_then(|program| Processes::start(&program, COUNT))
            .expect("`measure` is there and starts")
    })?;
    prepared(size, move |xs| add(&mut processes, xs))
}

const SIZES: &[&str] = &["10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "scaling",
    lesson: "parallelism",
    sizes: SIZES,
    sources: &[
        "book/listings/src/scaling.rs",
        "book/listings/src/parallelism/pools.rs",
        "book/listings/src/parallelism/processes.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/vector_maths.rs",
        "book/listings/src/vector_maths/exp.rs",
        "book/listings/src/vector_maths/sin.rs",
        "book/listings/python/scaling.py",
        "book/listings/python/scaled.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, waves)),
        variant("simd", 1, |size| prepared(size, simd)),
        variant("parallel", 2, on_pool::<2>),
        variant("parallel-1", 1, on_pool::<1>),
        variant("parallel-3", 3, on_pool::<3>),
        variant("parallel-4", 4, on_pool::<4>),
        variant("parallel-8", 8, on_pool::<8>),
        variant("shares", 2, in_shares::<2>),
        variant("shares-3", 3, in_shares::<3>),
        variant("shares-8", 8, in_shares::<8>),
        variant("processes", 2, |size| {
            by_processes::<2>(size, described_all)
        }),
        variant("processes-1", 1, |size| {
            by_processes::<1>(size, described_all)
        }),
        variant("processes-4", 4, |size| {
            by_processes::<4>(size, described_all)
        }),
        variant("processes-shipped", 2, |size| {
            by_processes::<2>(size, shipped)
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numba", 1),
        twin("numba-parallel-1", 1),
        twin("numba-parallel", 2),
        twin("pool-1", 1),
        twin("pool", 2),
        twin("pool-4", 4),
        twin("pool-shipped", 2),
    ],
};

fn described_all(processes: &mut Processes, xs: &[f64]) -> f64 {
    described(processes, xs.len())
}

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
