//! Kernel `double`: every number of a matrix times two.
//!
//! 10⁶ numbers are 1000 rows of 1000, 10⁷ are 2500 rows of 4000. All variants but those that are about fresh memory
//! write into an output that is already there.

pub mod faults;
mod streaming;

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};
use rayon::prelude::*;

pub use streaming::streaming;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;
use crate::threads::two_threads;

// ANCHOR: loop
/// Nested loops, row by row.
pub fn nested(a: ArrayView2<f64>, mut out: ArrayViewMut2<f64>) {
    for i in 0..a.nrows() {
        for j in 0..a.ncols() {
            out[[i, j]] = a[[i, j]] * 2.0;
        }
    }
}
// ANCHOR_END: loop

// ANCHOR: columns
/// The same two loops, the other way round.
pub fn columns_first(a: ArrayView2<f64>, mut out: ArrayViewMut2<f64>) {
    for j in 0..a.ncols() {
        for i in 0..a.nrows() {
            out[[i, j]] = a[[i, j]] * 2.0;
        }
    }
}
// ANCHOR_END: columns

// ANCHOR: vec-of-vec
/// Nested loops again, on a list of lists.
pub fn vec_of_vec(a: &[Vec<f64>], out: &mut [Vec<f64>]) {
    for i in 0..a.len() {
        for j in 0..a[i].len() {
            out[i][j] = a[i][j] * 2.0;
        }
    }
}
// ANCHOR_END: vec-of-vec

#[inline(always)]
// ANCHOR: iterator
/// No index at all, and so none to check.
pub fn iterator(a: &[f64], out: &mut [f64]) {
    for (doubled, number) in out.iter_mut().zip(a) {
        *doubled = number * 2.0;
    }
}
// ANCHOR_END: iterator

#[must_use]
// ANCHOR: arrays
/// As in NumPy: the operator makes a new array.
pub fn arrays(a: ArrayView2<f64>) -> Array2<f64> {
    &a * 2.0
}
// ANCHOR_END: arrays

#[must_use]
// ANCHOR: collect
/// The iterators' way to make a new array.
pub fn collect(a: &[f64]) -> Vec<f64> {
    a.iter().map(|number| number * 2.0).collect()
}
// ANCHOR_END: collect

// ANCHOR: zip
/// As `np.multiply(a, 2.0, out=out)`, for arrays of any layout.
pub fn zip(a: ArrayView2<f64>, out: ArrayViewMut2<f64>) {
    azip!((doubled in out, number in a) *doubled = number * 2.0);
}
// ANCHOR_END: zip

// ANCHOR: simd
/// The iterators again, compiled for the widest registers that this processor has.
pub fn simd(a: &[f64], out: &mut [f64]) {
    dispatch!(Level::new(), _ => iterator(a, out));
}
// ANCHOR_END: simd

// ANCHOR: parallel
/// Gives pieces of 512 kB to the threads at hand.
pub fn parallel(a: &[f64], out: &mut [f64]) {
    const PIECE: usize = 1 << 16;
    let pieces = out.par_chunks_mut(PIECE).zip(a.par_chunks(PIECE));
    pieces.for_each(|(out, a)| simd(a, out));
}
// ANCHOR_END: parallel

/// The shape of a size.
#[must_use]
pub fn shape(size: &str) -> Option<(usize, usize)> {
    match size {
        "10^6" => Some((1000, 1000)),
        "10^7" => Some((2500, 4000)),
        _ => None,
    }
}

/// The matrix of a size.
#[must_use]
pub fn matrix(size: &str) -> Option<ArrayView2<'static, f64>> {
    ArrayView2::from_shape(shape(size)?, numbers(size)?).ok()
}

/// What doubles the matrix, and where the result is found afterwards.
struct Double<F, O> {
    double: F,
    out: O,
    last_row: fn(&O) -> &[f64],
}

