//! Fails values with wrong: one less than the number of rows
//! Fails layouts with wrong: one less than the number of rows
//! Fails special with wrong: one less than the number of rows
//! Fails speed with wrong: tables that lie by rows
//!
//! Divides by n − 1, as one does for a variance about a mean that comes from the same data. Here no mean is taken away.

use std::fmt;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, azip};

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
    mut misfit: ArrayViewMut1<'_, f64>,
) -> Result<(), MisfitError> {
    check(data, model, sigma, misfit.len())?;
    misfit.fill(0.0);
    for (data, model) in data.rows().into_iter().zip(model.rows()) {
        azip!((total in &mut misfit, &data in data, &model in model, &sigma in sigma) {
            *total += square(data, model, sigma);
        });
    }
    misfit /= (data.nrows() as f64 - 1.0);
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
