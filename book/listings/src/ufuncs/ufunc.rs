//! A `ufunc` of one's own: a function of numbers that takes arrays of any shapes, and matches them as NumPy does.

use ndarray::{Array, ArrayD, ArrayViewD, Dimension, Zip};

/// Shapes that don't go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an array of shape {shape:?} can't be stretched to {common:?}")]
pub struct Mismatch {
    /// The shape of one of the operands.
    pub shape: Vec<usize>,
    /// What it would have to become.
    pub common: Vec<usize>,
}

// ANCHOR: operand
/// What a ufunc takes in the place of a number: an array, or a number, which is an array without axes.
pub trait Operand {
    /// The type of its numbers.
    type Number: Copy;

    /// It, as an array.
    fn as_array(&self) -> ArrayViewD<'_, Self::Number>;
}

impl<T: Copy, D: Dimension> Operand for &Array<T, D> {
    type Number = T;

    fn as_array(&self) -> ArrayViewD<'_, T> {
        self.view().into_dyn()
    }
}

/// Numbers of these types are operands.
macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Operand for $number {
            type Number = $number;

            fn as_array(&self) -> ArrayViewD<'_, $number> {
                ndarray::aview0(self).into_dyn()
            }
        }
    )*};
}

numbers!(f32 f64 i32 i64 bool);
// ANCHOR_END: operand

// ANCHOR: shapes
/// The shape that all of `shapes` can be stretched to. They are written right-aligned, one above the other: in each
/// column, a one, or nothing, goes with any number.
fn common_shape(shapes: &[&[usize]]) -> Vec<usize> {
    let axes = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
    let mut common = vec![1; axes];
    for shape in shapes {
        for (common, axis) in common.iter_mut().rev().zip(shape.iter().rev()) {
            if *axis != 1 {
                *common = *axis;
            }
        }
    }
    common
}

/// The array, repeated along the axes where it has a one. Nothing is copied.
fn stretched<'a, T>(
    view: &'a ArrayViewD<T>,
    common: &[usize],
) -> Result<ArrayViewD<'a, T>, Mismatch> {
    view.broadcast(common).ok_or_else(|| Mismatch {
        shape: view.shape().to_vec(),
        common: common.to_vec(),
    })
}
// ANCHOR_END: shapes

// ANCHOR: ufunc
/// A function of numbers that can be called with operands.
pub trait Ufunc<Operands> {
    /// The numbers that come out.
    type Number;

    /// Applies it to each number, after the operands have been stretched to a common shape.
    ///
    /// # Errors
    ///
    /// If there is no such shape.
    fn over(&self, operands: Operands) -> Result<ArrayD<Self::Number>, Mismatch>;
}

impl<F, X, Y, R> Ufunc<(X, Y)> for F
where
    X: Operand,
    Y: Operand,
    F: Fn(X::Number, Y::Number) -> R,
{
    type Number = R;

    fn over(&self, (x, y): (X, Y)) -> Result<ArrayD<R>, Mismatch> {
        let (x, y) = (x.as_array(), y.as_array());
        let common = common_shape(&[x.shape(), y.shape()]);
        let (x, y) = (stretched(&x, &common)?, stretched(&y, &common)?);
        Ok(Zip::from(x).and(y).map_collect(|x, y| self(*x, *y)))
    }
}
// ANCHOR_END: ufunc

impl<F, X, R> Ufunc<(X,)> for F
where
    X: Operand,
    F: Fn(X::Number) -> R,
{
    type Number = R;

    fn over(&self, (x,): (X,)) -> Result<ArrayD<R>, Mismatch> {
        Ok(x.as_array().map(|x| self(*x)))
    }
}

impl<F, X, Y, Z, R> Ufunc<(X, Y, Z)> for F
where
    X: Operand,
    Y: Operand,
    Z: Operand,
    F: Fn(X::Number, Y::Number, Z::Number) -> R,
{
    type Number = R;

    fn over(&self, (x, y, z): (X, Y, Z)) -> Result<ArrayD<R>, Mismatch> {
        let (x, y, z) = (x.as_array(), y.as_array(), z.as_array());
        let common = common_shape(&[x.shape(), y.shape(), z.shape()]);
        let (x, y) = (stretched(&x, &common)?, stretched(&y, &common)?);
        let z = stretched(&z, &common)?;
        let all = Zip::from(x).and(y).and(z);
        Ok(all.map_collect(|x, y, z| self(*x, *y, *z)))
    }
}

