//! The part of the complex plane that is looked at.

use ndarray::Array2;

use super::Point;

/// Points −1.5 … 0.5 by −i … i, as two axes.
#[derive(Debug, Clone)]
pub struct Plane {
    /// The real parts, left to right.
    pub xs: Vec<f64>,
    /// The imaginary parts, from the lowest row on.
    pub ys: Vec<f64>,
}

impl Plane {
    /// A picture of `resolution` points a side.
    #[must_use]
    pub fn new(resolution: usize) -> Self {
        let step = 2.0 / resolution as f64;
        let axis = |from: f64| (0..resolution).map(|i| from + step * i as f64).collect();
        Self {
            xs: axis(-1.5),
            ys: axis(-1.0),
        }
    }

    /// The points in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.xs.len()
    }

    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.ys.len(), self.xs.len())
    }

    /// Real and imaginary part of every point.
    #[must_use]
    pub fn grid(&self) -> (Array2<f64>, Array2<f64>) {
        let re = Array2::from_shape_fn(self.shape(), |(_, column)| self.xs[column]);
        let im = Array2::from_shape_fn(self.shape(), |(row, _)| self.ys[row]);
        (re, im)
    }

    /// Every point at its start, row by row.
    pub(super) fn points(&self) -> impl Iterator<Item = Point> {
        let rows = self
            .ys
            .iter()
            .flat_map(|&im| self.xs.iter().map(move |&re| (re, im)));
        rows.enumerate().map(|(place, (re, im))| Point {
            x: 0.0,
            y: 0.0,
            re,
            im,
            place,
        })
    }
}
