//! Stations measure the temperature every day, and a model says what they should have measured. A table of data has a row
//! for each day and a column for each station; the model has a table of the same shape; and each station has an
//! uncertainty, sigma. How well does the model fit, station by station? In NumPy that is one line,
//! `(((data - model) / sigma) ** 2).mean(axis=0)`, and in `ndarray` it is nearly the same. From the lesson you know what
//! such a line does: it writes arrays to memory that nobody wants, and it asks for their memory first.
//!
//! You write **`misfit(data, model, sigma, misfit)`**, which gives the same numbers with no array on the way, and reads
//! memory in the order in which it lies.
//!
//! **What it must give.** `misfit[j]` is the mean over the rows *i* of ((data\[i, j\] − model\[i, j\]) / sigma\[j\])², but for
//! rounding: sums may be taken in any order. Around 1, a model is as good as the data can tell. A NaN, a station that was
//! out of order for a day, makes the misfit of *its* column NaN and touches no other.
//!
//! **Views.** All four are views, and a view may be a part of something larger, take every second row, run backwards, or
//! be transposed. Whatever its strides, element `[i, j]` is element `[i, j]`.
//!
//! **Errors.** Look at `MisfitError`. Several things can be wrong at a time; the first in the order of the enum is
//! returned, and nothing is written. A table without rows has no mean, which is an error; one without columns has no
//! misfits, which isn't. (`ndarray`'s operators don't always complain: they stretch an array of one row to any number of
//! rows. A model with one row is not a model of many days.)
//!
//! **Before you start, guess.** How many bytes does the line above ask for, with a million numbers in each table? How many
//! does it move? The race says how many it asks for, and how many yours does.
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | each error, their order, and that nothing is written |
//! | `values` | tables of many shapes, stored by rows |
//! | `layouts` | views that are transposed, sliced or backwards |
//! | `special` | NaN, infinities, no columns, very small and very large numbers |
//! | `speed` | at least 4 times as fast as the operators, over tables that lie by rows and tables that lie by columns |
//!
//! One thread; `ndarray` and `std` are enough. `unsafe` isn't needed, nor allowed.

use answer::{MisfitError, misfit};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, array, s};

/// The misfits, in an array that held something else before.
fn misfits(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
) -> Array1<f64> {
    let mut out = Array1::from_elem(data.ncols(), 1e6);
    misfit(data, model, sigma, out.view_mut()).expect("the arrays fit each other");
    out
}

/// The same, an element at a time.
fn expected(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: ArrayView1<'_, f64>,
) -> Array1<f64> {
    Array1::from_shape_fn(data.ncols(), |j| {
        let square = |i| ((data[[i, j]] - model[[i, j]]) / sigma[j]).powi(2);
        (0..data.nrows()).map(square).sum::<f64>() / data.nrows() as f64
    })
}

/// Numbers without a pattern that a mistake could share.
fn table(rows: usize, columns: usize, salt: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        ((i * 7919 + j * 104_729 + salt * 31) % 1000) as f64 / 100.0 - 5.0
    })
}

/// Uncertainties that differ.
fn sigmas(columns: usize) -> Array1<f64> {
    Array1::from_shape_fn(columns, |j| 0.5 + (j % 7) as f64)
}

/// Equal but for rounding.
fn assert_close(found: &Array1<f64>, expected: &Array1<f64>, about: &str) {
    assert_eq!(found.len(), expected.len(), "{about}: one misfit a column");
    for (j, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-12 * expected.abs(),
            "{about}: the misfit of column {j} is {expected}, not {found}"
        );
    }
}

/// That this is the error, and nothing was written.
fn assert_refused(
    data: &Array2<f64>,
    model: &Array2<f64>,
    sigma: &Array1<f64>,
    room: usize,
    error: MisfitError,
) {
    let mut out = Array1::from_elem(room, 5.0);
    let found = misfit(data.view(), model.view(), sigma.view(), out.view_mut());
    assert_eq!(
        found,
        Err(error),
        "{error}; of several errors, the first in the order of the enum"
    );
    assert!(
        out.iter().all(|&kept| kept == 5.0),
        "{error}: and something was written, although there was an error"
    );
}

#[test]
fn a_model_that_is_right_has_no_misfit() {
    let data = array![[1.0, 2.0], [3.0, 4.0]];
    let found = misfits(data.view(), data.view(), array![1.0, 1.0].view());
    assert_eq!(found, array![0.0, 0.0]);
}

#[test]
fn a_deviation_of_one_sigma_is_a_misfit_of_one() {
    let found = misfits(
        array![[21.5]].view(),
        array![[22.0]].view(),
        array![0.5].view(),
    );
    assert_eq!(found, array![1.0]);
}

#[test]
fn each_column_has_a_misfit_of_its_own() {
    let data = array![[1.0, 0.0, 0.0], [3.0, 0.0, 2.0]];
    let model = Array2::zeros((2, 3));
    let found = misfits(data.view(), model.view(), array![1.0, 1.0, 1.0].view());
    // (1 + 9) / 2, 0, (0 + 4) / 2.
    assert_eq!(found, array![5.0, 0.0, 2.0], "axis 0 goes down the rows");
}

