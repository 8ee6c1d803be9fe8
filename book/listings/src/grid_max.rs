//! Kernel `grid-max`: the largest value of cos(x² + y²) / (1 + x² + y²) on a grid.
//!
//! The grid has 5000 points a side, from −3 to 3. It is given as two axes, or as two arrays with the x and the y of each
//! point, which are 200 MB each. None of its numbers is NaN.

use std::hint::black_box;
use std::sync::LazyLock;

use fearless_simd::{Level, Simd, SimdBase, dispatch};
use ndarray::{Array2, ArrayView2, ShapeBuilder, Zip};
use rayon::prelude::*;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::threads::two_threads;
use crate::vector_maths::{cos, partial};

/// Points a side.
const SIDE: usize = 5000;

#[must_use]
// ANCHOR: scalar
/// The function whose peak is looked for.
pub fn f(x: f64, y: f64) -> f64 {
    let distance = x * x + y * y;
    distance.cos() / (1.0 + distance)
}
// ANCHOR_END: scalar

#[must_use]
// ANCHOR: loop
/// One point after the other.
pub fn indexed(x: ArrayView2<f64>, y: ArrayView2<f64>) -> f64 {
    let mut largest = f64::NEG_INFINITY;
    for i in 0..x.nrows() {
        for j in 0..x.ncols() {
            largest = largest.max(f(x[[i, j]], y[[i, j]]));
        }
    }
    largest
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: arrays
/// Whole arrays at a time, as in NumPy.
pub fn arrays(x: ArrayView2<f64>, y: ArrayView2<f64>) -> f64 {
    let distance = &x * &x + &y * &y;
    let values = distance.cos() / (1.0 + distance);
    values.fold(f64::NEG_INFINITY, |largest, value| largest.max(*value))
}
// ANCHOR_END: arrays

#[must_use]
// ANCHOR: zip
/// One sweep, in which each value is compared and forgotten.
pub fn zip(x: ArrayView2<f64>, y: ArrayView2<f64>) -> f64 {
    Zip::from(x)
        .and(y)
        .fold(f64::NEG_INFINITY, |largest, x, y| largest.max(f(*x, *y)))
}
// ANCHOR_END: zip

#[must_use]
// ANCHOR: mesh
/// The axes as arrays, without the arrays: the same numbers are met again by a step of zero, once down and once across.
///
/// # Panics
///
/// If there are more points than a machine can count.
pub fn mesh<'a>(xs: &'a [f64], ys: &'a [f64]) -> (ArrayView2<'a, f64>, ArrayView2<'a, f64>) {
    let shape = (ys.len(), xs.len());
    let view = |numbers, steps| ArrayView2::from_shape(shape.strides(steps), numbers);
    let (x, y) = (view(xs, (0, 1)), view(ys, (1, 0)));
    (x.expect("steps within xs"), y.expect("steps within ys"))
}
// ANCHOR_END: mesh

// ANCHOR: simd
/// The values at a register of points.
#[inline(always)]
fn values<S: Simd>(simd: S, x: S::f64s, y: S::f64s) -> S::f64s {
    let distance = x * x + y * y;
    cos(simd, distance) / (distance + 1.0)
}

/// The largest value at points whose x and y are in two slices. Each lane keeps the largest that it has seen.
#[inline(always)]
fn largest<S: Simd>(simd: S, x: &[f64], y: &[f64]) -> f64 {
    let lanes = S::f64s::LEN;
    let mut largest = S::f64s::splat(simd, f64::NEG_INFINITY);
    let (mut xs, mut ys) = (x.chunks_exact(lanes), y.chunks_exact(lanes));
    for (x, y) in xs.by_ref().zip(ys.by_ref()) {
        let (x, y) = (S::f64s::from_slice(simd, x), S::f64s::from_slice(simd, y));
        largest = largest.max(values(simd, x, y));
    }
    let rest = values(
        simd,
        partial(simd, xs.remainder()),
        partial(simd, ys.remainder()),
    );
    let rest = &rest.as_slice()[..xs.remainder().len()];
    let all = largest.as_slice().iter().chain(rest);
    all.fold(f64::NEG_INFINITY, |a, b| a.max(*b))
}

/// With the widest registers that this processor has.
#[must_use]
pub fn simd(x: &[f64], y: &[f64]) -> f64 {
    dispatch!(Level::new(), simd => largest(simd, x, y))
}
// ANCHOR_END: simd

#[must_use]
// ANCHOR: parallel
/// Gives pieces of 128 kB to the threads at hand.
pub fn parallel(x: &[f64], y: &[f64]) -> f64 {
    const PIECE: usize = 1 << 14;
    let pieces = x.par_chunks(PIECE).zip(y.par_chunks(PIECE));
    let largest = pieces.map(|(x, y)| simd(x, y));
    largest.reduce(|| f64::NEG_INFINITY, f64::max)
}
// ANCHOR_END: parallel

// ANCHOR: axes
/// The largest value in the row of the grid at `y`.
#[inline(always)]
fn row<S: Simd>(simd: S, xs: &[f64], y: f64) -> f64 {
    let lanes = S::f64s::LEN;
    let y = S::f64s::splat(simd, y);
    let mut largest = S::f64s::splat(simd, f64::NEG_INFINITY);
    for x in xs.chunks(lanes) {
        let x = if x.len() == lanes {
            S::f64s::from_slice(simd, x)
        } else {
            // A last register that isn't full looks at its first point again.
            S::f64s::from_fn(
                simd,
                #[inline(always)]
                |lane| *x.get(lane).unwrap_or(&x[0]),
            )
        };
        largest = largest.max(values(simd, x, y));
    }
    largest
        .as_slice()
        .iter()
        .fold(f64::NEG_INFINITY, |a, b| a.max(*b))
}

