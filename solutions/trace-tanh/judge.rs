//! The judge of trace-tanh: fresh matrices of all sizes and views, and what they must give.

use std::hint::black_box;
use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/matrix.rs"]
mod matrix;

use matrix::{Matrix, View, alike, mistake};

fn main() -> ExitCode {
    contest::main(&TraceTanh)
}

struct TraceTanh;

const GROUPS: [Group; 6] = [
    Group::new("errors", 1, "matrices that aren't square"),
    Group::new("small", 2, "0 × 0, 1 × 1 and a little more"),
    Group::new("every-size", 2, "sizes on both sides of any line"),
    Group::new("views", 2, "matrices that lie otherwise in memory"),
    Group::new("special", 1, "NaN and infinities"),
    Group::new(
        SPEED,
        2,
        "faster than one thread over small and large matrices together",
    ),
];

impl Judge for TraceTanh {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "small" => small(&mut fresh),
            "every-size" => every_size(&mut fresh),
            "views" => views(&mut fresh),
            "special" => special(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// One thread, whatever the size, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _race = input.bool()?;
        let numbers = input.f64s()?;
        for _ in 0..input.u32()? {
            let (n, from) = (input.u32()? as usize, input.u32()? as usize);
            let (i, j) = (input.u32()? as usize, input.u32()? as usize);
            let a = numbers.get(from..from + n * n).unwrap_or_default();
            let b = one_thread(n, black_box(a));
            let seen = black_box(&b).get(i * n + j);
            output.f64(seen.copied().unwrap_or(f64::NAN));
        }
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let numbers: Vec<f64> = (0..LARGE * LARGE + SHIFT)
            .map(|_| number(&mut fresh))
            .collect();
        let mut calls = Vec::new();
        for call in 0..LARGE_CALLS * (1 + SMALL_CALLS) {
            let large = call % (1 + SMALL_CALLS) == 0;
            let n = if large { LARGE } else { SMALL };
            let from = fresh.below((numbers.len() - n * n) as u64) as usize;
            // One number is looked at, at a place the answer can't know. In the first call it is in the last row.
            let [mut i, j] = [(); 2].map(|()| fresh.below(n as u64) as usize);
            if call == 0 {
                i = n - 1;
            }
            calls.push((n, from, [i, j]));
        }
        let mut request = Writer::new();
        request.bool(true).f64s(&numbers).u32(calls.len() as u32);
        for &(n, from, [i, j]) in &calls {
            for word in [n, from, i, j] {
                request.u32(word as u32);
            }
        }
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, _| {
                for &(n, from, [i, j]) in &calls {
                    let a = &numbers[from..from + n * n];
                    let trace: f64 = (0..n).map(|k| a[k * n + k].tanh()).sum();
                    let (found, x) = (contender.f64()?, a[i * n + j]);
                    let expected = x.tanh() + trace;
                    if !alike(found, expected, n) {
                        return Err(format!(
                            "the number in row {i} and column {j} of a matrix of {n} × {n} is {expected:?}, not {found:?}{}",
                            mistake(x, trace, found, n)
                        ));
                    }
                }
                Ok(())
            },
        ))
    }
}

/// Rows of a large matrix in a race, not a whole number of pieces of any size.
const LARGE: usize = 803;

/// Large matrices in a round.
const LARGE_CALLS: usize = 3;

/// Rows of a small matrix: a microsecond of work or less.
const SMALL: usize = 8;

/// Small matrices for each large one.
const SMALL_CALLS: usize = 1000;

/// How far a large matrix may be shifted, so that no two calls have the same one.
const SHIFT: usize = 10_000;

fn one_thread(n: usize, a: &[f64]) -> Vec<f64> {
    let trace: f64 = a.iter().step_by(n + 1).map(|x| x.tanh()).sum();
    a.iter().map(|x| x.tanh() + trace).collect()
}

fn number(fresh: &mut Fresh) -> f64 {
    4.0 * fresh.fraction() - 2.0
}

fn matrix(fresh: &mut Fresh, view: View, shape: [usize; 2]) -> Matrix {
    Matrix {
        view,
        shape,
        numbers: (0..shape[0] * shape[1]).map(|_| number(fresh)).collect(),
    }
}

// The cases.

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let shapes = [
        [1, 2],
        [2, 1],
        [0, 3],
        [3, 0],
        [4, 9],
        [300, 299],
        [299, 300],
        [1, 100_000],
    ];
    let mut cases: Vec<Case> = shapes
        .into_iter()
        .map(|shape| matrix(fresh, View::Whole, shape).case("not square"))
        .collect();
    cases.push(matrix(fresh, View::Transposed, [2, 5]).case("not square"));
    cases
}

fn small(fresh: &mut Fresh) -> Vec<Case> {
    (0..12)
        .map(|n| matrix(fresh, View::Whole, [n, n]).case("a small matrix"))
        .collect()
}

fn every_size(fresh: &mut Fresh) -> Vec<Case> {
    let mut sizes = vec![
        12, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65, 96, 99, 100, 101, 127, 128, 129, 200, 255, 256,
        257, 333, 512, 601,
    ];
    sizes.extend((0..5).map(|_| 50 + fresh.below(250) as usize));
    let case = |n| matrix(fresh, View::Whole, [n, n]).case("a matrix");
    sizes.into_iter().map(case).collect()
}

fn views(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for view in [
        View::Transposed,
        View::Steps,
        View::RowsBackwards,
        View::ColumnsBackwards,
        View::Window,
        View::OneRow,
    ] {
        for n in [1, 2, 7, 64, 203, 401] {
            cases.push(matrix(fresh, view, view.stored(n)).case("a view"));
        }
    }
    cases
}

fn special(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for n in [3, 9, 50, 150, 402] {
        let mut any = |bad: f64, on_the_diagonal: bool| {
            let mut a = matrix(fresh, View::Whole, [n, n]);
            let i = fresh.below(n as u64) as usize;
            let aside = 1 + fresh.below(n as u64 - 1) as usize;
            let j = if on_the_diagonal { i } else { (i + aside) % n };
            a.numbers[i * n + j] = bad;
            a
        };
        for bad in [f64::INFINITY, f64::NEG_INFINITY, 1e300, f64::NAN] {
            cases.push(any(bad, false).case("one number beside the diagonal is special"));
            cases.push(any(bad, true).case("one number on the diagonal is special"));
        }
    }
    cases
}