#[test]
fn each_column_is_measured_by_its_own_uncertainty() {
    let data = array![[2.0, 2.0, 2.0]];
    let model = Array2::zeros((1, 3));
    let found = misfits(data.view(), model.view(), array![1.0, 2.0, 4.0].view());
    assert_eq!(found, array![4.0, 1.0, 0.25]);
}

#[test]
fn it_is_a_mean_and_not_a_sum() {
    let data = Array2::from_elem((10, 1), 3.0);
    let model = Array2::from_elem((10, 1), 1.0);
    let found = misfits(data.view(), model.view(), array![1.0].view());
    assert_eq!(found, array![4.0], "ten times 4 has the mean 4");
}

#[test]
fn what_the_output_held_before_does_not_matter() {
    let (data, model) = (table(5, 3, 1), table(5, 3, 2));
    let mut out = array![f64::NAN, 1e300, -7.0];
    misfit(data.view(), model.view(), sigmas(3).view(), out.view_mut()).expect("three columns");
    let right = expected(data.view(), model.view(), sigmas(3).view());
    assert_close(&out, &right, "an output that was used before");
}

#[test]
fn tables_of_every_shape_come_out() {
    // If you work in blocks, what is left after the last whole block is what one forgets.
    for rows in (1..40).chain([63, 64, 65, 200]) {
        for columns in [1, 2, 3, 7, 8, 9, 17, 64] {
            let (data, model, sigma) = (
                table(rows, columns, 3),
                table(rows, columns, 4),
                sigmas(columns),
            );
            assert_close(
                &misfits(data.view(), model.view(), sigma.view()),
                &expected(data.view(), model.view(), sigma.view()),
                &format!("{rows} rows and {columns} columns"),
            );
        }
    }
}

#[test]
fn a_table_without_columns_has_no_misfits_and_that_is_no_error() {
    let empty = Array2::<f64>::zeros((4, 0));
    let found = misfits(empty.view(), empty.view(), sigmas(0).view());
    assert!(found.is_empty());
}

#[test]
fn a_table_without_rows_has_no_mean() {
    let empty = Array2::zeros((0, 3));
    assert_refused(&empty, &empty, &sigmas(3), 3, MisfitError::NoRows);
    let nothing = Array2::zeros((0, 0));
    assert_refused(&nothing, &nothing, &sigmas(0), 0, MisfitError::NoRows);
}

#[test]
fn a_model_of_another_shape_is_an_error() {
    let data = table(4, 3, 1);
    // Transposed; a row less; and one row, which the operators would stretch without a word.
    for shape in [(3, 4), (3, 3), (1, 3)] {
        let error = MisfitError::Shape {
            data: (4, 3),
            model: shape,
        };
        let model = table(shape.0, shape.1, 2);
        assert_refused(&data, &model, &sigmas(3), 3, error);
    }
}

#[test]
fn one_uncertainty_and_one_place_for_each_column() {
    let data = table(4, 3, 1);
    for wrong in [0, 1, 2, 4] {
        let sigma = MisfitError::Sigmas {
            columns: 3,
            sigmas: wrong,
        };
        assert_refused(&data, &data, &sigmas(wrong), 3, sigma);
        let room = MisfitError::Room {
            columns: 3,
            room: wrong,
        };
        assert_refused(&data, &data, &sigmas(3), wrong, room);
    }
}

#[test]
fn an_uncertainty_is_a_finite_number_above_zero() {
    let data = table(4, 3, 1);
    for wrong in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let sigma = array![1.0, wrong, wrong];
        assert_refused(&data, &data, &sigma, 3, MisfitError::NotASigma(1));
    }
}

#[test]
fn of_several_errors_the_first_in_the_enum_is_returned() {
    let (data, none) = (table(4, 3, 1), Array2::zeros((0, 3)));
    let bad = array![0.0, 1.0];
    let shape = MisfitError::Shape {
        data: (4, 3),
        model: (0, 3),
    };
    assert_refused(&data, &none, &bad, 7, shape);
    let sigma = MisfitError::Sigmas {
        columns: 3,
        sigmas: 2,
    };
    assert_refused(&none, &none, &bad, 7, sigma);
    let room = MisfitError::Room {
        columns: 3,
        room: 7,
    };
    assert_refused(&none, &none, &array![0.0, 1.0, 1.0], 7, room);
    let no_rows = MisfitError::NoRows;
    assert_refused(&none, &none, &array![0.0, 1.0, 1.0], 3, no_rows);
}

#[test]
fn a_transposed_table_is_read_by_its_indices() {
    for (rows, columns) in [(2, 3), (9, 5), (40, 33), (8, 8), (1, 9), (9, 1)] {
        // Made with rows and columns exchanged, so that the view lies by columns.
        let (data, model) = (table(columns, rows, 5), table(columns, rows, 6));
        let sigma = sigmas(columns);
        assert_close(
            &misfits(data.t(), model.t(), sigma.view()),
            &expected(data.t(), model.t(), sigma.view()),
            &format!("transposed, {rows} rows and {columns} columns"),
        );
    }
}

