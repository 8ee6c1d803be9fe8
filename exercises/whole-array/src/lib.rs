//! How well does a model fit? The task is in `spec.rs`; this is the file to edit.

use std::fmt;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1};

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
/// `data` and `model` have a row for each day and a column for each station; `sigma` is the uncertainty of each station,
/// in the units of the data. Views may have any strides.
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
    todo!("whole-array: the mean of the squared deviations of each column, and no array on the way")
}
