//! Kernel `crossover`: from how many numbers on are two threads worth waking?
//!
//! Cheap work, `sum:…`, adds the numbers up; dear work, `wave:…`, adds up a wave at each of them.

use std::hint::black_box;
use std::thread;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::parallelism::pools::pool;
use crate::scaling::waves;
use crate::scattered::numbers;
use crate::sum::simd;

/// What is done to all the numbers, or to half of them.
pub type Work = fn(&[f64]) -> f64;

#[must_use]
// ANCHOR: parallel
/// Half of the work for each thread of a pool that is there.
pub fn parallel(xs: &[f64], work: Work) -> f64 {
    let (left, right) = xs.split_at(xs.len() / 2);
    let (left, right) = pool(2).join(|| work(left), || work(right));
    left + right
}
// ANCHOR_END: parallel

#[must_use]
// ANCHOR: spawned
/// Half of the work for a thread that is started for the purpose, half for the one that is running.
pub fn spawned(xs: &[f64], work: Work) -> f64 {
    let (left, right) = xs.split_at(xs.len() / 2);
    thread::scope(|scope| {
        let left = scope.spawn(|| work(left));
        let right = work(right);
        left.join().expect("no work panics") + right
    })
}
// ANCHOR_END: spawned

/// The work of a size, and what it is done to.
fn task(size: &str) -> Option<(Work, &'static [f64])> {
    let (work, n) = size.split_once(':')?;
    let work = match work {
        "sum" => simd,
        "wave" => waves,
        _ => return None,
    };
    let n = 10_usize.checked_pow(n.strip_prefix("10^")?.parse().ok()?)?;
    Some((work, numbers("10^7")?.get(..n)?))
}

/// What does the work, and its result.
struct Halves {
    run: fn(&[f64], Work) -> f64,
    work: Work,
    xs: &'static [f64],
    result: [f64; 1],
}

impl Run for Halves {
    fn run(&mut self) {
        self.result = [(self.run)(black_box(self.xs), black_box(self.work))];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn prepared(size: &str, run: fn(&[f64], Work) -> f64) -> Option<Box<dyn Run>> {
    let (work, xs) = task(size)?;
    Some(Box::new(Halves {
        run,
        work,
        xs,
        result: [0.0],
    }))
}

/// Sizes, cheap work first.
pub const SIZES: &[&str] = &[
    "sum:10^2",
    "sum:10^3",
    "sum:10^4",
    "sum:10^5",
    "sum:10^6",
    "sum:10^7",
    "wave:10^2",
    "wave:10^3",
    "wave:10^4",
    "wave:10^5",
];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "crossover",
    lesson: "parallelism",
    sizes: SIZES,
    sources: &[
        "book/listings/src/crossover.rs",
        "book/listings/src/parallelism/pools.rs",
        "book/listings/src/scaling.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/sum.rs",
        "book/listings/python/crossover.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("serial", 1, |size| prepared(size, |xs, work| work(xs))),
        variant("parallel", 2, |size| prepared(size, parallel)),
        variant("spawned", 2, |size| prepared(size, spawned)),
    ],
    twins: &[twin("numba", 1), twin("numba-parallel", 2)],
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