#[test]
fn data_and_model_may_lie_in_different_orders() {
    let (data, model, sigma) = (table(12, 7, 1), table(7, 12, 2), sigmas(7));
    assert_close(
        &misfits(data.view(), model.t(), sigma.view()),
        &expected(data.view(), model.t(), sigma.view()),
        "data by rows and model by columns",
    );
    assert_close(
        &misfits(model.t(), data.view(), sigma.view()),
        &expected(model.t(), data.view(), sigma.view()),
        "data by columns and model by rows",
    );
}

#[test]
fn a_part_of_a_table_is_read_without_its_surroundings() {
    let (data, model) = (table(30, 20, 1), table(50, 40, 2));
    let (data, model) = (
        data.slice(s![3..27;2, 1..20;3]),
        model.slice(s![5..17, 30..37]),
    );
    assert_eq!(data.dim(), model.dim());
    let sigma = sigmas(14);
    let sigma = sigma.slice(s![..;2]);
    assert_close(
        &misfits(data, model, sigma),
        &expected(data, model, sigma),
        "every second row and every third column",
    );
    assert_close(
        &misfits(data.t().slice(s![.., ..7]), model.slice(s![..7, ..]), sigma),
        &expected(data.t().slice(s![.., ..7]), model.slice(s![..7, ..]), sigma),
        "every second column and every third row, transposed",
    );
}

#[test]
fn a_view_may_run_backwards() {
    let (data, model, sigma) = (table(11, 9, 1), table(9, 11, 2), sigmas(9));
    let (mut data, mut model, mut sigma) = (data.view(), model.t(), sigma.view());
    for axis in [0, 1] {
        data.invert_axis(Axis(axis));
        model.invert_axis(Axis(axis));
        sigma.invert_axis(Axis(0));
        for (first, second) in [(data, model), (model, data)] {
            assert_close(
                &misfits(first, second, sigma),
                &expected(first, second, sigma),
                "a view that runs backwards",
            );
        }
    }
}

#[test]
fn the_output_may_be_a_column_of_another_table() {
    let (data, model, sigma) = (table(6, 4, 1), table(6, 4, 2), sigmas(4));
    let mut report = Array2::from_elem((4, 3), -1.0);
    misfit(
        data.view(),
        model.view(),
        sigma.view(),
        report.column_mut(1),
    )
    .expect("four places");
    let right = expected(data.view(), model.view(), sigma.view());
    assert_close(&report.column(1).to_owned(), &right, "a column of a table");
    assert!(
        report
            .column(0)
            .iter()
            .chain(report.column(2))
            .all(|&kept| kept == -1.0),
        "the columns beside it were written to"
    );
}

#[test]
fn a_missing_value_spoils_its_column_and_no_other() {
    for (row, column) in [(0, 0), (4, 2), (9, 3)] {
        let (mut data, model, sigma) = (table(10, 4, 1), table(10, 4, 2), sigmas(4));
        let mut right = expected(data.view(), model.view(), sigma.view());
        data[[row, column]] = f64::NAN;
        right[column] = f64::NAN;
        let by_rows = misfits(data.view(), model.view(), sigma.view());
        let turned = data.t().to_owned();
        let by_columns = misfits(turned.t(), model.view(), sigma.view());
        for found in [by_rows, by_columns] {
            for (j, (found, right)) in found.iter().zip(&right).enumerate() {
                assert_eq!(
                    found.is_nan(),
                    right.is_nan(),
                    "NaN in column {column}: the misfit of column {j} is {right}, not {found}"
                );
            }
        }
    }
}

#[test]
fn infinite_deviations_have_an_infinite_misfit() {
    let infinity = f64::INFINITY;
    let data = array![[infinity, 1.0, infinity], [1.0, 1.0, 1.0]];
    let model = array![[0.0, -infinity, infinity], [1.0, 1.0, 1.0]];
    let found = misfits(data.view(), model.view(), sigmas(3).view());
    assert_eq!(
        found.slice(s![..2]),
        array![infinity, infinity],
        "the square of an infinite deviation is infinite, and so is its mean with 0"
    );
    assert!(found[2].is_nan(), "infinity less infinity is not a number");
}

#[test]
fn very_small_and_very_large_units_are_no_excuse() {
    // Three sigma, in both columns. But the square of 1e-200 is zero, and that of 1e200 is infinite.
    let data = array![[3e-200, 3e200], [-3e-200, -3e200]];
    let model = Array2::zeros((2, 2));
    let found = misfits(data.view(), model.view(), array![1e-200, 1e200].view());
    assert_close(
        &found,
        &array![9.0, 9.0],
        "three sigma in strange units: divide before you square",
    );
    let (data, model) = (data.t().to_owned(), model.t().to_owned());
    let found = misfits(data.t(), model.t(), array![1e-200, 1e200].view());
    assert_close(&found, &array![9.0, 9.0], "and the same by columns");
}
