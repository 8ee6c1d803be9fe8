//! How well does a model fit, solved.
//!
//! # Why this way
//!
//! The operators write the deviations to memory, read them, write the squares, and read those. Each array is wanted by
//! one reader, an element at a time, so each element can stay in a register instead. What has to be kept is one running
//! sum for each column, and there is room for it: the output. Nothing is allocated.
//!
//! Then the order. An array that lies by rows is read row by row, a cache line at a time, although the sums go down the
//! columns; the columns are the lanes, and no addition of a row waits for another. Transposed, the same array lies by
//! columns, and that walk would use one number of each cache line. There a column is summed in one go, with eight lanes,
//! since a single running sum would wait for itself. Which of the two it is can't be read from the shape, only from the
//! strides, and of those only from their size: a view that runs backwards has negative ones.
//!
//! Each deviation is divided by its uncertainty before it is squared. One division for each column, at the end, would do
//! in exact arithmetic. In `f64`, the square of 10⁻²⁰⁰ is zero.
//!
//! # A second good answer
//!
//! Without lanes and slices, each column is one line of `ndarray`:
//! `Zip::from(data).and(model).fold(0.0, |sum, data, model| …)`. It reads well, takes any strides, and where arrays lie by
//! columns it is ahead of the operators too, though the additions wait for each other. Where they lie by rows it is
//! the slow walk, so that `if` stays.

use std::fmt;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, Axis, azip};

/// Why there is no misfit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MisfitError {
    /// Data and model are not of the same shape; shapes are rows and columns.
    Shape {
        /// The shape of the data.
        data: (usize, usize),
        /// The shape of the model.
        model: (usize, usize),
    },
    /// There isn't one uncertainty for each column.
    Sigmas {
        /// How many columns there are.
        columns: usize,
        /// How many uncertainties.
        sigmas: usize,
    },
    /// There isn't room for exactly one misfit for each column.
    Room {
        /// How many columns there are.
        columns: usize,
        /// How many misfits there is room for.
        room: usize,
    },
    /// There is nothing to take a mean of.
    NoRows,
    /// The uncertainty of this column, the first of its kind, is not a finite number above zero.
    NotASigma(usize),
}

impl fmt::Display for MisfitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { data, model } => {
                write!(
                    f,
                    "the data are {data:?} numbers and the model is {model:?}"
                )
            }
            Self::Sigmas { columns, sigmas } => {
                write!(f, "{columns} columns have {sigmas} uncertainties")
            }
            Self::Room { columns, room } => {
                write!(f, "the misfits of {columns} columns have room for {room}")
            }
            Self::NoRows => f.write_str("there are no rows to take a mean of"),
            Self::NotASigma(column) => write!(
                f,
                "the uncertainty of column {column} is not a finite number above zero"
            ),
        }
    }
}

impl std::error::Error for MisfitError {}

/// Writes to `misfit`, for each column, the mean over its rows of ((data − model) / sigma)².
///
/// `data` and `model` have a row for each time and a column for each instrument; `sigma` is the uncertainty of each
/// instrument, in the units of the data. Views may have any strides.
///
/// # Errors
///
/// Each [`MisfitError`] means what it says; where several hold, the one that comes first in the enum is returned.
/// `misfit` is then left as it was.
pub fn misfit(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
    misfit: ArrayViewMut1<'_, f64>,
) -> Result<(), MisfitError> {
    check(data, model, sigma, misfit.len())?;
    let step = |axis| data.stride_of(Axis(axis)).unsigned_abs();
    if step(0) < step(1) {
        down_the_columns(data, model, sigma, misfit);
    } else {
        along_the_rows(data, model, sigma, misfit);
    }
    Ok(())
}

/// What has to hold before anything is written.
fn check(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
    room: usize,
) -> Result<(), MisfitError> {
    let (rows, columns) = data.dim();
    if data.dim() != model.dim() {
        return Err(MisfitError::Shape {
            data: data.dim(),
            model: model.dim(),
        });
    }
    if sigma.len() != columns {
        return Err(MisfitError::Sigmas {
            columns,
            sigmas: sigma.len(),
        });
    }
    if room != columns {
        return Err(MisfitError::Room { columns, room });
    }
    if rows == 0 {
        return Err(MisfitError::NoRows);
    }
    let is_none = |sigma: &f64| !(sigma.is_finite() && *sigma > 0.0);
    match sigma.iter().position(is_none) {
        Some(column) => Err(MisfitError::NotASigma(column)),
        None => Ok(()),
    }
}

/// The square of the deviation in units of its uncertainty.
fn square(data: f64, model: f64, sigma: f64) -> f64 {
    let deviation = (data - model) / sigma;
    deviation * deviation
}

/// For arrays that lie by rows: all sums grow together, and the output holds them.
fn along_the_rows(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
    mut misfit: ArrayViewMut1<'_, f64>,
) {
    misfit.fill(0.0);
    for (data, model) in data.rows().into_iter().zip(model.rows()) {
        azip!((total in &mut misfit, &data in data, &model in model, &sigma in sigma) {
            *total += square(data, model, sigma);
        });
    }
    misfit /= data.nrows() as f64;
}

/// For arrays that lie by columns: one sum after the other.
fn down_the_columns(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
    misfit: ArrayViewMut1<'_, f64>,
) {
    let rows = data.nrows() as f64;
    azip!((misfit in misfit, data in data.columns(), model in model.columns(), &sigma in sigma) {
        *misfit = squares(data, model, sigma) / rows;
    });
}

/// The sum of the squares of one column, in eight lanes if it is in one piece.
fn squares(data: ArrayView1<'_, f64>, model: ArrayView1<'_, f64>, sigma: f64) -> f64 {
    const LANES: usize = 8;
    let (Some(data), Some(model)) = (data.to_slice(), model.to_slice()) else {
        let pairs = data.iter().zip(model);
        return pairs
            .map(|(&data, &model)| square(data, model, sigma))
            .sum();
    };
    let (data, last_data) = data.as_chunks::<LANES>();
    let (model, last_model) = model.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (data, model) in data.iter().zip(model) {
        for lane in 0..LANES {
            sums[lane] += square(data[lane], model[lane], sigma);
        }
    }
    let last = last_data.iter().zip(last_model);
    let last: f64 = last.map(|(&data, &model)| square(data, model, sigma)).sum();
    sums.iter().sum::<f64>() + last
}
