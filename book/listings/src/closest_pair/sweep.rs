//! All pairs, but a register of them at a time.

use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch, prelude::*};
use rayon::prelude::*;

use super::points::{Columns, Point};
use super::{Closest, squared};

// ANCHOR: sweep
/// Looks for the closest pair among `ROWS` points and all those behind them.
///
/// It first finds the least distance of each row, without asking whose it is, which a register does lane by lane. Only a
/// row that may hold something better is looked through again; that is seldom.
#[inline(always)]
fn rows<const ROWS: usize, S: Simd>(simd: S, columns: &Columns, first: usize, best: &mut Best) {
    let x: [_; ROWS] = std::array::from_fn(|row| S::f64s::splat(simd, columns.x[first + row]));
    let y: [_; ROWS] = std::array::from_fn(|row| S::f64s::splat(simd, columns.y[first + row]));
    let mut least = [S::f64s::splat(simd, f64::INFINITY); ROWS];
    for (xs, ys) in columns.behind(first + ROWS, S::f64s::LEN) {
        let (xs, ys) = (S::f64s::from_slice(simd, xs), S::f64s::from_slice(simd, ys));
        for row in 0..ROWS {
            let (dx, dy) = (xs - x[row], ys - y[row]);
            least[row] = dx.mul_add(dx, dy * dy).min(least[row]);
        }
    }
    for row in 0..ROWS {
        let near = least[row].as_slice().iter().any(|d| *d <= best.bound());
        best.look(
            columns,
            first + row,
            if near { columns.len() } else { first + ROWS },
        );
    }
}
// ANCHOR_END: sweep

impl Columns {
    /// The points from a row on, in registers of `lanes`; the last one reads into the room behind.
    #[inline(always)]
    fn behind(&self, row: usize, lanes: usize) -> impl Iterator<Item = (&[f64], &[f64])> {
        let end = row.max(self.len()).next_multiple_of(lanes) + lanes - 1;
        let end = end.min(self.x.len());
        let (x, y) = (&self.x[row..end], &self.y[row..end]);
        x.chunks_exact(lanes).zip(y.chunks_exact(lanes))
    }
}

/// The best pair so far, by rows of the columns.
#[derive(Clone, Copy)]
struct Best {
    squared: f64,
    pair: Option<(usize, usize)>,
}

impl Best {
    const NONE: Self = Self {
        squared: f64::INFINITY,
        pair: None,
    };

    // ANCHOR: bound
    /// What a row's least square may be if there is something better in it. A register that multiplies and adds in one
    /// instruction rounds once where the plain formula rounds twice, so the two can differ in their last digits.
    fn bound(&self) -> f64 {
        self.squared * (1.0 + 4.0 * f64::EPSILON) + f64::MIN_POSITIVE
    }
    // ANCHOR_END: bound

    /// Looks through the points behind one, by the plain formula, up to a row.
    fn look(&mut self, columns: &Columns, row: usize, end: usize) {
        for other in row + 1..end.min(columns.len()) {
            let squared = squared(columns.point(row), columns.point(other));
            if squared < self.squared {
                *self = Self {
                    squared,
                    pair: Some((row, other)),
                };
            }
        }
    }

    /// The better of two. Of equally good ones that which comes first.
    fn or(self, other: Self) -> Self {
        let first = |best: &Self| (best.squared, best.pair.unwrap_or((usize::MAX, 0)));
        if first(&other) < first(&self) {
            other
        } else {
            self
        }
    }

    fn closest(self, columns: &Columns) -> Option<Closest> {
        let (i, j) = self.pair?;
        Some(Closest {
            pair: (columns.places[i] as usize, columns.places[j] as usize),
            squared: self.squared,
        })
    }
}

/// Some rows, `ROWS` at a time, and the last ones one at a time.
#[inline(always)]
fn among<const ROWS: usize, S: Simd>(
    simd: S,
    columns: &Columns,
    mut range: Range<usize>,
    best: &mut Best,
) {
    while range.len() >= ROWS {
        rows::<ROWS, S>(simd, columns, range.start, best);
        range.start += ROWS;
    }
    for row in range {
        rows::<1, S>(simd, columns, row, best);
    }
}

#[must_use]
// ANCHOR: simd
/// One row at a time, in the widest registers that this processor has.
pub fn simd(points: &[Point]) -> Option<Closest> {
    let columns = Columns::new(points);
    let (mut best, all) = (Best::NONE, 0..columns.len());
    dispatch!(Level::new(), simd => among::<1, _>(simd, &columns, all, &mut best));
    best.closest(&columns)
}

/// Four rows at a time: what is loaded serves four times.
#[must_use]
pub fn sweep(points: &[Point]) -> Option<Closest> {
    let columns = Columns::new(points);
    let (mut best, all) = (Best::NONE, 0..columns.len());
    dispatch!(Level::new(), simd => among::<4, _>(simd, &columns, all, &mut best));
    best.closest(&columns)
}
// ANCHOR_END: simd

/// Rows that a thread takes at once. The first rows have the most points behind them.
const SHARE: usize = 64;

#[must_use]
// ANCHOR: parallel
/// The same, the rows shared out to the threads at hand.
pub fn parallel(points: &[Point]) -> Option<Closest> {
    let columns = Columns::new(points);
    let n = columns.len();
    let level = Level::new();
    let shares = (0..n.div_ceil(SHARE)).into_par_iter();
    let bests = shares.fold(
        || Best::NONE,
        |mut best, share| {
            let range = share * SHARE..n.min((share + 1) * SHARE);
            dispatch!(level, simd => among::<4, _>(simd, &columns, range, &mut best));
            best
        },
    );
    bests.reduce(|| Best::NONE, Best::or).closest(&columns)
}
// ANCHOR_END: parallel
