//! Kernel `quadratic-map`: the trajectory of x → 4x(1 − x) from 0.1 on, all of it.
//!
//! Each number needs the one before, so nothing here is done side by side. What can be shortened is the wait.

use std::cell::OnceCell;
use std::hint::black_box;

use fearless_simd::{Level, Simd, dispatch, f64x2, prelude::*};

use crate::kernel::{Kernel, Run, Twin, Variant};

/// Where trajectories begin.
pub const START: f64 = 0.1;

/// Steps on which all variants agree. Each step doubles a difference, so that after 50 nothing is left to compare.
pub const ALIKE: usize = 25;

#[must_use]
// ANCHOR: fresh
/// `n` steps from `x0`, and `x0` itself: n + 1 numbers in an array of their own.
pub fn trajectory(x0: f64, n: usize) -> Vec<f64> {
    let mut x = vec![0.0; n + 1];
    x[0] = x0;
    for t in 0..n {
        x[t + 1] = 4.0 * x[t] * (1.0 - x[t]);
    }
    x
}
// ANCHOR_END: fresh

// ANCHOR: loop
/// The same into an array that is there.
pub fn indexed(x0: f64, x: &mut [f64]) {
    x[0] = x0;
    for t in 1..x.len() {
        x[t] = 4.0 * x[t - 1] * (1.0 - x[t - 1]);
    }
}
// ANCHOR_END: loop

// ANCHOR: iterator
/// The number at hand is kept in a variable, and not read back from the array.
pub fn iterator(x0: f64, trajectory: &mut [f64]) {
    let mut x = x0;
    for place in trajectory {
        *place = x;
        x = 4.0 * x * (1.0 - x);
    }
}
// ANCHOR_END: iterator

// ANCHOR: conjugate
/// In terms of w = 2 − 4x the map is w → w² − 2.
pub fn conjugate(x0: f64, trajectory: &mut [f64]) {
    let mut w = 2.0 - 4.0 * x0;
    for place in trajectory {
        *place = 0.5 - 0.25 * w;
        w = w * w - 2.0;
    }
}
// ANCHOR_END: conjugate

#[inline(always)]
// ANCHOR: fused
/// The same, with multiplication and subtraction as one instruction where the processor has it.
fn steps<S: Simd>(simd: S, x0: f64, trajectory: &mut [f64]) {
    // The shortest vector there is. Both its numbers are w.
    let mut w = f64x2::splat(simd, 2.0 - 4.0 * x0);
    for place in trajectory {
        *place = w.mul_add(-0.25, 0.5)[0];
        w = w.mul_add(w, -2.0);
    }
}

/// Asks the processor what it has, and runs the version that was compiled for that.
pub fn fused(x0: f64, trajectory: &mut [f64]) {
    dispatch!(Level::new(), simd => steps(simd, x0, trajectory));
}
// ANCHOR_END: fused

/// What is the same for every trajectory that is long enough: mean, variance, and how a number goes with the next one.
///
/// The map spreads points as sin²(πu/2) spreads even u: their mean is 1/2, their variance 1/8, and neighbours are
/// uncorrelated, although each is computed from the other.
#[must_use]
pub fn moments(trajectory: &[f64]) -> [f64; 3] {
    let n = trajectory.len() as f64;
    let mean = trajectory.iter().sum::<f64>() / n;
    let centred = |x: &f64| x - mean;
    let squares: f64 = trajectory.iter().map(|x| centred(x).powi(2)).sum();
    let products = trajectory
        .windows(2)
        .map(|pair| centred(&pair[0]) * centred(&pair[1]));
    let variance = squares / n;
    [mean, variance, products.sum::<f64>() / (n - 1.0) / variance]
}

/// Fills an array, which is there, or returns a new one.
struct Orbit<F> {
    fill: F,
    trajectory: Vec<f64>,
    result: OnceCell<Vec<f64>>,
}

impl<F: FnMut(&mut Vec<f64>)> Run for Orbit<F> {
    fn run(&mut self) {
        (self.fill)(&mut self.trajectory);
        black_box(&mut self.trajectory);
        self.result.take();
    }

    /// The first steps, then the moments, the correlation counted from 1.
    fn result(&self) -> &[f64] {
        self.result.get_or_init(|| {
            let [mean, variance, correlation] = moments(&self.trajectory);
            let mut result = self.trajectory[..=ALIKE].to_vec();
            result.extend([mean, variance, 1.0 + correlation]);
            result
        })
    }
}

/// The steps of a size.
fn steps_of(size: &str) -> Option<usize> {
    (size == "10^7").then_some(10_000_000)
}

fn filled(size: &str, fill: fn(f64, &mut [f64])) -> Option<Box<dyn Run>> {
    Some(Box::new(Orbit {
        fill: move |trajectory: &mut Vec<f64>| fill(black_box(START), trajectory),
        trajectory: vec![0.0; steps_of(size)? + 1],
        result: OnceCell::new(),
    }))
}

fn returned(size: &str) -> Option<Box<dyn Run>> {
    let n = steps_of(size)?;
    Some(Box::new(Orbit {
        fill: move |place: &mut Vec<f64>| {
            // The old array is given back first, as in Python, where the name is all that holds it.
            *place = Vec::new();
            *place = trajectory(black_box(START), black_box(n));
        },
        trajectory: Vec::new(),
        result: OnceCell::new(),
    }))
}

const SIZES: &[&str] = &["10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "quadratic-map",
    lesson: "monomorphisation",
    sizes: SIZES,
    sources: &[
        "book/listings/src/quadratic_map.rs",
        "book/listings/python/quadratic_map.py",
        "book/listings/python/scaled.py",
    ],
    variants: &[
        variant("fresh", returned),
        variant("loop", |size| filled(size, indexed)),
        variant("iterator", |size| filled(size, iterator)),
        variant("conjugate", |size| filled(size, conjugate)),
        variant("fused", |size| filled(size, fused)),
    ],
    twins: &[
        twin("pure"),
        twin("numba"),
        twin("numba-reused"),
        twin("numba-fastmath"),
        twin("numba-conjugate"),
    ],
};

const fn variant(name: &'static str, prepare: fn(&str) -> Option<Box<dyn Run>>) -> Variant {
    Variant {
        name,
        threads: 1,
        prepare,
    }
}

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}
