//! The closest pair without looking at all pairs.

use super::points::{Columns, Point};
use super::{Closest, nested, squared};

// ANCHOR: cells
/// Square cells over the points, fewer of them than there are points.
struct Cells {
    corner: Point,
    side: f64,
    width: usize,
    height: usize,
}

impl Cells {
    /// Cells for the points, or `None` where such cells can't be had: for fewer than two points, for points that all have
    /// the same place, or that are too far apart for an `f64`.
    fn new(columns: &Columns) -> Option<Self> {
        let n = columns.len();
        let extent = |axis: &[f64]| {
            let low = axis[..n].iter().copied().fold(f64::INFINITY, f64::min);
            let high = axis[..n].iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (low, high - low)
        };
        let ((left, width), (bottom, height)) = (extent(&columns.x), extent(&columns.y));
        let mut side = (width * height / n as f64)
            .sqrt()
            .max(width.max(height) / n as f64);
        if !(side.is_normal() && (width / side).is_finite() && (height / side).is_finite()) {
            return None;
        }
        let cells = |extent: f64, side: f64| (extent / side) as usize + 1;
        while cells(width, side) * cells(height, side) >= n {
            side *= 1.25;
        }
        Some(Self {
            corner: [left, bottom],
            side,
            width: cells(width, side),
            height: cells(height, side),
        })
    }

    /// Column and row of a point's cell.
    fn of(&self, point: Point) -> [usize; 2] {
        [0, 1].map(|axis| ((point[axis] - self.corner[axis]) / self.side) as usize)
    }
}
// ANCHOR_END: cells

/// The points in the order of their cells, and where each cell begins.
struct Sorted {
    cells: Cells,
    points: Vec<(Point, usize)>,
    starts: Vec<u32>,
}

impl Sorted {
    /// Counts the points of each cell, adds up the counts, and puts each point where its cell has got to.
    fn new(cells: Cells, columns: &Columns) -> Self {
        let cell = |row: usize| {
            let [x, y] = cells.of(columns.point(row));
            y * cells.width + x
        };
        let mut starts = vec![0; cells.width * cells.height + 1];
        for row in 0..columns.len() {
            starts[cell(row) + 1] += 1;
        }
        for cell in 1..starts.len() {
            starts[cell] += starts[cell - 1];
        }
        let mut next = starts.clone();
        let mut points = vec![([0.0; 2], 0); columns.len()];
        for row in 0..columns.len() {
            let place = &mut next[cell(row)];
            points[*place as usize] = (columns.point(row), columns.places[row] as usize);
            *place += 1;
        }
        Self {
            cells,
            points,
            starts,
        }
    }

    /// The points in a row of cells, from one column of cells to another.
    fn row(&self, y: usize, from: usize, to: usize) -> &[(Point, usize)] {
        let start = y * self.cells.width;
        let to = (to + 1).min(self.cells.width);
        &self.points[self.starts[start + from] as usize..self.starts[start + to] as usize]
    }
}

#[must_use]
// ANCHOR: grid
/// Compares each point with those in its own cell and in cells up to two away.
///
/// With fewer cells than points, some cell holds two. They are at most √2 sides apart, and whatever is closer than that is
/// less than two sides away in either direction. So no other pairs need be looked at.
pub fn grid(points: &[Point]) -> Option<Closest> {
    let columns = Columns::new(points);
    let Some(cells) = Cells::new(&columns) else {
        return nested(points);
    };
    let sorted = Sorted::new(cells, &columns);
    let mut best: Option<Closest> = None;
    for (at, (point, place)) in sorted.points.iter().enumerate() {
        let [x, y] = sorted.cells.of(*point);
        let (left, right) = (x.saturating_sub(2), x + 2);
        let own = sorted.starts[y * sorted.cells.width + x] as usize;
        let same_row = &sorted.row(y, x, right)[at - own + 1..];
        let below = (y + 1..sorted.cells.height.min(y + 3)).map(|y| sorted.row(y, left, right));
        for (other, other_place) in below.chain([same_row]).flatten() {
            let squared = squared(*point, *other);
            if best.is_none_or(|best| squared <= best.squared) && squared.is_finite() {
                let pair = (*place.min(other_place), *place.max(other_place));
                best = earlier(best, Closest { pair, squared });
            }
        }
    }
    best
}
// ANCHOR_END: grid

/// The closer of the two; of equally close ones that which a double loop meets first.
fn earlier(best: Option<Closest>, found: Closest) -> Option<Closest> {
    match best {
        Some(best) if (best.squared, best.pair) <= (found.squared, found.pair) => Some(best),
        _ => Some(found),
    }
}
