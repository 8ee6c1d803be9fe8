//! Kernel `trig`: sin(a²) · exp(b), for each number of two arrays.
//!
//! `a` are scattered over [0, 1), and `b` are the same numbers backwards. All variants but `arrays` write into an output
//! that is already there.

use std::hint::black_box;
use std::sync::LazyLock;

use fearless_simd::{Level, Select, Simd, SimdFloat, dispatch};
use ndarray::{Array1, ArrayView1, ArrayViewMut1, azip};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;
use crate::threads::two_threads;
use crate::vector_maths::{each_pair, exp, sin};

#[must_use]
// ANCHOR: scalar
/// A function of two numbers.
pub fn trig(a: f64, b: f64) -> f64 {
    (a * a).sin() * b.exp()
}
// ANCHOR_END: scalar

// ANCHOR: loop
/// One number after the other.
pub fn indexed(a: &[f64], b: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = trig(a[i], b[i]);
    }
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: arrays
/// Whole arrays at a time, as in NumPy.
pub fn arrays(a: ArrayView1<f64>, b: ArrayView1<f64>) -> Array1<f64> {
    (&a * &a).sin() * b.exp()
}
// ANCHOR_END: arrays

// ANCHOR: zip
/// The scalar function in the middle of one loop.
pub fn zip(a: ArrayView1<f64>, b: ArrayView1<f64>, out: ArrayViewMut1<f64>) {
    azip!((out in out, &a in a, &b in b) *out = trig(a, b));
}
// ANCHOR_END: zip

// ANCHOR: simd
/// The formula once more. An `a` and a `b` are now a register of numbers each.
#[inline(always)]
fn trigs<S: Simd>(simd: S, a: &[f64], b: &[f64], out: &mut [f64]) {
    each_pair(
        simd,
        a,
        b,
        out,
        #[inline(always)]
        |a, b| sin(simd, a * a) * exp(simd, b),
    );
}

/// With the widest registers that this processor has.
pub fn simd(a: &[f64], b: &[f64], out: &mut [f64]) {
    dispatch!(Level::new(), simd => trigs(simd, a, b, out));
}
// ANCHOR_END: simd

// ANCHOR: parallel
/// Gives pieces of 128 kB to the threads at hand.
pub fn parallel(a: &[f64], b: &[f64], out: &mut [f64]) {
    const PIECE: usize = 1 << 14;
    let inputs = a.par_chunks(PIECE).zip(b.par_chunks(PIECE));
    let pieces = out.par_chunks_mut(PIECE).zip(inputs);
    pieces.for_each(|(out, (a, b))| simd(a, b, out));
}
// ANCHOR_END: parallel

/// Runs `work` on a pool of a single thread, which is started once and kept.
fn one_thread<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
        ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("the system can start a thread")
    });
    POOL.install(work)
}

/// The input arrays of a size.
#[must_use]
pub fn inputs(size: &str) -> Option<(&'static [f64], &'static [f64])> {
    static BACKWARDS: LazyLock<Vec<f64>> = LazyLock::new(|| {
        let numbers = numbers("10^6").expect("there are a million numbers");
        numbers.iter().rev().copied().collect()
    });
    (size == "10^6").then(|| Some((numbers(size)?, BACKWARDS.as_slice())))?
}

/// What fills the output, and the output.
struct Trig<F> {
    fill: F,
    out: Array1<f64>,
}

impl<F: FnMut(&mut Array1<f64>)> Run for Trig<F> {
    fn run(&mut self) {
        (self.fill)(&mut self.out);
        black_box(&mut self.out);
    }

    /// The last thousand stand for the whole: a million numbers are too many to hand to another language.
    fn result(&self) -> &[f64] {
        let out = self.out.as_slice().expect("an owned array is in one piece");
        &out[out.len() - 1000..]
    }
}

fn filled(size: &str, fill: impl Fn(&[f64], &[f64], &mut [f64]) + 'static) -> Option<Box<dyn Run>> {
    let (a, b) = inputs(size)?;
    Some(Box::new(Trig {
        fill: move |out: &mut Array1<f64>| {
            let out = out.as_slice_mut().expect("an owned array is in one piece");
            fill(black_box(a), black_box(b), out);
        },
        out: Array1::ones(a.len()),
    }))
}

/// A variant that makes a new array each time, after the old one was freed.
fn fresh(size: &str) -> Option<Box<dyn Run>> {
    let (a, b) = inputs(size)?;
    Some(Box::new(Trig {
        fill: move |out: &mut Array1<f64>| {
            *out = Array1::default(0);
            *out = arrays(black_box(a).into(), black_box(b).into());
        },
        out: Array1::default(0),
    }))
}

/// Copies the finished answer, and reads as much again on the way: what memory allows, if computing cost nothing.
fn limit(size: &str) -> Option<Box<dyn Run>> {
    let (a, b) = inputs(size)?;
    let mut answer = vec![0.0; a.len()];
    simd(a, b, &mut answer);
    filled(size, move |a, _, out| {
        dispatch!(Level::new(), simd => each_pair(
            simd,
            a,
            &answer,
            out,
            // A register of `a` is fetched to be compared, and never wins: the answer isn't NaN.
            #[inline(always)]
            |a, answer| answer.is_nan().select(a, answer),
        ));
    })
}

const SIZES: &[&str] = &["10^6"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "trig",
    lesson: "ufuncs",
    sizes: SIZES,
    sources: &[
        "book/listings/src/trig.rs",
        "book/listings/src/vector_maths.rs",
        "book/listings/src/vector_maths/exp.rs",
        "book/listings/src/vector_maths/sin.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/trig.py",
        "book/listings/python/scaled.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| filled(size, indexed)),
        variant("arrays", 1, fresh),
        variant("zip", 1, |size| {
            filled(size, |a, b, out| zip(a.into(), b.into(), out.into()))
        }),
        variant("simd", 1, |size| filled(size, simd)),
        variant("parallel-on-one", 1, |size| {
            filled(size, |a, b, out| one_thread(|| parallel(a, b, out)))
        }),
        variant("parallel", 2, |size| {
            filled(size, |a, b, out| two_threads(|| parallel(a, b, out)))
        }),
        variant("limit", 1, limit),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numpy-reused", 1),
        twin("numba-vectorize", 1),
        twin("numba-eager", 1),
        twin("numba-fastmath", 1),
        twin("numba-parallel-on-one", 1),
        twin("numba-parallel", 2),
        twin("numba-prange", 2),
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
