//! The judge's own searches.

/// Every pair of points in a plane, once: two places and the squared distance.
pub fn every_pair(points: &[[f64; 2]]) -> (usize, usize, f64) {
    let mut best = (0, 1, f64::INFINITY);
    for (i, a) in points.iter().enumerate() {
        for (j, b) in points.iter().enumerate().skip(i + 1) {
            let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
            let squared = dx * dx + dy * dy;
            if squared < best.2 {
                best = (i, j, squared);
            }
        }
    }
    best
}

/// The squared distance of two points, of which only the first coordinates count if so wished.
pub fn squared(a: &[f64], b: &[f64], dimensions: usize) -> f64 {
    let mut sum = 0.0;
    for (a, b) in a.iter().zip(b).take(dimensions) {
        sum += (a - b) * (a - b);
    }
    sum
}

/// Every pair of points with any number of coordinates, by the first so many of them: places and squared distance.
pub fn closest(coordinates: &[f64], dimensions: usize, looked_at: usize) -> (usize, usize, f64) {
    let points: Vec<&[f64]> = coordinates.chunks(dimensions).collect();
    let mut best = (0, 1, squared(points[0], points[1], looked_at));
    for (i, a) in points.iter().enumerate() {
        for (j, b) in points.iter().enumerate().skip(i + 1) {
            let squared = squared(a, b, looked_at);
            if squared < best.2 {
                best = (i, j, squared);
            }
        }
    }
    best
}

/// Only those pairs that follow each other in the order of a coordinate: places, the lower one first.
pub fn neighbours(coordinates: &[f64], dimensions: usize, axis: usize) -> (usize, usize) {
    let points: Vec<&[f64]> = coordinates.chunks(dimensions).collect();
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&i, &j| points[i][axis].total_cmp(&points[j][axis]));
    let pairs = order.windows(2).map(|pair| {
        let squared = squared(points[pair[0]], points[pair[1]], dimensions);
        (squared, pair[0].min(pair[1]), pair[0].max(pair[1]))
    });
    let best = pairs.min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    best.map_or((0, 0), |(_, first, second)| (first, second))
}
