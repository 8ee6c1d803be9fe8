//! Fails views with wrong: the numbers were taken as they lie in memory
//!
//! A fast way for two arrays of one shape that lie in one piece, whichever their order: the places of a transposed view
//! aren't those of its memory.

use std::fmt;

use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis, RemoveAxis, Zip};

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
        let mismatch = || UfuncError::Shapes {
            left: x.shape().to_vec(),
            right: y.shape().to_vec(),
        };
        let shape = common_shape(x.shape(), y.shape()).ok_or_else(mismatch)?;
        if out.shape() != shape {
            return Err(UfuncError::Output {
                output: out.shape().to_vec(),
                result: shape,
            });
        }
        let mut out = out;
        if x.shape() == y.shape()
            && let Some(x) = x.as_slice_memory_order()
            && let Some(y) = y.as_slice_memory_order()
            && let Some(out) = out.as_slice_memory_order_mut()
        {
            for ((out, &x), &y) in out.iter_mut().zip(x).zip(y) {
                *out = (self.function)(x, y);
            }
            return Ok(());
        }
        let stretched = x.broadcast(&shape[..]).zip(y.broadcast(&shape[..]));
        let (x, y) = stretched.ok_or_else(mismatch)?;
        Zip::from(out)
            .and(x)
            .and(y)
            .for_each(|out, &x, &y| *out = (self.function)(x, y));
        Ok(())
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
        // Shapes that don't broadcast are told of by `call_into`, whatever the output.
        let shape = common_shape(x.shape(), y.shape()).unwrap_or_default();
        let mut out = ArrayD::zeros(shape);
        self.call_into(x, y, out.view_mut())?;
        Ok(out)
    }

    /// The function of each number of `x` with each of `y`: first the axes of `x`, then those of `y`.
    pub fn outer(&self, mut x: ArrayViewD<'_, f64>, y: ArrayViewD<'_, f64>) -> ArrayD<f64> {
        for _ in 0..y.ndim() {
            let last = Axis(x.ndim());
            x = x.insert_axis(last);
        }
        self.call(x, y)
            .expect("every axis of one meets an axis of length 1 of the other")
    }

    /// The numbers along an axis, put together from the first to the last. The result lacks that axis.
    ///
    /// # Errors
    ///
    /// [`UfuncError::Axis`] and [`UfuncError::NothingToReduce`].
    pub fn reduce(&self, x: ArrayViewD<'_, f64>, axis: usize) -> Result<ArrayD<f64>, UfuncError> {
        if axis >= x.ndim() {
            return Err(UfuncError::Axis {
                axis,
                dimensions: x.ndim(),
            });
        }
        let axis = Axis(axis);
        let mut slices = x.axis_iter(axis);
        let Some(first) = slices.next() else {
            let identity = self.identity.ok_or(UfuncError::NothingToReduce)?;
            return Ok(ArrayD::from_elem(x.raw_dim().remove_axis(axis), identity));
        };
        let mut total = first.to_owned();
        for slice in slices {
            Zip::from(&mut total)
                .and(slice)
                .for_each(|total, &number| *total = (self.function)(*total, number));
        }
        Ok(total)
    }
}

/// The shape that both broadcast to.
///
/// Axes are aligned at the last one. Equal lengths stay; a length of 1 becomes the other one, which may be 0.
fn common_shape(left: &[usize], right: &[usize]) -> Option<Vec<usize>> {
    let dimensions = left.len().max(right.len());
    let length = |shape: &[usize], axis: usize| match (axis + shape.len()).checked_sub(dimensions) {
        Some(axis) => shape[axis],
        None => 1,
    };
    (0..dimensions)
        .map(|axis| match (length(left, axis), length(right, axis)) {
            (left, right) if left == right => Some(left),
            (1, right) => Some(right),
            (left, 1) => Some(left),
            _ => None,
        })
        .collect()
}
