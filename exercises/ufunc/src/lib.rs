//! A ufunc of your own, with all that NumPy's can do. The task is in `spec.rs`; this is the file to edit.

use std::fmt;

use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

/// A function of two numbers that also works on arrays.
#[derive(Debug, Clone, Copy)]
pub struct Ufunc<F> {
    /// The function.
    pub function: F,
    /// What a reduction of no numbers gives: 0 for a sum, 1 for a product. A maximum has none.
    pub identity: Option<f64>,
}

/// Why arrays don't fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UfuncError {
    /// The two shapes don't broadcast.
    Shapes {
        /// The shape of the first argument.
        left: Vec<usize>,
        /// The shape of the second.
        right: Vec<usize>,
    },
    /// The output isn't of the shape that the result has.
    Output {
        /// The shape of the result.
        result: Vec<usize>,
        /// The shape of the output.
        output: Vec<usize>,
    },
    /// There is no such axis.
    Axis {
        /// The axis that was asked for.
        axis: usize,
        /// How many axes there are.
        dimensions: usize,
    },
    /// The axis has no numbers, and the ufunc no identity.
    NothingToReduce,
}

impl fmt::Display for UfuncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UfuncError::Shapes { left, right } => {
                write!(f, "shapes {left:?} and {right:?} don't broadcast")
            }
            UfuncError::Output { result, output } => {
                write!(
                    f,
                    "the result is of shape {result:?}, the output of {output:?}"
                )
            }
            UfuncError::Axis { axis, dimensions } => {
                write!(f, "there is no axis {axis} among {dimensions}")
            }
            UfuncError::NothingToReduce => {
                f.write_str("no numbers to reduce, and no identity to give instead")
            }
        }
    }
}

impl std::error::Error for UfuncError {}

impl<F: Fn(f64, f64) -> f64> Ufunc<F> {
    /// The function of each pair of numbers, after broadcasting, written to `out`.
    ///
    /// # Errors
    ///
    /// [`UfuncError::Shapes`] and [`UfuncError::Output`]; nothing is written then.
    pub fn call_into(
        &self,
        x: ArrayViewD<'_, f64>,
        y: ArrayViewD<'_, f64>,
        out: ArrayViewMutD<'_, f64>,
    ) -> Result<(), UfuncError> {
        todo!(
            "ufunc: find the common shape, stretch both arguments to it, and go over the three together"
        )
    }

    /// The function of each pair of numbers, after broadcasting.
    ///
    /// # Errors
    ///
    /// [`UfuncError::Shapes`].
    pub fn call(
        &self,
        x: ArrayViewD<'_, f64>,
        y: ArrayViewD<'_, f64>,
    ) -> Result<ArrayD<f64>, UfuncError> {
        todo!("ufunc: an array of the common shape, and what `call_into` does")
    }

    /// The function of each number of `x` with each of `y`: first the axes of `x`, then those of `y`.
    pub fn outer(&self, x: ArrayViewD<'_, f64>, y: ArrayViewD<'_, f64>) -> ArrayD<f64> {
        todo!("ufunc: which shape must `x` have, so that broadcasting does the rest?")
    }

    /// The numbers along an axis, put together from the first to the last. The result lacks that axis.
    ///
    /// # Errors
    ///
    /// [`UfuncError::Axis`] and [`UfuncError::NothingToReduce`].
    pub fn reduce(&self, x: ArrayViewD<'_, f64>, axis: usize) -> Result<ArrayD<f64>, UfuncError> {
        todo!(
            "ufunc: begin with the first number along the axis, and work in the others one after the other"
        )
    }
}
