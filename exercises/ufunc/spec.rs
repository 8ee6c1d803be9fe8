//! In the lesson a scalar function became one that takes arrays. NumPy's ufuncs can do more. `np.add` is also
//! `np.add.reduce`, which is what `sum` calls; `np.multiply.outer` is the multiplication table; and each takes `out=`, an
//! array that is written to instead of a fresh one. All of that follows from the function of two numbers, and a loop or two
//! around it.
//!
//! You write it for **`Ufunc { function, identity }`**, whose function is any `Fn(f64, f64) -> f64`:
//!
//! | yours | NumPy's | gives |
//! | --- | --- | --- |
//! | `call_into(x, y, out)` | `f(x, y, out=out)` | nothing: it writes to `out`, and makes no array on the way |
//! | `call(x, y)` | `f(x, y)` | a fresh array |
//! | `outer(x, y)` | `f.outer(x, y)` | each of `x` with each of `y`: first the axes of `x`, then those of `y` |
//! | `reduce(x, axis)` | `f.reduce(x, axis)` | the numbers along the axis put together; the other axes stay |
//!
//! **Broadcasting.** Write the two shapes below each other, aligned at the *last* axis; the shorter one gets ones on its
//! left. Two lengths fit if they are equal, or if one of them is 1. Then the result has the other one, and the
//! number that is there stands for all of them. A length may be 0, and the rule is the same: 1 and 0 make 0, 3 and 0
//! don't fit. Either argument, or both, may be the one that is stretched.
//!
//! **Reducing.** `reduce` of `a - b` over 10, 3 and 2 is `(10 - 3) - 2`: from the first to the last, and the running
//! result is the first argument. It begins with the first *number*. The identity is what a reduction of no numbers
//! gives, and appears nowhere else.
//!
//! **Errors.** `Shapes` if two shapes don't broadcast, whatever `out` is. `Output` if they do and `out` isn't of exactly the
//! shape that the result has. Nothing is written to `out` in either case. (NumPy takes a larger `out`, too, and fills it with
//! repetitions. Yours doesn't.) `Axis` if there is no such axis. `NothingToReduce` if the axis has length 0 and there is no
//! identity.
//!
//! The arguments are views. They may be transposed, reversed, or every third row of something; so may `out`.
//!
//! **Before you start, guess.** How many loops over numbers do these four methods need?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | shapes that don't fit, outputs, axes, nothing to reduce |
//! | `same-shape` | two arrays of one shape, whatever the function |
//! | `broadcast` | shapes that have to be stretched |
//! | `views` | arguments and outputs that don't lie in memory row by row |
//! | `outer` | each number with each |
//! | `reduce` | any axis, the order, the identity |
//!
//! `ndarray` and one thread. `unsafe` isn't needed, nor allowed. That `call_into` makes no arrays is looked at here only: a
//! judge can't see it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use answer::{Ufunc, UfuncError};
use ndarray::{ArrayD, ArrayViewD, Axis, arr0, arr1, arr2, s};

fn add() -> Ufunc<fn(f64, f64) -> f64> {
    Ufunc {
        function: |a, b| a + b,
        identity: Some(0.0),
    }
}

fn subtract() -> Ufunc<fn(f64, f64) -> f64> {
    Ufunc {
        function: |a, b| a - b,
        identity: None,
    }
}

/// As `np.maximum`: a NaN stays.
fn maximum() -> Ufunc<fn(f64, f64) -> f64> {
    Ufunc {
        function: |a, b| if a > b || a.is_nan() { a } else { b },
        identity: None,
    }
}

/// The numbers 0, 1, 2, … in this shape, row by row.
fn counted(shape: &[usize]) -> ArrayD<f64> {
    let mut next = 0.0;
    ArrayD::from_shape_simple_fn(shape, || {
        next += 1.0;
        next - 1.0
    })
}

fn shapes(left: &[usize], right: &[usize]) -> UfuncError {
    UfuncError::Shapes {
        left: left.to_vec(),
        right: right.to_vec(),
    }
}