/// Row by row, from the axes.
#[must_use]
pub fn simd_axes(xs: &[f64], ys: &[f64]) -> f64 {
    let level = Level::new();
    let rows = ys
        .iter()
        .map(|y| dispatch!(level, simd => row(simd, xs, *y)));
    rows.fold(f64::NEG_INFINITY, f64::max)
}

/// The same, the rows shared out to the threads at hand.
#[must_use]
pub fn parallel_axes(xs: &[f64], ys: &[f64]) -> f64 {
    let level = Level::new();
    let rows = ys
        .par_iter()
        .map(|y| dispatch!(level, simd => row(simd, xs, *y)));
    rows.reduce(|| f64::NEG_INFINITY, f64::max)
}
// ANCHOR_END: axes

/// The value at the smallest |x| and the smallest |y|, which is the largest for anyone who knows that the peak is in the
/// middle. All numbers are read, and next to nothing is computed: what memory allows.
#[inline(always)]
fn of_smallest<S: Simd>(simd: S, x: &[f64], y: &[f64]) -> f64 {
    let lanes = S::f64s::LEN;
    let mut smallest = [S::f64s::splat(simd, f64::INFINITY); 2];
    for (x, y) in x.chunks_exact(lanes).zip(y.chunks_exact(lanes)) {
        let (x, y) = (S::f64s::from_slice(simd, x), S::f64s::from_slice(simd, y));
        smallest = [smallest[0].min(x * x), smallest[1].min(y * y)];
    }
    let [xx, yy] = smallest.map(|lanes| {
        lanes
            .as_slice()
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min)
    });
    f(xx.sqrt(), yy.sqrt())
}

/// So many points from −3 to 3, both ends included.
#[must_use]
pub fn axis(points: usize) -> Vec<f64> {
    let step = 6.0 / (points - 1) as f64;
    let mut axis: Vec<f64> = (0..points).map(|i| i as f64 * step - 3.0).collect();
    axis[points - 1] = 3.0;
    axis
}

static AXIS: LazyLock<Vec<f64>> = LazyLock::new(|| axis(SIDE));

/// The x and the y of each point, as two arrays in memory.
static ARRAYS: LazyLock<(Array2<f64>, Array2<f64>)> = LazyLock::new(|| {
    let (x, y) = mesh(&AXIS, &AXIS);
    // Standard layout, whatever the strides of the view.
    let copied = |view: ArrayView2<f64>| Array2::from_shape_fn(view.dim(), |at| view[at]);
    (copied(x), copied(y))
});

/// A function with its input and the largest value it found.
struct GridMax<F> {
    search: F,
    result: [f64; 1],
}

impl<F: Fn() -> f64> Run for GridMax<F> {
    fn run(&mut self) {
        self.result = [(self.search)()];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn searched(search: impl Fn() -> f64 + 'static) -> Option<Box<dyn Run>> {
    Some(Box::new(GridMax {
        search,
        result: [0.0],
    }))
}

/// A function of two-dimensional views, which may be repeated axes.
fn views(size: &str, search: fn(ArrayView2<f64>, ArrayView2<f64>) -> f64) -> Option<Box<dyn Run>> {
    let (x, y) = match size {
        AXES => mesh(&AXIS, &AXIS),
        WHOLE => (ARRAYS.0.view(), ARRAYS.1.view()),
        _ => return None,
    };
    searched(move || search(black_box(x), black_box(y)))
}

/// A function of slices: one that takes the axes, and one that takes all points.
fn slices(
    size: &str,
    of_axes: Option<fn(&[f64], &[f64]) -> f64>,
    of_arrays: fn(&[f64], &[f64]) -> f64,
) -> Option<Box<dyn Run>> {
    let whole = |array: &'static Array2<f64>| array.as_slice().expect("it is in one piece");
    match size {
        AXES => {
            let search = of_axes?;
            searched(move || search(black_box(&AXIS), black_box(&AXIS)))
        }
        WHOLE => {
            let (x, y) = (whole(&ARRAYS.0), whole(&ARRAYS.1));
            searched(move || of_arrays(black_box(x), black_box(y)))
        }
        _ => None,
    }
}

/// The size with two axes.
const AXES: &str = "5000² axes";
/// The size with two arrays.
const WHOLE: &str = "5000² arrays";
const SIZES: &[&str] = &[WHOLE, AXES];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "grid-max",
    lesson: "ufuncs",
    sizes: SIZES,
    sources: &[
        "book/listings/src/grid_max.rs",
        "book/listings/src/vector_maths.rs",
        "book/listings/src/vector_maths/sin.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/grid-max.py",
        "book/listings/python/scaled.py",
    ],
    variants: &[
        variant("loop", 1, |size| views(size, indexed)),
        variant("arrays", 1, |size| views(size, arrays)),
        variant("zip", 1, |size| views(size, zip)),
        variant("simd", 1, |size| slices(size, Some(simd_axes), simd)),
        variant("parallel", 2, |size| {
            slices(
                size,
                Some(|xs, ys| two_threads(|| parallel_axes(xs, ys))),
                |x, y| two_threads(|| parallel(x, y)),
            )
        }),
        variant("limit", 1, |size| {
            slices(
                size,
                None,
                |x, y| dispatch!(Level::new(), simd => of_smallest(simd, x, y)),
            )
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numpy", 1),
        twin("numba-vectorize", 1),
        twin("numba", 1),
        twin("numba-fastmath", 1),
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
