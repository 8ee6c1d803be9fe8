//! Kernel `trace-tanh`: a matrix of whole numbers, to each of which the sum of its diagonal's tanh is added.
//!
//! The matrices are the source lessons': 0, 1, 2 … by rows, 100 by 100 and 1000 by 1000. All variants but `loop`,
//! `arrays` and `fused` write into an output that is already there.

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use ndarray::{Array2, ArrayView2};
use rayon::ThreadPool;
use rayon::prelude::*;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::parallelism::pools::pool;

#[must_use]
// ANCHOR: loop
/// As in Python, index by index.
pub fn nested(a: ArrayView2<i64>) -> Array2<f64> {
    let mut trace = 0.0;
    for i in 0..a.nrows().min(a.ncols()) {
        trace += (a[[i, i]] as f64).tanh();
    }
    let mut result = Array2::zeros(a.dim());
    for i in 0..a.nrows() {
        for j in 0..a.ncols() {
            result[[i, j]] = a[[i, j]] as f64 + trace;
        }
    }
    result
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: arrays
/// As whole arrays. NumPy turns whole numbers into `f64`s unasked, and Rust on request.
pub fn arrays(a: ArrayView2<i64>) -> Array2<f64> {
    let a = a.mapv(|x| x as f64);
    let trace = a.diag().mapv(f64::tanh).sum();
    &a + trace
}
// ANCHOR_END: arrays

#[must_use]
// ANCHOR: trace
/// The sum of the diagonal's tanh.
pub fn trace(a: ArrayView2<i64>) -> f64 {
    a.diag().iter().map(|&x| (x as f64).tanh()).sum()
}
// ANCHOR_END: trace

#[must_use]
// ANCHOR: fused
/// One pass, from whole numbers to the result.
pub fn fused(a: ArrayView2<i64>) -> Array2<f64> {
    let trace = trace(a);
    a.mapv(|x| x as f64 + trace)
}
// ANCHOR_END: fused

#[inline(always)]
// ANCHOR: add
/// The same for some of the numbers, into memory that is there.
pub fn add(trace: f64, a: &[i64], out: &mut [f64]) {
    for (sum, &x) in out.iter_mut().zip(a) {
        *sum = x as f64 + trace;
    }
}
// ANCHOR_END: add

// ANCHOR: simd
/// Compiled for the widest registers that this processor has.
pub fn simd(trace: f64, a: &[i64], out: &mut [f64]) {
    dispatch!(Level::new(), _ => add(trace, a, out));
}
// ANCHOR_END: simd

// ANCHOR: parallel
/// A share for each thread of the pool.
pub fn parallel(pool: &ThreadPool, trace: f64, a: &[i64], out: &mut [f64]) {
    let share = a.len().div_ceil(pool.current_num_threads()).max(1);
    pool.install(|| {
        let shares = out.par_chunks_mut(share).zip(a.par_chunks(share));
        shares.for_each(|(out, a)| simd(trace, a, out));
    });
}
// ANCHOR_END: parallel

// ANCHOR: chosen
/// Below so many numbers, a pool takes longer to wake up than the work takes.
pub const WORTHWHILE: usize = 200_000;

/// On one thread if there is little to do, on all of the pool if there is much.
pub fn chosen(pool: &ThreadPool, trace: f64, a: &[i64], out: &mut [f64]) {
    if a.len() < WORTHWHILE {
        simd(trace, a, out);
    } else {
        parallel(pool, trace, a, out);
    }
}
// ANCHOR_END: chosen

/// The matrix of a size: 0, 1, 2 … by rows.
#[must_use]
pub fn matrix(size: &str) -> Option<Array2<i64>> {
    let n = match size {
        "100²" => 100,
        "1000²" => 1000,
        _ => return None,
    };
    let numbers = (0..).take(n * n).collect();
    Array2::from_shape_vec((n, n), numbers).ok()
}

/// A matrix, and what is made of it.
struct TraceTanh<F> {
    a: Array2<i64>,
    work: F,
    result: Array2<f64>,
}

impl<F: FnMut(ArrayView2<i64>, &mut Array2<f64>)> Run for TraceTanh<F> {
    fn run(&mut self) {
        (self.work)(black_box(self.a.view()), &mut self.result);
        black_box(&mut self.result);
    }

    /// The last row stands for the whole.
    fn result(&self) -> &[f64] {
        let numbers = self
            .result
            .as_slice()
            .expect("an owned array is in one piece");
        &numbers[numbers.len() - self.result.ncols()..]
    }
}

fn prepared(
    size: &str,
    work: impl FnMut(ArrayView2<i64>, &mut Array2<f64>) + 'static,
) -> Option<Box<dyn Run>> {
    let a = matrix(size)?;
    Some(Box::new(TraceTanh {
        result: Array2::from_elem(a.dim(), 1.0),
        a,
        work,
    }))
}

/// A variant that makes a new array. The old one is freed first.
fn fresh(size: &str, work: fn(ArrayView2<i64>) -> Array2<f64>) -> Option<Box<dyn Run>> {
    prepared(size, move |a, result| {
        *result = Array2::default((0, 0));
        *result = work(a);
    })
}

/// A variant that fills the array that is there.
fn reusing(size: &str, fill: impl Fn(f64, &[i64], &mut [f64]) + 'static) -> Option<Box<dyn Run>> {
    prepared(size, move |a, result| {
        let out = result.as_slice_mut().expect("it is in one piece");
        fill(trace(a), a.as_slice().expect("it is in one piece"), out);
    })
}

fn on_pool<const THREADS: usize>(size: &str) -> Option<Box<dyn Run>> {
    reusing(size, |trace, a, out| parallel(pool(THREADS), trace, a, out))
}

const SIZES: &[&str] = &["100²", "1000²"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "trace-tanh",
    lesson: "parallelism",
    sizes: SIZES,
    sources: &[
        "book/listings/src/trace_tanh.rs",
        "book/listings/src/parallelism/pools.rs",
        "book/listings/python/trace_tanh.py",
    ],
    variants: &[
        variant("loop", 1, |size| fresh(size, nested)),
        variant("arrays", 1, |size| fresh(size, arrays)),
        variant("fused", 1, |size| fresh(size, fused)),
        variant("reused", 1, |size| reusing(size, add)),
        variant("simd", 1, |size| reusing(size, simd)),
        variant("parallel", 2, on_pool::<2>),
        variant("parallel-1", 1, on_pool::<1>),
        variant("parallel-3", 3, on_pool::<3>),
        variant("parallel-4", 4, on_pool::<4>),
        variant("chosen", 2, |size| {
            reusing(size, |trace, a, out| chosen(pool(2), trace, a, out))
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numba", 1),
        twin("numba-reused", 1),
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