/// Equal, where a NaN equals a NaN and zeros have signs.
fn assert_same(found: &ArrayD<f64>, expected: ArrayViewD<'_, f64>, why: &str) {
    let bits = |x: &f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
    let same =
        found.shape() == expected.shape() && found.iter().map(bits).eq(expected.iter().map(bits));
    assert!(same, "{why}: expected {expected:?}, found {found:?}");
}

// Two arrays of one shape.

#[test]
fn two_vectors_are_added_number_by_number() {
    let (x, y) = (
        arr1(&[1.0, 2.0, 3.0]).into_dyn(),
        arr1(&[10.0, 20.0, 30.0]).into_dyn(),
    );
    let sums = add()
        .call(x.view(), y.view())
        .expect("both are of length 3");
    assert_eq!(sums, arr1(&[11.0, 22.0, 33.0]).into_dyn());
}

#[test]
fn the_first_argument_comes_first() {
    let (x, y) = (arr1(&[1.0, 2.0]).into_dyn(), arr1(&[10.0, 5.0]).into_dyn());
    let differences = subtract()
        .call(x.view(), y.view())
        .expect("both are of length 2");
    assert_eq!(differences, arr1(&[-9.0, -3.0]).into_dyn());
}

#[test]
fn two_numbers_without_axes_are_arrays_too() {
    let (x, y) = (arr0(3.0).into_dyn(), arr0(4.0).into_dyn());
    let sum = add().call(x.view(), y.view()).expect("neither has an axis");
    assert_eq!(sum, arr0(7.0).into_dyn());
}

#[test]
fn nan_and_infinity_are_left_to_the_function() {
    let x = arr1(&[f64::NAN, f64::INFINITY, -0.0]).into_dyn();
    let y = arr1(&[1.0, f64::NEG_INFINITY, -0.0]).into_dyn();
    let sums = add()
        .call(x.view(), y.view())
        .expect("both are of length 3");
    let expected = arr1(&[f64::NAN, f64::NAN, -0.0]).into_dyn();
    assert_same(&sums, expected.view(), "NaN + 1, ∞ - ∞, -0 + -0");
}

#[test]
fn the_function_may_be_a_closure_that_knows_something() {
    let weight = 0.25;
    let mixed = Ufunc {
        function: |a, b| weight * a + (1.0 - weight) * b,
        identity: None,
    };
    let (x, y) = (arr1(&[4.0, 8.0]).into_dyn(), arr1(&[0.0, 4.0]).into_dyn());
    let mixed = mixed
        .call(x.view(), y.view())
        .expect("both are of length 2");
    assert_eq!(mixed, arr1(&[1.0, 5.0]).into_dyn());
}

// Broadcasting.

#[test]
fn a_number_meets_every_number_of_an_array() {
    let x = counted(&[2, 3]);
    let ten = arr0(10.0).into_dyn();
    let sums = add()
        .call(x.view(), ten.view())
        .expect("a number fits everything");
    assert_eq!(sums, x.mapv(|x| x + 10.0));
    let sums = add().call(ten.view(), x.view()).expect("on either side");
    assert_eq!(sums, x.mapv(|x| x + 10.0));
}

#[test]
fn a_vector_meets_every_row() {
    let (x, y) = (counted(&[2, 3]), arr1(&[10.0, 20.0, 30.0]).into_dyn());
    let sums = add()
        .call(x.view(), y.view())
        .expect("shapes are aligned at the last axis");
    let expected = arr2(&[[10.0, 21.0, 32.0], [13.0, 24.0, 35.0]]).into_dyn();
    assert_eq!(sums, expected);
}

#[test]
fn a_vector_of_the_length_of_a_column_does_not_meet_the_columns() {
    // Two rows of three, and two numbers: 3 and 2 are the last axes.
    let (x, y) = (counted(&[2, 3]), counted(&[2]));
    assert_eq!(add().call(x.view(), y.view()), Err(shapes(&[2, 3], &[2])));
    let column = y.insert_axis(Axis(1));
    let sums = add()
        .call(x.view(), column.view())
        .expect("with an axis of length 1, it does");
    assert_eq!(sums, arr2(&[[0.0, 1.0, 2.0], [4.0, 5.0, 6.0]]).into_dyn());
}

