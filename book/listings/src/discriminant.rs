//! Kernel `discriminant`: b² − 4ac, for each number of three arrays.
//!
//! `a` are scattered over [0, 1), `b` are the same numbers backwards, and `c` the same ones from the middle on. All
//! variants but `arrays` write into an output that is already there.

mod streaming;

use std::hint::black_box;
use std::sync::LazyLock;

use fearless_simd::{Level, dispatch};
use ndarray::{Array1, ArrayView1, ArrayViewMut1, azip};
use rayon::prelude::*;

pub use streaming::streaming;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;
use crate::threads::two_threads;

#[inline(always)]
#[must_use]
// ANCHOR: scalar
/// The discriminant of a x² + b x + c.
pub fn discriminant(a: f64, b: f64, c: f64) -> f64 {
    b * b - 4.0 * a * c
}
// ANCHOR_END: scalar

// ANCHOR: loop
/// One equation after the other.
pub fn indexed(a: &[f64], b: &[f64], c: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = discriminant(a[i], b[i], c[i]);
    }
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: arrays
/// Whole arrays at a time, as in NumPy.
pub fn arrays(a: ArrayView1<f64>, b: ArrayView1<f64>, c: ArrayView1<f64>) -> Array1<f64> {
    &b * &b - 4.0 * &a * &c
}
// ANCHOR_END: arrays

// ANCHOR: zip
/// The scalar function in the middle of one loop.
pub fn zip(a: ArrayView1<f64>, b: ArrayView1<f64>, c: ArrayView1<f64>, out: ArrayViewMut1<f64>) {
    azip!((out in out, &a in a, &b in b, &c in c) *out = discriminant(a, b, c));
}
// ANCHOR_END: zip

#[inline(always)]
// ANCHOR: simd
/// No index, and no check of one.
pub fn iterator(a: &[f64], b: &[f64], c: &[f64], out: &mut [f64]) {
    let inputs = a.iter().zip(b).zip(c);
    for (out, ((a, b), c)) in out.iter_mut().zip(inputs) {
        *out = discriminant(*a, *b, *c);
    }
}

/// The same, compiled for the widest registers that this processor has.
pub fn simd(a: &[f64], b: &[f64], c: &[f64], out: &mut [f64]) {
    dispatch!(Level::new(), _ => iterator(a, b, c, out));
}
// ANCHOR_END: simd

// ANCHOR: parallel
/// Gives pieces of 512 kB to the threads at hand, to be streamed.
pub fn parallel(a: &[f64], b: &[f64], c: &[f64], out: &mut [f64]) {
    const PIECE: usize = 1 << 16;
    let inputs = (
        a.par_chunks(PIECE),
        b.par_chunks(PIECE),
        c.par_chunks(PIECE),
    );
    let pieces = (out.par_chunks_mut(PIECE), inputs).into_par_iter();
    pieces.for_each(|(out, (a, b, c))| streaming(a, b, c, out));
}
// ANCHOR_END: parallel

/// The coefficients of so many equations.
type Coefficients = [Vec<f64>; 3];

/// The coefficients of a size.
#[must_use]
pub fn inputs(size: &str) -> Option<[&'static [f64]; 3]> {
    static THOUSAND: LazyLock<Coefficients> = LazyLock::new(|| three(&of_size("10^6")[..1000]));
    static TEN_MILLION: LazyLock<Coefficients> = LazyLock::new(|| three(of_size("10^7")));
    let [a, b, c] = match size {
        "10^3" => &*THOUSAND,
        "10^7" => &*TEN_MILLION,
        _ => return None,
    };
    Some([a, b, c])
}

fn of_size(size: &str) -> &'static [f64] {
    numbers(size).expect("there are so many numbers")
}

/// The numbers, the numbers backwards, and the numbers from the middle on.
fn three(a: &[f64]) -> Coefficients {
    let mut c = a.to_vec();
    c.rotate_left(a.len() / 2);
    [a.to_vec(), a.iter().rev().copied().collect(), c]
}

/// What fills the output, and the output.
struct Discriminant<F> {
    fill: F,
    out: Array1<f64>,
}

impl<F: FnMut(&mut Array1<f64>)> Run for Discriminant<F> {
    fn run(&mut self) {
        (self.fill)(&mut self.out);
        black_box(&mut self.out);
    }

    /// The last thousand stand for the whole: ten million numbers are too many to hand to another language.
    fn result(&self) -> &[f64] {
        let out = self.out.as_slice().expect("an owned array is in one piece");
        &out[out.len() - 1000..]
    }
}

fn filled(
    size: &str,
    fill: impl Fn(&[f64], &[f64], &[f64], &mut [f64]) + 'static,
) -> Option<Box<dyn Run>> {
    let [a, b, c] = inputs(size)?;
    Some(Box::new(Discriminant {
        fill: move |out: &mut Array1<f64>| {
            let out = out.as_slice_mut().expect("an owned array is in one piece");
            fill(black_box(a), black_box(b), black_box(c), out);
        },
        out: Array1::ones(a.len()),
    }))
}

/// A variant that makes new arrays each time, after the old result was freed.
fn fresh(size: &str) -> Option<Box<dyn Run>> {
    let [a, b, c] = inputs(size)?;
    Some(Box::new(Discriminant {
        fill: move |out: &mut Array1<f64>| {
            *out = Array1::default(0);
            *out = arrays(
                black_box(a).into(),
                black_box(b).into(),
                black_box(c).into(),
            );
        },
        out: Array1::default(0),
    }))
}

/// Copies the finished answer. That moves half the bytes: one array is read, not three, and one is written.
fn copy(size: &str) -> Option<Box<dyn Run>> {
    let [a, b, c] = inputs(size)?;
    let mut answer = vec![0.0; a.len()];
    iterator(a, b, c, &mut answer);
    filled(size, move |_, _, _, out| {
        streaming::copy(black_box(&answer), out);
    })
}

const SIZES: &[&str] = &["10^3", "10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "discriminant",
    lesson: "ufuncs",
    sizes: SIZES,
    sources: &[
        "book/listings/src/discriminant.rs",
        "book/listings/src/discriminant/streaming.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/discriminant.py",
        "book/listings/python/scaled.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("loop", 1, |size| filled(size, indexed)),
        variant("arrays", 1, fresh),
        variant("zip", 1, |size| {
            filled(size, |a, b, c, out| {
                zip(a.into(), b.into(), c.into(), out.into())
            })
        }),
        variant("iterator", 1, |size| filled(size, iterator)),
        variant("simd", 1, |size| filled(size, simd)),
        variant("streaming", 1, |size| filled(size, streaming)),
        variant("parallel", 2, |size| {
            // A thousand equations are less than a piece.
            (size == "10^7")
                .then(|| filled(size, |a, b, c, out| two_threads(|| parallel(a, b, c, out))))?
        }),
        variant("copy", 1, copy),
    ],
    twins: &[
        twin("pure", 1, SIZES),
        twin("numpy", 1, SIZES),
        twin("numpy-reused", 1, SIZES),
        twin("numba-vectorize", 1, SIZES),
        twin("numba-reused", 1, SIZES),
        twin("numba", 1, SIZES),
        twin("numba-parallel", 2, &["10^7"]),
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

const fn twin(name: &'static str, threads: u32, sizes: &'static [&'static str]) -> Twin {
    Twin {
        name,
        threads,
        sizes,
    }
}
