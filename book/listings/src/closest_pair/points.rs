//! Points to search, and points laid out for the search.

/// Two coordinates.
pub type Point = [f64; 2];

/// `n` points of the square from −1 to 1, the same ones in every language: as python/closest_pair.py scatters them.
///
/// Coordinates are multiples of 2⁻²³, so that squares of distances are exact and the languages agree on every digit.
#[must_use]
pub fn scatter(n: u32) -> Vec<Point> {
    let coordinate = |i: u32| f64::from(mix(i) >> 8) / f64::from(1 << 23) - 1.0;
    (0..n)
        .map(|i| [coordinate(2 * i), coordinate(2 * i + 1)])
        .collect()
}

/// The last step of MurmurHash3, which spreads a number's bits over all others. Austin Appleby has given it away.
fn mix(mut bits: u32) -> u32 {
    bits = (bits ^ bits >> 16).wrapping_mul(0x85EB_CA6B);
    bits = (bits ^ bits >> 13).wrapping_mul(0xC2B2_AE35);
    bits ^ bits >> 16
}

// ANCHOR: columns
/// The finite ones of some points: all x, then all y, with room behind them for a register to read into.
pub(super) struct Columns {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    /// Where each was among all points.
    pub(super) places: Vec<u32>,
}

/// As many numbers as the largest register holds, and more.
const ROOM: usize = 64;

impl Columns {
    pub(super) fn new(points: &[Point]) -> Self {
        let mut columns = Self {
            x: Vec::with_capacity(points.len() + ROOM),
            y: Vec::with_capacity(points.len() + ROOM),
            places: Vec::with_capacity(points.len()),
        };
        for (place, [x, y]) in (0..).zip(points) {
            if x.is_finite() && y.is_finite() {
                columns.x.push(*x);
                columns.y.push(*y);
                columns.places.push(place);
            }
        }
        // Infinitely far away from every point.
        columns.x.extend([f64::INFINITY; ROOM]);
        columns.y.extend([f64::INFINITY; ROOM]);
        columns
    }
}
// ANCHOR_END: columns

impl Columns {
    /// How many points there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The point in a row.
    pub(super) fn point(&self, row: usize) -> Point {
        [self.x[row], self.y[row]]
    }
}