#[test]
fn both_may_have_to_be_stretched() {
    let (column, row) = (counted(&[3, 1]), counted(&[1, 4]));
    let differences = subtract()
        .call(column.view(), row.view())
        .expect("ones fit everything");
    let expected = ArrayD::from_shape_fn(&[3, 4][..], |at| at[0] as f64 - at[1] as f64);
    assert_eq!(differences, expected);
    let (x, y) = (counted(&[3, 1, 4]), counted(&[2, 1]));
    let sums = add()
        .call(x.view(), y.view())
        .expect("aligned at the last axis: [3, 1, 4] and [1, 2, 1]");
    let expected = ArrayD::from_shape_fn(&[3, 2, 4][..], |at| (4 * at[0] + at[2] + at[1]) as f64);
    assert_eq!(sums, expected);
}

#[test]
fn nothing_is_a_length_like_any_other() {
    let (none, one) = (counted(&[0]), counted(&[1]));
    let sums = add()
        .call(none.view(), none.view())
        .expect("0 and 0 are equal");
    assert_eq!(sums.shape(), [0]);
    let sums = add()
        .call(one.view(), none.view())
        .expect("a length of 1 becomes the other one, even if that is 0");
    assert_eq!(sums.shape(), [0]);
    let sums = add()
        .call(counted(&[2, 0]).view(), counted(&[2, 1]).view())
        .expect("so here");
    assert_eq!(sums.shape(), [2, 0]);
}

#[test]
fn lengths_that_differ_do_not_fit_unless_one_of_them_is_one() {
    for (left, right) in [
        (&[3][..], &[2][..]),
        (&[3], &[0]),
        (&[2, 3], &[3, 2]),
        (&[4, 1, 3], &[2, 1, 3]),
        (&[6], &[3]),
    ] {
        let (x, y) = (counted(left), counted(right));
        assert_eq!(
            add().call(x.view(), y.view()),
            Err(shapes(left, right)),
            "{left:?} and {right:?} have lengths that differ, and neither is 1"
        );
    }
}

// Into an output.

#[test]
fn an_output_is_written_to() {
    let (x, y) = (counted(&[2, 2]), counted(&[2]));
    let mut out = ArrayD::from_elem(&[2, 2][..], f64::NAN);
    add()
        .call_into(x.view(), y.view(), out.view_mut())
        .expect("it is of the result's shape");
    assert_eq!(out, arr2(&[[0.0, 2.0], [2.0, 4.0]]).into_dyn());
}

#[test]
fn an_output_of_another_shape_is_an_error_and_left_alone() {
    let (x, y) = (counted(&[2, 3]), counted(&[3]));
    for shape in [&[3, 2][..], &[6], &[1, 2, 3], &[4, 2, 3]] {
        let mut out = ArrayD::from_elem(shape, 7.0);
        let error = UfuncError::Output {
            result: vec![2, 3],
            output: shape.to_vec(),
        };
        let outcome = add().call_into(x.view(), y.view(), out.view_mut());
        assert_eq!(
            outcome,
            Err(error),
            "the result is [2, 3], the output {shape:?}"
        );
        assert!(
            out.iter().all(|&x| x == 7.0),
            "nothing is written when there is an error"
        );
    }
}

#[test]
fn shapes_that_do_not_fit_are_told_of_before_the_output_is() {
    let (x, y) = (counted(&[2]), counted(&[3]));
    let mut out = counted(&[5]);
    let outcome = add().call_into(x.view(), y.view(), out.view_mut());
    assert_eq!(outcome, Err(shapes(&[2], &[3])));
    assert_eq!(
        out,
        counted(&[5]),
        "nothing is written when there is an error"
    );
}

// Views.

#[test]
fn a_transposed_view_is_read_by_its_places_not_as_it_lies_in_memory() {
    let (x, y) = (counted(&[2, 2]), counted(&[2, 2]));
    let sums = add().call(x.view(), y.t()).expect("both are 2 by 2");
    assert_eq!(sums, arr2(&[[0.0, 3.0], [3.0, 6.0]]).into_dyn());
    let sums = add().call(x.t(), y.t()).expect("both are 2 by 2");
    assert_eq!(sums, arr2(&[[0.0, 4.0], [2.0, 6.0]]).into_dyn());
}