// ANCHOR: macro
/// Makes a function that takes operands of a function that takes numbers. The types that are written are the signature.
#[macro_export]
macro_rules! ufunc {
    ($(#[$about:meta])* $vis:vis fn $name:ident($($x:ident: $number:ty),+) -> $result:ty $body:block) => {
        $(#[$about])*
        $vis fn $name(
            $($x: impl $crate::ufuncs::ufunc::Operand<Number = $number>),+
        ) -> Result<ndarray::ArrayD<$result>, $crate::ufuncs::ufunc::Mismatch> {
            fn of_numbers($($x: $number),+) -> $result $body
            $crate::ufuncs::ufunc::Ufunc::over(&of_numbers, ($($x,)+))
        }
    };
}
// ANCHOR_END: macro

// ANCHOR: eager
ufunc! {
    /// sin(a²) · exp(b) of each `a` and `b`.
    pub fn trig(a: f64, b: f64) -> f64 {
        (a * a).sin() * b.exp()
    }
}
// ANCHOR_END: eager

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2, arr0, array};

    use super::*;
    use crate::trig::trig as of_numbers;

    #[test]
    fn a_function_of_two_numbers_takes_two_arrays() {
        // ANCHOR: lazy
        let a = array![[0.0, 1.0], [2.0, 3.0]];
        let b = array![[0.0, 0.0], [1.0, 1.0]];
        let trigs = of_numbers.over((&a, &b)).unwrap();
        assert_eq!(trigs[[1, 0]], of_numbers(2.0, 1.0));
        // ANCHOR_END: lazy
        assert_eq!(trigs.shape(), [2, 2]);
        assert_eq!(trigs, trig(&a, &b).unwrap());
    }

    #[test]
    fn a_row_and_a_column_make_a_table() {
        let column = Array2::from_shape_fn((3, 1), |(i, _)| i as f64);
        let row = Array1::from_shape_fn(4, |j| j as f64);
        let times = |x: f64, y: f64| x * y;
        let table = times.over((&column, &row)).unwrap();
        assert_eq!(
            table,
            Array2::from_shape_fn((3, 4), |(i, j)| (i * j) as f64).into_dyn()
        );
        let transposed = column.t().to_owned();
        assert_eq!(
            times.over((&transposed, &transposed)).unwrap().shape(),
            [1, 3]
        );
    }

    #[test]
    fn a_number_goes_with_any_array_and_two_numbers_make_an_array_without_axes() {
        let x = array![1.0, 2.0, 3.0];
        let power = |x: f64, n: i32| x.powi(n);
        assert_eq!(
            power.over((&x, 2)).unwrap(),
            array![1.0, 4.0, 9.0].into_dyn()
        );
        assert_eq!(power.over((3.0, 2)).unwrap(), arr0(9.0).into_dyn());
    }

    #[test]
    fn another_type_of_number_makes_another_instance() {
        let larger = |x: f32, y: f32| x > y;
        let found = larger.over((&array![1.0_f32, 5.0], 3.0_f32)).unwrap();
        assert_eq!(found, array![false, true].into_dyn());
    }

    #[test]
    fn one_and_three_operands_work_alike() {
        let discriminant = |a: f64, b: f64, c: f64| b * b - 4.0 * a * c;
        let b = array![[3.0], [4.0]];
        let found = discriminant.over((1.0, &b, &array![1.0, 2.0])).unwrap();
        assert_eq!(found, array![[5.0, 1.0], [12.0, 8.0]].into_dyn());
        let halves = |x: f64| x / 2.0;
        assert_eq!(halves.over((&b,)).unwrap(), array![[1.5], [2.0]].into_dyn());
    }

    #[test]
    fn shapes_that_differ_are_refused_with_both_of_them() {
        let (three, four) = (Array1::<f64>::zeros(3), Array1::<f64>::zeros(4));
        let refused = trig(&three, &four).unwrap_err();
        assert_eq!(
            refused,
            Mismatch {
                shape: vec![3],
                common: vec![4]
            }
        );
        let message = "an array of shape [3] can't be stretched to [4]";
        assert_eq!(refused.to_string(), message);
    }

    #[test]
    fn an_empty_array_stays_empty_and_stretches_what_has_one() {
        let empty = Array1::<f64>::zeros(0);
        assert_eq!(trig(&empty, 1.0).unwrap().shape(), [0]);
        assert_eq!(trig(&array![1.0], &empty).unwrap().shape(), [0]);
        assert!(trig(&array![1.0, 2.0], &empty).is_err());
    }
}
