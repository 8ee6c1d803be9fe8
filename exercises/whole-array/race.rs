//! `misfit` against `ndarray`'s operators, over 8 MB arrays that lie by rows and 8 MB arrays that lie by columns.

#[path = "../../book/listings/src/counting.rs"]
mod counting;

use std::hint::black_box;
use std::process::ExitCode;

use answer::misfit;
use counting::{Asked, Counting};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use stopwatch::race::Race;

/// Rows, and columns as well. Grids and pictures often have such sizes, and a walk across memory is at its worst there:
/// the lines that it fetches compete for the same few places of the cache.
const SIDE: usize = 1024;

#[global_allocator]
static BYTES: Counting = Counting::new();

/// A few of the misfits by rows, and a few by columns; equal if they are so but for rounding.
#[derive(Debug)]
struct Few([f64; 6]);

impl Few {
    fn of(misfits: &[Array1<f64>; 2]) -> Few {
        let [rows, columns] = misfits;
        let [first, middle, last] = [0, SIDE / 3, SIDE - 1];
        Few([
            rows[first],
            rows[middle],
            rows[last],
            columns[first],
            columns[middle],
            columns[last],
        ])
    }
}

impl PartialEq for Few {
    fn eq(&self, other: &Few) -> bool {
        let mut pairs = self.0.iter().zip(other.0);
        pairs.all(|(a, b)| (a - b).abs() <= 1e-11 * b.abs())
    }
}

/// How it is written first.
fn plain(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
) -> Array1<f64> {
    let deviation = (&data - &model) / sigma;
    let squares = &deviation * &deviation;
    squares.mean_axis(Axis(0)).expect("there are rows")
}

/// Runs the race.
pub fn main() -> ExitCode {
    let data = Array2::from_shape_fn((SIDE, SIDE), |(i, j)| {
        ((i * 31 + j * 17) % 1009) as f64 / 1009.0
    });
    let model = Array2::from_shape_fn((SIDE, SIDE), |(i, j)| {
        ((i * 13 + j * 29) % 997) as f64 / 997.0
    });
    let sigma = Array1::from_shape_fn(SIDE, |j| 0.5 + j as f64 / SIDE as f64);
    let mut out = [Array1::zeros(SIDE), Array1::zeros(SIDE)];

    let operators = || {
        let (data, model) = (black_box(&data), black_box(&model));
        Few::of(&[
            plain(data.view(), model.view(), sigma.view()),
            plain(data.t(), model.t(), sigma.view()),
        ])
    };
    let mut yours = || {
        let (data, model) = (black_box(&data), black_box(&model));
        let [rows, columns] = &mut out;
        misfit(data.view(), model.view(), sigma.view(), rows.view_mut()).expect("they fit");
        misfit(data.t(), model.t(), sigma.view(), columns.view_mut()).expect("they fit");
        Few::of(black_box(&out))
    };

    // To stderr: a program may read the verdict.
    for (who, asked) in [
        ("the operators ask", BYTES.count(operators)),
        ("yours asks", BYTES.count(&mut yours)),
    ] {
        let Asked { all, most } = asked;
        eprintln!("{who} for {all} bytes, and holds at most {most} of them at a time");
    }
    Race::from_manifest(include_str!("Cargo.toml")).run(operators, yours)
}