#[test]
fn views_may_be_reversed_and_leave_numbers_out() {
    let x = counted(&[6]);
    let (every_other, backwards) = (x.slice(s![..;2]), x.slice(s![3..;-1]));
    let sums = add()
        .call(every_other.into_dyn(), backwards.into_dyn())
        .expect("both are of length 3");
    assert_eq!(sums, arr1(&[5.0, 6.0, 7.0]).into_dyn());
}

#[test]
fn an_output_may_be_a_view_and_what_lies_between_stays() {
    let (x, y) = (counted(&[2]), arr0(1.0).into_dyn());
    let mut out = ArrayD::from_elem(&[5][..], 9.0);
    let places = out.slice_mut(s![..4;-2]);
    add()
        .call_into(x.view(), y.view(), places.into_dyn())
        .expect("two places for two numbers");
    assert_eq!(out, arr1(&[9.0, 2.0, 9.0, 1.0, 9.0]).into_dyn());
}

// Each with each.

#[test]
fn outer_is_a_multiplication_table() {
    let times = Ufunc {
        function: |a, b| a * b,
        identity: Some(1.0),
    };
    let (x, y) = (
        arr1(&[1.0, 2.0, 3.0]).into_dyn(),
        arr1(&[1.0, 10.0]).into_dyn(),
    );
    let table = times.outer(x.view(), y.view());
    assert_eq!(
        table,
        arr2(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]).into_dyn()
    );
}

#[test]
fn outer_has_the_axes_of_the_first_and_then_those_of_the_second() {
    let (x, y) = (counted(&[2, 3]), counted(&[4]));
    let table = subtract().outer(x.view(), y.view());
    let expected = ArrayD::from_shape_fn(&[2, 3, 4][..], |at| {
        (3 * at[0] + at[1]) as f64 - at[2] as f64
    });
    assert_eq!(table, expected);
    let table = subtract().outer(y.view(), x.view());
    assert_eq!(table.shape(), [4, 2, 3]);
    assert_eq!(
        table[[3, 0, 1]],
        2.0,
        "the fourth of one, less the second of the other"
    );
}

#[test]
fn outer_works_where_one_has_no_axes_or_no_numbers() {
    let (x, ten) = (counted(&[2, 3]), arr0(10.0).into_dyn());
    assert_eq!(add().outer(x.view(), ten.view()), x.mapv(|x| x + 10.0));
    assert_eq!(add().outer(ten.view(), x.view()), x.mapv(|x| x + 10.0));
    let table = add().outer(counted(&[0]).view(), x.view());
    assert_eq!(table.shape(), [0, 2, 3]);
}

#[test]
fn outer_does_not_broadcast_what_would_fit() {
    let x = counted(&[3]);
    assert_eq!(add().outer(x.view(), x.view()).shape(), [3, 3]);
    assert_eq!(
        add()
            .outer(counted(&[1, 2]).view(), counted(&[2]).view())
            .shape(),
        [1, 2, 2]
    );
}

// Reducing.

#[test]
fn a_sum_is_a_reduction() {
    let x = counted(&[5]);
    let sum = add().reduce(x.view(), 0).expect("there is an axis 0");
    assert_eq!(sum, arr0(10.0).into_dyn(), "a number, without axes");
}

#[test]
fn the_axis_that_is_named_goes_and_the_others_stay() {
    let x = counted(&[2, 3]);
    let down = add().reduce(x.view(), 0).expect("there is an axis 0");
    assert_eq!(
        down,
        arr1(&[3.0, 5.0, 7.0]).into_dyn(),
        "axis 0: the sum over the rows"
    );
    let along = add().reduce(x.view(), 1).expect("there is an axis 1");
    assert_eq!(
        along,
        arr1(&[3.0, 12.0]).into_dyn(),
        "axis 1: the sum over the columns"
    );
    let middle = add()
        .reduce(counted(&[2, 3, 4]).view(), 1)
        .expect("there is an axis 1");
    let expected = ArrayD::from_shape_fn(&[2, 4][..], |at| (36 * at[0] + 12 + 3 * at[1]) as f64);
    assert_eq!(middle, expected);
}

