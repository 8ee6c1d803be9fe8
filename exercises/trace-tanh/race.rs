//! `trace_tanh` against one thread, over many small matrices and a large one: one time for all of them.

use answer::trace_tanh;
use ndarray::{Array2, ArrayView2, s};
use std::hint::black_box;
use std::process::ExitCode;
use stopwatch::race::Race;
use stopwatch::{Comparison, Plan, interleave};

/// Rows and columns of a small matrix: a microsecond of work or less.
const SMALL: usize = 8;

/// How many of them there are.
const MANY: usize = 1000;

/// Rows and columns of the large one: milliseconds of work.
const LARGE: usize = 800;

/// A few of the numbers; equal if they are so but for rounding.
#[derive(Debug)]
struct Few([f64; 4]);

impl PartialEq for Few {
    fn eq(&self, other: &Few) -> bool {
        let mut pairs = self.0.iter().zip(other.0);
        pairs.all(|(a, b)| (a - b).abs() <= 1e-9)
    }
}

/// Runs the race.
pub fn main() -> ExitCode {
    let wave = |(i, j)| (12.9898 * i as f64 + 78.233 * j as f64 + 0.5).sin();
    let large = Array2::from_shape_fn((LARGE, LARGE), wave);
    let yours = |a: ArrayView2<'_, f64>| trace_tanh(a).expect("the matrix is square");

    // Where it is won and where it is lost. The verdict is about both together.
    let part = |name: &str, [small, large]: [&Array2<f64>; 2], many: usize| {
        let samples = interleave(
            &Plan::quick(),
            &mut [
                &mut || _ = black_box(all(one_thread, small, large, many)),
                &mut || _ = black_box(all(yours, small, large, many)),
            ],
        );
        let comparison = Comparison::of(&samples[0], &samples[1]);
        eprintln!("{name}, against one thread: yours is {comparison}");
    };
    let nothing = Array2::zeros((0, 0));
    part(
        &format!("{MANY} of {SMALL} × {SMALL}"),
        [&large, &nothing],
        MANY,
    );
    part(&format!("one of {LARGE} × {LARGE}"), [&large, &large], 0);
    if std::thread::available_parallelism().is_ok_and(|threads| threads.get() == 1) {
        eprintln!("this machine has one processor, so nothing can be won by two threads");
    } else {
        eprintln!(
            "the large one is won on processors that are free: if it gains too little, see what else is running"
        );
    }

    Race::from_manifest(include_str!("Cargo.toml")).run(
        || all(one_thread, &large, &large, MANY),
        || all(yours, &large, &large, MANY),
    )
}

/// Many small matrices, cut from one, and one large matrix.
fn all(
    work: impl Fn(ArrayView2<'_, f64>) -> Array2<f64>,
    small: &Array2<f64>,
    large: &Array2<f64>,
    many: usize,
) -> Few {
    let mut sum = 0.0;
    for i in 0..many {
        let corner = i % (LARGE - SMALL);
        let window = small.slice(s![corner..corner + SMALL, corner..corner + SMALL]);
        sum += black_box(work(black_box(window)))[[SMALL - 1, 0]];
    }
    let b = black_box(work(black_box(large.view())));
    let at = |i: usize, j: usize| b.get([i, j]).copied().unwrap_or(0.0);
    Few([sum, at(0, 0), at(LARGE / 2, 1), at(LARGE - 1, LARGE - 1)])
}

/// The plain version.
fn one_thread(a: ArrayView2<'_, f64>) -> Array2<f64> {
    let trace: f64 = a.diag().iter().map(|x| x.tanh()).sum();
    a.map(|x| x.tanh() + trace)
}