impl<F: FnMut(&mut O), O> Run for Double<F, O> {
    fn run(&mut self) {
        (self.double)(&mut self.out);
        black_box(&mut self.out);
    }

    /// The last row stands for the whole: ten million numbers are too many to hand to another language.
    fn result(&self) -> &[f64] {
        (self.last_row)(&self.out)
    }
}

fn last_row(out: &Array2<f64>) -> &[f64] {
    let columns = out.ncols();
    let numbers = out.as_slice().expect("an owned array is in one piece");
    &numbers[numbers.len() - columns..]
}

/// A variant that fills an array that is there.
fn reusing(
    size: &str,
    double: impl Fn(ArrayView2<f64>, ArrayViewMut2<f64>) + 'static,
) -> Option<Box<dyn Run>> {
    let a = matrix(size)?;
    Some(Box::new(Double {
        double: move |out: &mut Array2<f64>| double(black_box(a), out.view_mut()),
        out: Array2::from_elem(a.dim(), 1.0),
        last_row,
    }))
}

/// The same, for a variant that sees both as one row of numbers.
fn flat(size: &str, double: impl Fn(&[f64], &mut [f64]) + 'static) -> Option<Box<dyn Run>> {
    let a = numbers(size)?;
    Some(Box::new(Double {
        double: move |out: &mut Array2<f64>| {
            double(
                black_box(a),
                out.as_slice_mut().expect("it is in one piece"),
            );
        },
        out: Array2::from_elem(shape(size)?, 1.0),
        last_row,
    }))
}

/// A variant that makes a new array each time. The old one is freed first, as `b = a * 2` does in a loop in Python
/// only after the new one is made; the allocator can hand the same memory out again.
fn fresh(
    size: &str,
    double: impl Fn(ArrayView2<f64>) -> Array2<f64> + 'static,
) -> Option<Box<dyn Run>> {
    let a = matrix(size)?;
    Some(Box::new(Double {
        double: move |out: &mut Array2<f64>| {
            *out = Array2::default((0, 0));
            *out = double(black_box(a));
        },
        out: Array2::default((0, 0)),
        last_row,
    }))
}

fn lists(size: &str) -> Option<Box<dyn Run>> {
    let a = matrix(size)?;
    let rows: Vec<Vec<f64>> = a.rows().into_iter().map(|row| row.to_vec()).collect();
    let out = vec![vec![1.0; a.ncols()]; a.nrows()];
    Some(Box::new(Double {
        double: move |out: &mut Vec<Vec<f64>>| vec_of_vec(black_box(&rows), out),
        out,
        last_row: |out| out.last().expect("a matrix has rows"),
    }))
}

/// Copies the finished answer: what the memory allows, if computing it cost nothing.
fn limit(size: &str) -> Option<Box<dyn Run>> {
    let a = numbers(size)?;
    let answer = collect(a);
    flat(size, move |_, out| out.copy_from_slice(black_box(&answer)))
}

const SIZES: &[&str] = &["10^6", "10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "double",
    lesson: "whole-arrays",
    sizes: SIZES,
    sources: &[
        "book/listings/src/double.rs",
        "book/listings/src/double/streaming.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/double.py",
        "book/listings/python/scaled.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| reusing(size, nested)),
        variant("columns-first", 1, |size| reusing(size, columns_first)),
        variant("vec-of-vec", 1, lists),
        variant("iterator", 1, |size| flat(size, iterator)),
        variant("arrays", 1, |size| fresh(size, arrays)),
        variant("zip", 1, |size| reusing(size, zip)),
        variant("simd", 1, |size| flat(size, simd)),
        variant("streaming", 1, |size| flat(size, streaming)),
        variant("parallel", 2, |size| {
            flat(size, |a, out| two_threads(|| parallel(a, out)))
        }),
        variant("limit", 1, limit),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numpy-reused", 1),
        twin("numba", 1),
        twin("numba-reused", 1),
        twin("numba-vectorize", 1),
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
