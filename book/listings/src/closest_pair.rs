//! Kernel `closest-pair`: which two of many points in a plane are closest?
//!
//! All pairs, a point at a time, a register at a time, several rows at a time; and with a grid, which leaves nearly all
//! pairs out. Every variant gives the same pair on any input: of equally close ones the first, counted as the double loop
//! counts. A point with a coordinate that isn't finite is close to nothing.

mod grid;
mod points;
mod sweep;

use std::hint::black_box;

pub use grid::grid;
pub use points::{Point, scatter};
pub use sweep::{parallel, simd, sweep};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::threads::two_threads;

// ANCHOR: closest
/// Two points, by their places, and the square of their distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closest {
    /// The places, the lower one first.
    pub pair: (usize, usize),
    /// A root less for each pair: whatever has the least square has the least distance.
    pub squared: f64,
}

impl Closest {
    /// The distance of the two.
    #[must_use]
    pub fn distance(&self) -> f64 {
        self.squared.sqrt()
    }
}
// ANCHOR_END: closest

/// The square of the distance of two points.
#[inline(always)]
fn squared(a: Point, b: Point) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    dx * dx + dy * dy
}

#[must_use]
// ANCHOR: loop
/// All pairs, each once: the way of the source lesson, but for the 999999 that it starts from.
pub fn nested(points: &[Point]) -> Option<Closest> {
    let mut least = f64::INFINITY;
    let mut closest = None;
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            let (dx, dy) = (points[i][0] - points[j][0], points[i][1] - points[j][1]);
            let squared = dx * dx + dy * dy;
            if squared < least {
                least = squared;
                closest = Some(Closest {
                    pair: (i, j),
                    squared,
                });
            }
        }
    }
    closest
}
// ANCHOR_END: loop

/// A way to find the pair.
type Search = fn(&[Point]) -> Option<Closest>;

/// Points, a way to search them, and what it found.
struct Searched {
    search: Search,
    points: Vec<Point>,
    result: [f64; 3],
}

impl Run for Searched {
    fn run(&mut self) {
        let found = (self.search)(black_box(&self.points));
        self.result = match black_box(found) {
            Some(found) => [
                found.pair.0 as f64,
                found.pair.1 as f64,
                found.squared.sqrt(),
            ],
            None => [f64::NAN; 3],
        };
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn prepared(size: &str, search: Search) -> Option<Box<dyn Run>> {
    let n = SIZES.contains(&size).then(|| size.parse().ok())??;
    Some(Box::new(Searched {
        search,
        points: scatter(n),
        result: [0.0; 3],
    }))
}

const SIZES: &[&str] = &["10", "2000", "20000"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "closest-pair",
    lesson: "monomorphisation",
    sizes: SIZES,
    sources: &[
        "book/listings/src/closest_pair.rs",
        "book/listings/src/closest_pair/grid.rs",
        "book/listings/src/closest_pair/points.rs",
        "book/listings/src/closest_pair/sweep.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/closest_pair.py",
        "book/listings/python/scaled.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, nested)),
        variant("simd", 1, |size| prepared(size, simd)),
        variant("sweep", 1, |size| prepared(size, sweep)),
        variant("parallel", 2, |size| {
            prepared(size, |points| two_threads(|| parallel(points)))
        }),
        variant("grid", 1, |size| prepared(size, grid)),
    ],
    twins: &[
        twin("pure"),
        twin("numpy"),
        twin("numba"),
        twin("numba-columns"),
        twin("numba-fastmath"),
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

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}
