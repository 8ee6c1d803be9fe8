//! The closest two, solved.
//!
//! # Why this way
//!
//! Two points can be no closer than they are in one coordinate. In the order of that coordinate, a point needs to be
//! compared with those that follow only until the difference in it alone is more than the best distance so far. For
//! points that are scattered evenly, that is soon one or two of them: the pairs are no longer the work, the sorting is. A
//! wider register makes each question cheaper. This makes nearly all of them unnecessary.
//!
//! The coordinate is the one in which the points spread most, since one in which they are all alike would rule out nobody.
//! Nothing else here depends on `D`. As it is a const generic, the loop over the coordinates is unrolled for each `D`, and
//! the points lie side by side in one piece of memory, without a pointer between them.
//!
//! The best is kept as (squared, first, second), and tuples are compared entry by entry. That is the tie rule, and so the
//! order in which pairs are met doesn't matter. For the same reason the search ends at *more than*: rounding keeps order, so
//! the square of one difference is never more than the sum that contains it, and an equally close pair isn't missed.
//!
//! # A second good answer
//!
//! Cells as in the lesson: throw the points into a grid, and compare each with its own cell and the ones around it. With a
//! cell for each point, the time grows as the number of points, with no sorting. In `D` dimensions a cell has 3ᴰ − 1
//! neighbours, and points in clusters crowd in few cells, so it takes more care to be right, and to be fast for all.

use std::fmt;

/// Two of the points, by their places in the slice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The lower place.
    pub first: usize,
    /// The higher place.
    pub second: usize,
    /// Their distance.
    pub distance: f64,
}

/// Why there is no closest pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairError {
    /// So many points make no pair.
    TooFew(usize),
    /// The point at this place, the first of its kind, has a coordinate that is NaN or infinite.
    NotFinite(usize),
}

impl fmt::Display for PairError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew(count) => write!(f, "a pair takes two points, not {count}"),
            Self::NotFinite(place) => {
                write!(f, "a coordinate of point {place} is NaN or infinite")
            }
        }
    }
}

impl std::error::Error for PairError {}

/// Finds the closest two of points with `D` coordinates, one or more.
///
/// Of several pairs that are equally close, it is the one with the lowest `first`, and of those the one with the lowest
/// `second`.
///
/// # Errors
///
/// [`PairError::TooFew`] for fewer than two points; else [`PairError::NotFinite`] for the first point that is nowhere.
pub fn closest<const D: usize>(points: &[[f64; D]]) -> Result<Pair, PairError> {
    if points.len() < 2 {
        return Err(PairError::TooFew(points.len()));
    }
    let nowhere = |point: &[f64; D]| point.iter().any(|x| !x.is_finite());
    if let Some(place) = points.iter().position(nowhere) {
        return Err(PairError::NotFinite(place));
    }
    let axis = widest(points);
    let mut sorted: Vec<_> = points.iter().copied().zip(0..).collect();
    sorted.sort_unstable_by(|(a, _), (b, _)| a[axis].total_cmp(&b[axis]));

    let mut best = (squared(&points[0], &points[1]), 0, 1);
    for (place, (a, i)) in sorted.iter().enumerate() {
        for (b, j) in &sorted[place + 1..] {
            let apart = b[axis] - a[axis];
            if apart * apart > best.0 {
                break;
            }
            let candidate = (squared(a, b), *i.min(j), *i.max(j));
            if candidate < best {
                best = candidate;
            }
        }
    }
    let (squared, first, second) = best;
    Ok(Pair {
        first,
        second,
        distance: squared.sqrt(),
    })
}

/// The coordinate in which the points are spread most.
fn widest<const D: usize>(points: &[[f64; D]]) -> usize {
    let spread = |axis: &usize| {
        let numbers = points.iter().map(|point| point[*axis]);
        let least = numbers.clone().fold(f64::INFINITY, f64::min);
        numbers.fold(f64::NEG_INFINITY, f64::max) - least
    };
    (0..D)
        .max_by(|a, b| spread(a).total_cmp(&spread(b)))
        .unwrap_or(0)
}

/// The squared distance of two points.
fn squared<const D: usize>(a: &[f64; D], b: &[f64; D]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
