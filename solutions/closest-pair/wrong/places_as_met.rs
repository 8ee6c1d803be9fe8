//! Fails pairs with wrong: the lower place is the first
//! Fails ties with wrong: not the pair
//! Fails dimensions with wrong: not the pair
//! Fails hard with wrong: not the pair
//! Fails speed with wrong: the lower place is the first
//!
//! Returns the two places in the order in which the sorted points were met.

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
            let candidate = (squared(a, b), *i, *j);
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
