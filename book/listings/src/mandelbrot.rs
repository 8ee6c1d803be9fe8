//! Kernel `mandelbrot`: after how many steps of z² + c does each point c of a picture leave the circle of radius 2?
//!
//! Per point, as whole arrays with a mask, as arrays that shrink, and as blocks that fit in registers.

pub mod memory;
mod plane;

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use ndarray::{Array2, azip};
use rayon::prelude::*;

pub use plane::Plane;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::threads::two_threads;

/// Points that are still inside after so many steps count as inside for ever.
pub const MOST: u32 = 50;

#[must_use]
// ANCHOR: mandel
/// The steps that the point c = `re` + `im` i makes before it leaves the circle, or [`MOST`].
pub fn mandel(re: f64, im: f64) -> u32 {
    let (mut x, mut y) = (0.0, 0.0);
    let mut counter = 0;
    while counter < MOST {
        if x * x + y * y > 4.0 {
            break;
        }
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        counter += 1;
    }
    counter
}
// ANCHOR_END: mandel

// ANCHOR: loop
/// One point after the other.
pub fn points(plane: &Plane, counts: &mut [f64]) {
    for (row, im) in counts.chunks_mut(plane.width()).zip(&plane.ys) {
        for (count, re) in row.iter_mut().zip(&plane.xs) {
            *count = f64::from(mandel(*re, *im));
        }
    }
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: arrays
/// All points at once, a step at a time. The operators make a new array each.
pub fn arrays(re: &Array2<f64>, im: &Array2<f64>) -> Array2<f64> {
    let mut x = Array2::zeros(re.dim());
    let mut y = Array2::zeros(re.dim());
    let mut counts = Array2::zeros(re.dim());
    for _ in 0..MOST {
        let distance = &x * &x + &y * &y;
        // A point that has left goes on to infinity and to NaN, neither of which is inside.
        counts += &distance.mapv(|d| f64::from(d <= 4.0));
        let next_x = &x * &x - &y * &y + re;
        y = 2.0 * (&x * &y) + im;
        x = next_x;
    }
    counts
}
// ANCHOR_END: arrays

#[must_use]
// ANCHOR: masked
/// All points at once, a step at a time, in one sweep and in place. The condition is the mask.
pub fn masked(re: &Array2<f64>, im: &Array2<f64>) -> Array2<f64> {
    let mut x = Array2::<f64>::zeros(re.dim());
    let mut y = Array2::<f64>::zeros(re.dim());
    let mut counts = Array2::zeros(re.dim());
    for _ in 0..MOST {
        azip!((x in &mut x, y in &mut y, count in &mut counts, &re in re, &im in im) {
            if *x * *x + *y * *y <= 4.0 {
                (*x, *y) = (*x * *x - *y * *y + re, 2.0 * *x * *y + im);
                *count += 1.0;
            }
        });
    }
    counts
}
// ANCHOR_END: masked

#[must_use]
// ANCHOR: binary
/// The binary picture: which points never leave?
pub fn binary(re: &Array2<f64>, im: &Array2<f64>) -> Array2<bool> {
    masked(re, im).mapv(|count| count == f64::from(MOST))
}
// ANCHOR_END: binary

// ANCHOR: compressed
/// A point on its way, and its place in the picture.
struct Point {
    x: f64,
    y: f64,
    re: f64,
    im: f64,
    place: usize,
}

impl Point {
    /// Makes a step, unless it has left; says whether it was still inside.
    fn step(&mut self) -> bool {
        let Point { x, y, .. } = *self;
        if x * x + y * y > 4.0 {
            return false;
        }
        self.x = x * x - y * y + self.re;
        self.y = 2.0 * x * y + self.im;
        true
    }
}

/// As before, but those that leave are taken out of the array.
pub fn compressed(plane: &Plane, counts: &mut [f64]) {
    let mut inside = Vec::with_capacity(counts.len());
    inside.extend(plane.points());
    counts.fill(f64::from(MOST));
    for steps in 0..MOST {
        inside.retain_mut(|point| {
            let stays = point.step();
            if !stays {
                counts[point.place] = f64::from(steps);
            }
            stays
        });
    }
}
// ANCHOR_END: compressed

// ANCHOR: block
/// Points that go through all their steps together.
const BLOCK: usize = 32;

/// Whole arrays with a mask again, but arrays so short that they stay in registers.
#[inline(always)]
fn block(re: [f64; BLOCK], im: f64) -> [f64; BLOCK] {
    let (mut x, mut y, mut counts) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
    for _ in 0..MOST {
        let mut anyone = false;
        for i in 0..BLOCK {
            let (xx, yy) = (x[i] * x[i], y[i] * y[i]);
            let inside = xx + yy <= 4.0;
            counts[i] += if inside { 1.0 } else { 0.0 };
            y[i] = 2.0 * x[i] * y[i] + im;
            x[i] = xx - yy + re[i];
            anyone |= inside;
        }
        if !anyone {
            break;
        }
    }
    counts
}
// ANCHOR_END: block

#[inline(always)]
// ANCHOR: simd
/// One row, block after block; the last block is filled up with points that leave at once.
fn row(xs: &[f64], im: f64, counts: &mut [f64]) {
    for (xs, counts) in xs.chunks(BLOCK).zip(counts.chunks_mut(BLOCK)) {
        let mut re = [3.0; BLOCK];
        re[..xs.len()].copy_from_slice(xs);
        counts.copy_from_slice(&block(re, im)[..xs.len()]);
    }
}

/// Block after block, for the widest registers that this processor has.
pub fn simd(plane: &Plane, counts: &mut [f64]) {
    let level = Level::new();
    for (counts, im) in counts.chunks_mut(plane.width()).zip(&plane.ys) {
        dispatch!(level, _ => row(&plane.xs, *im, counts));
    }
}
// ANCHOR_END: simd

// ANCHOR: parallel
/// The same, the rows shared out to the threads at hand.
pub fn parallel(plane: &Plane, counts: &mut [f64]) {
    let level = Level::new();
    let rows = counts.par_chunks_mut(plane.width()).zip(&plane.ys);
    rows.for_each(|(counts, im)| dispatch!(level, _ => row(&plane.xs, *im, counts)));
}
// ANCHOR_END: parallel

/// The picture of a size: 300 or 2000 points a side.
#[must_use]
pub fn picture(size: &str) -> Option<Plane> {
    match size {
        "300²" => Some(Plane::new(300)),
        "2000²" => Some(Plane::new(2000)),
        _ => None,
    }
}

/// What fills a picture with counts.
struct Mandelbrot<F> {
    fill: F,
    counts: Array2<f64>,
}

impl<F: FnMut(&mut Array2<f64>)> Run for Mandelbrot<F> {
    fn run(&mut self) {
        (self.fill)(&mut self.counts);
        black_box(&mut self.counts);
    }

    /// A row that crosses the set stands for the picture: four million counts are too many for another language.
    fn result(&self) -> &[f64] {
        let width = self.counts.ncols();
        let counts = self
            .counts
            .as_slice()
            .expect("an owned array is in one piece");
        &counts[width / 3 * width..][..width]
    }
}

fn filled(size: &str, fill: fn(&Plane, &mut [f64])) -> Option<Box<dyn Run>> {
    let plane = picture(size)?;
    Some(Box::new(Mandelbrot {
        counts: Array2::zeros(plane.shape()),
        fill: move |counts: &mut Array2<f64>| {
            let counts = counts.as_slice_mut().expect("it is in one piece");
            fill(black_box(&plane), counts);
        },
    }))
}

fn whole(
    size: &str,
    counts: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>,
) -> Option<Box<dyn Run>> {
    let plane = picture(size)?;
    let (re, im) = plane.grid();
    Some(Box::new(Mandelbrot {
        counts: Array2::zeros(plane.shape()),
        fill: move |picture: &mut Array2<f64>| *picture = counts(black_box(&re), black_box(&im)),
    }))
}

const SIZES: &[&str] = &["300²", "2000²"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "mandelbrot",
    lesson: "monomorphisation",
    sizes: SIZES,
    sources: &[
        "book/listings/src/mandelbrot.rs",
        "book/listings/src/mandelbrot/plane.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/mandelbrot.py",
        "book/listings/python/scaled.py",
    ],
    variants: &[
        variant("loop", 1, |size| filled(size, points)),
        variant("arrays", 1, |size| whole(size, arrays)),
        variant("masked", 1, |size| whole(size, masked)),
        variant("compressed", 1, |size| filled(size, compressed)),
        variant("simd", 1, |size| filled(size, simd)),
        variant("parallel", 2, |size| {
            filled(size, |plane, counts| {
                two_threads(|| parallel(plane, counts))
            })
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numpy-masked", 1),
        twin("numpy-compressed", 1),
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
