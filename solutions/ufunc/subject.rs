//! Builds the arrays and views of a request, calls the answer, and sends back what came of it.

use answer::{Ufunc, UfuncError};
use frames::{Malformed, Reader, Writer};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis, Slice};

fn main() {
    frames::serve(|input, output| {
        let ufunc = ufunc(input)?;
        match input.u8()? {
            0 => {
                let (x, y) = (Request::read(input)?, Request::read(input)?);
                write(output, ufunc.call(x.view(), y.view()));
            }
            1 => {
                let (x, y) = (Request::read(input)?, Request::read(input)?);
                let mut out = Request::read(input)?;
                let outcome = ufunc.call_into(x.view(), y.view(), out.view_mut());
                // All that lies in memory, what isn't in the view included.
                write(output, outcome.map(|()| out.base.clone()));
                output.f64s(&out.base.iter().copied().collect::<Vec<_>>());
            }
            2 => {
                let (x, y) = (Request::read(input)?, Request::read(input)?);
                write(output, Ok(ufunc.outer(x.view(), y.view())));
            }
            _ => {
                let x = Request::read(input)?;
                let axis = input.u64()? as usize;
                write(output, ufunc.reduce(x.view(), axis));
            }
        }
        Ok(())
    });
}

/// The function, as its number says, and its identity.
fn ufunc(input: &mut Reader<'_>) -> Result<Ufunc<fn(f64, f64) -> f64>, Malformed> {
    let function: fn(f64, f64) -> f64 = match input.u8()? {
        0 => |a, b| a + b,
        1 => |a, b| a - b,
        2 => |a, b| a * b,
        3 => |a, b| if a > b || a.is_nan() { a } else { b },
        4 => f64::hypot,
        _ => |a, b| 0.5 * a + b,
    };
    let identity = match input.bool()? {
        true => Some(input.f64()?),
        false => None,
    };
    Ok(Ufunc { function, identity })
}

/// An array, and how to look at it.
struct Request {
    base: ArrayD<f64>,
    /// The axes of the array in the order of the view's.
    order: Vec<usize>,
    /// Steps along the view's axes; a negative one begins at the end.
    steps: Vec<isize>,
}

impl Request {
    fn read(input: &mut Reader<'_>) -> Result<Request, Malformed> {
        let (values, shape) = (input.f64s()?, sizes(input)?);
        let (order, steps) = (sizes(input)?, sizes(input)?);
        let base = ArrayD::from_shape_vec(shape, values).expect("the judge's shapes fit");
        let steps = steps.into_iter().map(usize::cast_signed).collect();
        Ok(Request { base, order, steps })
    }

    fn view(&self) -> ArrayViewD<'_, f64> {
        let mut view = self.base.view().permuted_axes(&self.order[..]);
        for (axis, &step) in self.steps.iter().enumerate() {
            view.slice_axis_inplace(Axis(axis), Slice::new(0, None, step));
        }
        view
    }

    fn view_mut(&mut self) -> ArrayViewMutD<'_, f64> {
        let mut view = self.base.view_mut().permuted_axes(&self.order[..]);
        for (axis, &step) in self.steps.iter().enumerate() {
            view.slice_axis_inplace(Axis(axis), Slice::new(0, None, step));
        }
        view
    }
}

fn sizes(input: &mut Reader<'_>) -> Result<Vec<usize>, Malformed> {
    let sizes = input.u64s()?;
    Ok(sizes.into_iter().map(|size| size as usize).collect())
}

fn write(output: &mut Writer, outcome: Result<ArrayD<f64>, UfuncError>) {
    let long = |sizes: &[usize]| sizes.iter().map(|&size| size as u64).collect::<Vec<_>>();
    match outcome {
        Ok(array) => output
            .u8(0)
            .u64s(&long(array.shape()))
            .f64s(&array.iter().copied().collect::<Vec<_>>()),
        Err(UfuncError::Shapes { left, right }) => {
            output.u8(1).u64s(&long(&left)).u64s(&long(&right))
        }
        Err(UfuncError::Output { result, output: shape }) => {
            output.u8(2).u64s(&long(&result)).u64s(&long(&shape))
        }
        Err(UfuncError::Axis { axis, dimensions }) => {
            output.u8(3).u64s(&[axis as u64]).u64s(&[dimensions as u64])
        }
        Err(UfuncError::NothingToReduce) => output.u8(4),
    };
}
