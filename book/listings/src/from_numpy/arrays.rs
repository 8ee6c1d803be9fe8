//! Snippets of arrays: `ndarray` beside NumPy.
//!
//! What the page says doesn't compile: adding integers to floats.
//!
//! ```compile_fail,E0277
//! let sum = ndarray::array![1, 2] + ndarray::array![0.5, 0.5];
//! ```

use ndarray::{
    Array, Array1, Array2, Axis, NewAxis, ShapeBuilder, Zip, array, concatenate, s, stack,
};

use super::{Given, snippets};

snippets! { Given { mut x, mut y, mut a } =>

zeros {
// ANCHOR: zeros
let z = Array2::<f64>::zeros((2, 3));
// ANCHOR_END: zeros
} => z;

literal {
// ANCHOR: literal
let m = array![[1.0, 2.0], [3.0, 4.0]];
// ANCHOR_END: literal
} => m;

arange {
// ANCHOR: arange
let t = Array::range(0.0, 1.0, 0.25);
// ANCHOR_END: arange
} => t;

linspace {
// ANCHOR: linspace
let t = Array::linspace(0.0, 1.0, 5);
// ANCHOR_END: linspace
} => t;

fromfunction {
// ANCHOR: fromfunction
let m = Array::from_shape_fn((2, 3), |(i, j)| {
    10 * i + j
});
// ANCHOR_END: fromfunction
} => m;

from_list {
// ANCHOR: from_list
let v = vec![1.0, 2.0, 3.0];
let t = Array1::from(v);
// ANCHOR_END: from_list
} => t;

shape {
// ANCHOR: shape
let (rows, columns) = a.dim();
let (axes, size) = (a.ndim(), a.len());
// ANCHOR_END: shape
} => [rows, columns, axes, size];

reshape {
// ANCHOR: reshape
let m = x.to_shape((2, 3))?;
// ANCHOR_END: reshape
} => m;

element {
// ANCHOR: element
let one = a[[1, 2]];
// ANCHOR_END: element
} => one;

last {
// ANCHOR: last
let end = x[x.len() - 1];
// ANCHOR_END: last
} => end;

part {
// ANCHOR: part
let v = x.slice(s![2..5]);
// ANCHOR_END: part
} => v;

last_three {
// ANCHOR: last_three
let v = x.slice(s![-3..]);
// ANCHOR_END: last_three
} => v;

every_other {
// ANCHOR: every_other
let v = x.slice(s![..;2]);
// ANCHOR_END: every_other
} => v;

reversed {
// ANCHOR: reversed
let v = x.slice(s![..;-1]);
// ANCHOR_END: reversed
} => v;

row {
// ANCHOR: row
let v = a.row(1);
// ANCHOR_END: row
} => v;

column {
// ANCHOR: column
let v = a.column(1);
// ANCHOR_END: column
} => v;

block {
// ANCHOR: block
let m = a.slice(s![.., 1..]);
// ANCHOR_END: block
} => m;

new_axis {
// ANCHOR: new_axis
let column = x.slice(s![.., NewAxis]);
// ANCHOR_END: new_axis
} => column;

picked {
// ANCHOR: picked
let v = x.select(Axis(0), &[0, 2, 2]);
// ANCHOR_END: picked
} => v;

assign_part {
// ANCHOR: assign_part
x.slice_mut(s![..3]).fill(0.0);
// ANCHOR_END: assign_part
} => x;

copy {
// ANCHOR: copy
let mut c = x.clone();
c[0] = 100.0;
// ANCHOR_END: copy
} => x;

transpose {
// ANCHOR: transpose
let t = a.t();
// ANCHOR_END: transpose
} => t;

strides {
// ANCHOR: strides
let by_rows = a.strides();
let turned = a.t();
let by_columns = turned.strides();
// ANCHOR_END: strides
} => [by_rows[0], by_rows[1], by_columns[0], by_columns[1]];

column_major {
// ANCHOR: column_major
let f = Array2::<f64>::zeros((2, 3).f());
// ANCHOR_END: column_major
} => f.strides();

axes {
// ANCHOR: axes
let c = Array::<f64, _>::zeros((2, 3, 4));
let m = c.permuted_axes([2, 0, 1]);
// ANCHOR_END: axes
} => m.shape();

to_int {
// ANCHOR: to_int
let n = (&x / 2.0).mapv(|v| v as i64);
// ANCHOR_END: to_int
} => n;

to_float {
// ANCHOR: to_float
let n = array![1, 2, 3];
let v = n.mapv(f64::from);
// ANCHOR_END: to_float
} => v;

to_pixel {
// ANCHOR: to_pixel
let p = (100.0 * &x).mapv(|v| v as u8);
// ANCHOR_END: to_pixel
} => p;

arithmetic {
// ANCHOR: arithmetic
let v = 2.0 * &x + &y;
// ANCHOR_END: arithmetic
} => v;

reuse {
// ANCHOR: reuse
let v = x + &y;
// ANCHOR_END: reuse
} => v;

in_place {
// ANCHOR: in_place
x *= 2.0;
x += &y;
// ANCHOR_END: in_place
} => x;

function {
// ANCHOR: function
let v = y.sqrt();
let w = y.mapv(|v| v / (1.0 + v));
// ANCHOR_END: function
} => v + w;

matrix_product {
// ANCHOR: matrix_product
let m = a.dot(&a.t());
// ANCHOR_END: matrix_product
} => m;

add_row {
// ANCHOR: add_row
let m = &a + &array![10.0, 20.0, 30.0];
// ANCHOR_END: add_row
} => m;

add_column {
// ANCHOR: add_column
let m = &a + &array![10.0, 20.0]
    .insert_axis(Axis(1));
// ANCHOR_END: add_column
} => m;

grid {
// ANCHOR: grid
let m = &y.slice(s![.., NewAxis]) * &y;
// ANCHOR_END: grid
} => m;

mask_count {
// ANCHOR: mask_count
let n = x.iter().filter(|&&v| v > 3.0).count();
// ANCHOR_END: mask_count
} => n;

mask_select {
// ANCHOR: mask_select
let v: Array1<f64> =
    x.iter().filter(|&&v| v > 3.0).copied().collect();
// ANCHOR_END: mask_select
} => v;

mask_assign {
// ANCHOR: mask_assign
x.mapv_inplace(|v| if v < 0.0 { 0.0 } else { v });
// ANCHOR_END: mask_assign
} => x;

mask_array {
// ANCHOR: mask_array
let mask = x.mapv(|v| v > 3.0);
let v = Zip::from(&mask).and(&x).and(&y)
    .map_collect(|&m, &x, &y| {
        if m { x } else { y }
    });
// ANCHOR_END: mask_array
} => v;

sum {
// ANCHOR: sum
let s = a.sum();
// ANCHOR_END: sum
} => s;

sum_axis {
// ANCHOR: sum_axis
let columns = a.sum_axis(Axis(0));
// ANCHOR_END: sum_axis
} => columns;

mean {
// ANCHOR: mean
let m = x.mean().ok_or("no numbers")?;
// ANCHOR_END: mean
} => m;

std {
// ANCHOR: std
let s = x.std(0.0);
// ANCHOR_END: std
} => s;

maximum {
// ANCHOR: maximum
let m = x.iter().copied()
    .fold(f64::NEG_INFINITY, f64::max);
// ANCHOR_END: maximum
} => m;

argmin {
// ANCHOR: argmin
let i = (0..x.len())
    .min_by(|&i, &j| x[i].total_cmp(&x[j]))
    .ok_or("no numbers")?;
// ANCHOR_END: argmin
} => i;

cumsum {
// ANCHOR: cumsum
let mut c = x.clone();
c.accumulate_axis_inplace(Axis(0), |&before, v| {
    *v += before;
});
// ANCHOR_END: cumsum
} => c;

all_close {
// ANCHOR: all_close
let close = Zip::from(&x).and(&y)
    .all(|x, y| {
        (x - y).abs() <= 1e-8 + 1e-5 * y.abs()
    });
// ANCHOR_END: all_close
} => close;

each_row {
// ANCHOR: each_row
let v: Vec<f64> = a.rows().into_iter()
    .map(|row| row.sum())
    .collect();
// ANCHOR_END: each_row
} => v;

joined {
// ANCHOR: joined
let v = concatenate![Axis(0), x, y];
// ANCHOR_END: joined
} => v;

stacked {
// ANCHOR: stacked
let m = stack![Axis(0), x, y];
// ANCHOR_END: stacked
} => m;

standardise {
// ANCHOR: standardise
let mean = a.mean_axis(Axis(1)).ok_or("no columns")?;
let std = a.std_axis(Axis(1), 0.0);
let m = (&a - &mean.insert_axis(Axis(1)))
    / &std.insert_axis(Axis(1));
// ANCHOR_END: standardise
} => m;
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, array};

    #[test]
    #[should_panic(expected = "IncompatibleShape")]
    fn an_operator_on_shapes_that_do_not_fit_panics() {
        let _ = array![1.0, 2.0, 3.0] + array![1.0, 2.0];
    }

    #[test]
    #[should_panic(expected = "out of bounds")]
    fn an_index_outside_panics() {
        let _ = array![1.0, 2.0][2];
    }

    #[test]
    fn a_new_shape_that_does_not_fit_is_an_error() {
        assert!(array![1.0, 2.0, 3.0].to_shape((2, 2)).is_err());
    }

    #[test]
    fn the_mean_of_nothing_is_none_and_its_sum_is_zero() {
        let none = Array1::<f64>::zeros(0);
        assert_eq!(none.mean(), None);
        assert_eq!(none.sum(), 0.0);
    }

    #[test]
    fn adding_in_place_stretches_the_right_side_only() {
        let mut a = array![[1.0, 2.0], [3.0, 4.0]];
        a += &array![10.0, 20.0];
        assert_eq!(a, array![[11.0, 22.0], [13.0, 24.0]]);
        let outcome = std::panic::catch_unwind(|| {
            let mut row = array![[1.0, 2.0]];
            row += &array![[1.0], [2.0]];
        });
        assert!(outcome.is_err(), "the left side would have to grow");
    }

    #[test]
    fn adding_to_an_owned_array_reuses_its_memory() {
        let x = array![1.0, 2.0, 3.0];
        let before = x.as_ptr();
        let sum = x + &array![1.0, 1.0, 1.0];
        assert_eq!(sum.as_ptr(), before);
    }

    #[test]
    fn a_cast_saturates_and_makes_zero_of_nan() {
        let v = array![1e300, -1e300, f64::NAN, -1.9, 300.0];
        assert_eq!(v.mapv(|v| v as i64), array![i64::MAX, i64::MIN, 0, -1, 300]);
        assert_eq!(v.mapv(|v| v as u8), array![255, 0, 0, 0, 255]);
    }
}
