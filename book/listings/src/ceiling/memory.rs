//! How many bytes a second can be read, and read and written, from memory and from each cache.
//!
//! Four loops, of which all but `copy` are those of John McCalpin's STREAM or nearly so. Bytes are counted as STREAM
//! counts them: those that the loop reads and writes. That an ordinary store first reads what it overwrites isn't counted,
//! and shows in the result.

use std::hint::black_box;

use fearless_simd::{Level, Simd, SimdBase, dispatch};
use rayon::prelude::*;

use super::streaming;
use crate::parallelism::pools::pool;

// ANCHOR: read
/// Adds up all numbers in eight registers, which don't wait for each other.
#[inline(always)]
fn sum<S: Simd>(simd: S, x: &[f64]) -> f64 {
    let lanes = S::f64s::LEN;
    let mut sums = [S::f64s::splat(simd, 0.0); 8];
    let blocks = x.chunks_exact(8 * lanes);
    let rest: f64 = blocks.remainder().iter().sum();
    for block in blocks {
        for (sum, numbers) in sums.iter_mut().zip(block.chunks_exact(lanes)) {
            *sum += S::f64s::from_slice(simd, numbers);
        }
    }
    let sums = sums.iter().flat_map(|sum| sum.as_slice());
    sums.sum::<f64>() + rest
}

/// Reads everything once.
#[must_use]
pub fn read(x: &[f64]) -> f64 {
    dispatch!(Level::new(), simd => sum(simd, x))
}
// ANCHOR_END: read

// ANCHOR: write
/// As the library copies.
pub fn copy(x: &[f64], out: &mut [f64]) {
    out.copy_from_slice(x);
}

/// One array in, one out.
#[inline(always)]
fn scaled(x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = 3.0 * x;
    }
}

/// Two arrays in, one out.
#[inline(always)]
fn added(x: &[f64], y: &[f64], out: &mut [f64]) {
    for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
        *out = x + 3.0 * y;
    }
}
// ANCHOR_END: write

/// One array in, one out, in the widest registers that this processor has.
pub fn scale(x: &[f64], out: &mut [f64]) {
    dispatch!(Level::new(), _ => scaled(x, out));
}

/// Two arrays in, one out, in the widest registers.
pub fn triad(x: &[f64], y: &[f64], out: &mut [f64]) {
    dispatch!(Level::new(), _ => added(x, y, out));
}

/// A loop over one thread's share of a working set, which it cuts into the arrays that it needs.
pub type Pass = fn(&mut [f64]);

/// The loops by name.
pub const LOOPS: [(&str, Pass); 6] = [
    ("read", |set| {
        black_box(read(set));
    }),
    ("copy", |set| {
        let [x, out] = parts(set);
        copy(x, out);
    }),
    ("scale", |set| {
        let [x, out] = parts(set);
        scale(x, out);
    }),
    ("triad", |set| {
        let [x, y, out] = parts(set);
        triad(x, y, out);
    }),
    ("scale-streaming", |set| {
        let [x, out] = parts(set);
        streaming::scale(x, out);
    }),
    ("triad-streaming", |set| {
        let [x, y, out] = parts(set);
        streaming::triad(x, y, out);
    }),
];

/// So many arrays of equal length.
fn parts<const N: usize>(set: &mut [f64]) -> [&mut [f64]; N] {
    let length = set.len() / N;
    let mut pieces = set.chunks_exact_mut(length.max(1));
    std::array::from_fn(|_| pieces.next().unwrap_or_default())
}

// ANCHOR: passes
/// Goes over a working set so many times, each thread over its own share of it.
pub fn passes(set: &mut [f64], threads: usize, passes: usize, pass: Pass) {
    let over = |share: &mut [f64]| {
        for _ in 0..passes {
            pass(black_box(&mut *share));
        }
    };
    if threads == 1 {
        return over(set);
    }
    let share = set.len().div_ceil(threads).max(1);
    pool(threads).install(|| set.par_chunks_mut(share).for_each(over));
}
// ANCHOR_END: passes

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole numbers, of which all sums are exact.
    fn numbers(n: u32) -> Vec<f64> {
        (0..n).map(f64::from).collect()
    }

    #[test]
    fn reading_meets_every_number() {
        for n in [0, 1, 7, 63, 64, 65, 1000] {
            let expected = f64::from(n) * (f64::from(n) - 1.0) / 2.0;
            assert_eq!(read(&numbers(n)), expected.max(0.0), "{n}");
        }
    }

    #[test]
    fn every_loop_that_writes_writes_what_it_says_and_streaming_the_same() {
        for n in [0, 1, 5, 8, 64, 1003] {
            let (x, y) = (numbers(n), numbers(n).into_iter().rev().collect::<Vec<_>>());
            let mut out = vec![-1.0; x.len()];
            copy(&x, &mut out);
            assert_eq!(out, x);
            let tripled: Vec<f64> = x.iter().map(|x| 3.0 * x).collect();
            for scale in [scale, streaming::scale] {
                out.fill(-1.0);
                scale(&x, &mut out);
                assert_eq!(out, tripled, "{n}");
            }
            let both: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x + 3.0 * y).collect();
            for triad in [triad, streaming::triad] {
                out.fill(-1.0);
                triad(&x, &y, &mut out);
                assert_eq!(out, both, "{n}");
            }
        }
    }

    #[test]
    fn streaming_serves_any_address() {
        let x = numbers(100);
        for first in 0..9 {
            let mut out = vec![-1.0; 100 + first];
            streaming::scale(&x, &mut out[first..]);
            assert!(out[..first].iter().all(|number| *number == -1.0));
            assert!(out[first..].iter().zip(&x).all(|(out, x)| *out == 3.0 * x));
        }
    }

    #[test]
    fn each_pass_of_each_thread_meets_its_share() {
        let add_one: Pass = |set| set.iter_mut().for_each(|number| *number += 1.0);
        for threads in [1, 2, 3] {
            let mut set = vec![0.0; 100];
            passes(&mut set, threads, 5, add_one);
            assert!(set.iter().all(|number| *number == 5.0), "{threads}");
        }
    }

    #[test]
    fn a_working_set_is_cut_into_equal_arrays() {
        let mut set = numbers(12);
        let [x, y, out] = parts(&mut set);
        assert_eq!((x.len(), y[0], out[3]), (4, 4.0, 11.0));
        assert_eq!(parts::<2>(&mut []), [&mut [] as &mut [f64], &mut []]);
    }
}