#[test]
fn the_running_result_is_the_first_argument() {
    let x = arr1(&[10.0, 3.0, 2.0]).into_dyn();
    let left = subtract().reduce(x.view(), 0).expect("there is an axis 0");
    assert_eq!(left, arr0(5.0).into_dyn(), "(10 - 3) - 2");
}

#[test]
fn a_view_is_reduced_from_its_own_first_to_its_own_last() {
    let x = arr2(&[[10.0, 3.0, 2.0], [20.0, 4.0, 1.0]]).into_dyn();
    let backwards = x.slice(s![.., ..;-1]).into_dyn();
    let left = subtract()
        .reduce(backwards.view(), 1)
        .expect("there is an axis 1");
    assert_eq!(
        left,
        arr1(&[-11.0, -23.0]).into_dyn(),
        "(2 - 3) - 10, (1 - 4) - 20"
    );
    let left = subtract()
        .reduce(backwards.t(), 0)
        .expect("there is an axis 0");
    assert_eq!(left, arr1(&[-11.0, -23.0]).into_dyn());
}

#[test]
fn a_reduction_begins_with_the_first_number_not_with_the_identity() {
    let zero = arr1(&[-0.0]).into_dyn();
    let sum = add().reduce(zero.view(), 0).expect("there is an axis 0");
    assert_same(
        &sum,
        arr0(-0.0).into_dyn().view(),
        "0 + -0 is 0, and nobody asked for that 0",
    );
    let distance = Ufunc {
        function: f64::hypot,
        identity: Some(0.0),
    };
    let alone = distance
        .reduce(arr1(&[-3.0]).into_dyn().view(), 0)
        .expect("there is an axis 0");
    assert_eq!(
        alone,
        arr0(-3.0).into_dyn(),
        "of one number nothing is computed"
    );
}

#[test]
fn nan_stays_where_the_function_keeps_it() {
    let x = arr2(&[[1.0, f64::NAN], [f64::NAN, 2.0], [3.0, 4.0]]).into_dyn();
    let largest = maximum().reduce(x.view(), 0).expect("there is an axis 0");
    let expected = arr1(&[f64::NAN, f64::NAN]).into_dyn();
    assert_same(&largest, expected.view(), "as np.maximum does");
}

#[test]
fn a_reduction_of_nothing_is_the_identity_if_there_is_one() {
    let none = counted(&[2, 0]);
    let sums = add()
        .reduce(none.view(), 1)
        .expect("0 is the sum of nothing");
    assert_eq!(sums, arr1(&[0.0, 0.0]).into_dyn());
    assert_eq!(
        maximum().reduce(none.view(), 1),
        Err(UfuncError::NothingToReduce)
    );
}

#[test]
fn no_results_are_no_error_if_there_is_something_along_the_axis() {
    let none = counted(&[2, 0]);
    let largest = maximum()
        .reduce(none.view(), 0)
        .expect("the axis has two rows, of no numbers");
    assert_eq!(largest.shape(), [0]);
}

#[test]
fn an_axis_that_is_not_there_is_an_error() {
    for (shape, axis) in [(&[2, 3][..], 2), (&[2], 1), (&[], 0)] {
        let error = UfuncError::Axis {
            axis,
            dimensions: shape.len(),
        };
        assert_eq!(add().reduce(counted(shape).view(), axis), Err(error));
    }
}

// Memory.

/// The system's allocator, with a note of the largest piece that this thread asked for.
struct Noting;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator, with nothing changed; the note is a number of this thread's.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.set(LARGEST.get().max(layout.size()));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc` above, and so from the system's allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Noting = Noting;

#[test]
fn call_into_makes_no_array_on_the_way() {
    let (x, y) = (counted(&[64, 1]), counted(&[64]));
    let mut out = ArrayD::zeros(&[64, 64][..]);
    LARGEST.set(0);
    add()
        .call_into(x.view(), y.view(), out.view_mut())
        .expect("64 by 64");
    let (largest, row) = (LARGEST.get(), 64 * size_of::<f64>());
    assert!(
        largest < row,
        "a piece of {largest} bytes was asked for, and a row of the result has {row}: stretching an axis copies nothing, and \
         each number can go into `out` at once"
    );
}
