//! Kernel `sleep-square`: the squares of nine numbers, each after a nap, so that time is spent without using a core.
//!
//! At size `9` the nap is [`NAP`], a fiftieth of the source lesson's half second; at `9:awake` there is none.

use std::hint::black_box;
use std::thread;
use std::time::Duration;

use rayon::prelude::*;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::parallelism::pools::{new_pool, pool};
use crate::parallelism::processes::{Job, Processes, program};

// ANCHOR: square
/// How long each square takes a nap.
pub const NAP: Duration = Duration::from_millis(10);

/// A slow square.
#[must_use]
pub fn square(x: f64, nap: Duration) -> f64 {
    thread::sleep(nap);
    x * x
}
// ANCHOR_END: square

#[must_use]
// ANCHOR: loop
/// One after the other.
pub fn one_by_one(xs: &[f64], nap: Duration) -> Vec<f64> {
    let mut squares = Vec::new();
    for x in xs {
        squares.push(square(*x, nap));
    }
    squares
}
// ANCHOR_END: loop

#[must_use]
// ANCHOR: map
/// The same in one line.
pub fn map(xs: &[f64], nap: Duration) -> Vec<f64> {
    xs.iter().map(|x| square(*x, nap)).collect()
}
// ANCHOR_END: map

#[must_use]
// ANCHOR: threads
/// The same line on the threads at hand. Whoever is free takes one number.
pub fn parallel(xs: &[f64], nap: Duration) -> Vec<f64> {
    let jobs = xs.par_iter().with_max_len(1);
    jobs.map(|x| square(*x, nap)).collect()
}
// ANCHOR_END: threads

#[must_use]
// ANCHOR: created
/// With a pool that is made for the purpose, and ended afterwards.
pub fn with_new_pool(threads: usize, xs: &[f64], nap: Duration) -> Vec<f64> {
    new_pool(threads).install(|| parallel(xs, nap))
}
// ANCHOR_END: created

#[must_use]
// ANCHOR: scoped
/// A thread for each number. The scope ends when all of them have.
pub fn scoped(xs: &[f64], nap: Duration) -> Vec<f64> {
    thread::scope(|scope| {
        let start = |x: &f64| {
            let x = *x;
            scope.spawn(move || square(x, nap))
        };
        let threads: Vec<_> = xs.iter().map(start).collect();
        let join = |thread: thread::ScopedJoinHandle<f64>| thread.join().expect("no square panics");
        threads.into_iter().map(join).collect()
    })
}
// ANCHOR_END: scoped

/// On worker processes that are there.
///
/// # Panics
/// When one of them is gone.
#[must_use]
pub fn by_processes(processes: &mut Processes, xs: &[f64], nap: Duration) -> Vec<f64> {
    let job = if nap.is_zero() {
        Job::Square
    } else {
        Job::SleepySquare
    };
    let pieces: Vec<&[f64]> = xs.chunks(1).collect();
    processes
        .map(job, &pieces)
        .expect("the workers are there")
        .concat()
}

fn started(count: usize) -> Processes {
    program()
        .and_then(|program| Processes::start(&program, count))
        .expect("`measure` is there and starts")
}

/// What squares the nine numbers, and their squares.
struct Squares<F> {
    square: F,
    squares: Vec<f64>,
}

impl<F: FnMut(&[f64]) -> Vec<f64>> Run for Squares<F> {
    fn run(&mut self) {
        self.squares = (self.square)(black_box(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]));
        black_box(&mut self.squares);
    }

    fn result(&self) -> &[f64] {
        &self.squares
    }
}

/// The nap of a size.
fn nap(size: &str) -> Option<Duration> {
    match size {
        "9" => Some(NAP),
        "9:awake" => Some(Duration::ZERO),
        _ => None,
    }
}

fn prepared(
    size: &str,
    mut square: impl FnMut(&[f64], Duration) -> Vec<f64> + 'static,
) -> Option<Box<dyn Run>> {
    let nap = nap(size)?;
    Some(Box::new(Squares {
        square: move |xs: &[f64]| square(xs, nap),
        squares: Vec::new(),
    }))
}

fn kept<const THREADS: usize>(size: &str) -> Option<Box<dyn Run>> {
    prepared(size, |xs, nap| pool(THREADS).install(|| parallel(xs, nap)))
}

fn kept_processes(size: &str) -> Option<Box<dyn Run>> {
    nap(size)?;
    let mut processes = started(9);
    prepared(size, move |xs, nap| by_processes(&mut processes, xs, nap))
}

const SIZES: &[&str] = &["9", "9:awake"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "sleep-square",
    lesson: "parallelism",
    sizes: SIZES,
    sources: &[
        "book/listings/src/sleep_square.rs",
        "book/listings/src/parallelism/pools.rs",
        "book/listings/src/parallelism/processes.rs",
        "book/listings/python/sleep_square.py",
        "book/listings/python/sleeping.py",
    ],
    variants: &[
        variant("loop", 1, |size| prepared(size, one_by_one)),
        variant("map", 1, |size| prepared(size, map)),
        variant("threads-9", 9, kept::<9>),
        variant("threads-8", 8, kept::<8>),
        variant("threads-4", 4, kept::<4>),
        variant("threads-2", 2, kept::<2>),
        variant("threads-created", 9, |size| {
            prepared(size, |xs, nap| with_new_pool(9, xs, nap))
        }),
        variant("scoped", 9, |size| prepared(size, scoped)),
        variant("processes", 9, kept_processes),
        variant("processes-created", 9, |size| {
            prepared(size, |xs, nap| by_processes(&mut started(9), xs, nap))
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("pure-map", 1),
        twin("pool", 9),
        twin("pool-8", 8),
        twin("pool-2", 2),
        twin("pool-created", 9),
        twin("thread-pool", 9),
        twin("thread-pool-created", 9),
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
