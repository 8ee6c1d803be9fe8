//! In the lesson, two threads were slower than one on a matrix of 100 × 100, and faster on one of 1000 × 1000. A function
//! that is called with both shouldn't make its caller choose.
//!
//! You write **`trace_tanh(a)`**, which chooses by itself. Its work for each number is larger than the lesson's, as a
//! hyperbolic tangent is taken of *all* numbers, and not only of those on the diagonal:
//!
//! b_ij = tanh(a_ij) + (tanh(a_00) + tanh(a_11) + … )
//!
//! On a small matrix it must be as fast as one thread, which it is if it *is* one thread: no pool is woken, no thread is
//! started. On a large one all processors work. Where the line is, you find out by measuring.
//!
//! **What it must give.** The same at every size, on either side of your line: a matrix of the shape of `a`, with b_ij at
//! `[[i, j]]` however `a` lies in memory. Views may be transposed, have steps, run backwards, be a window of something
//! larger, or show one row many times. An error of 10⁻¹² for each row is forgiven, since sums may be added up in any order.
//! A matrix of 0 × 0 gives one of 0 × 0. The hyperbolic tangent of ±∞ is ±1. A NaN on the diagonal makes every number NaN,
//! one elsewhere only itself.
//!
//! **Errors.** If `a` isn't square, return `NotSquare` with its shape, that of 0 × 3 included.
//!
//! **Before you start, guess.** From which size on will two threads be faster than one? A hyperbolic tangent takes
//! nanoseconds, and waking a pool of threads microseconds. How many of the one are a few of the other?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | matrices that aren't square |
//! | `small` | 0 × 0, 1 × 1 and a little more |
//! | `every-size` | sizes on both sides of any line |
//! | `views` | matrices that lie otherwise in memory |
//! | `special` | NaN and infinities |
//! | `speed` | many small matrices and a few large ones, at 0.8 of the speed of a version that chooses well, or above |
//!
//! In your own race the goal is to be 1.2 times as fast as one thread, and there is one time for small and large matrices
//! together. Threads for all of them lose on the small ones more than they win on the large ones; threads for none of them win
//! nothing. It takes two processors that are free; what the judge asks is relative to what its machine allows.
//!
//! `ndarray` and `rayon` are there; `std::thread::scope` will do as well. `ndarray` has methods of its own that begin with
//! `par_`, behind a feature that is off here; rayon's work on slices. `unsafe` isn't needed, nor allowed.

use answer::{NotSquare, trace_tanh};
use ndarray::{Array, Array2, ArrayView2, ShapeBuilder, array, s};

/// Numbers without a pattern, from −2 to 2.
fn numbers(rows: usize, columns: usize) -> Array2<f64> {
    let wave = |(i, j)| 2.0 * (12.9898 * i as f64 + 78.233 * j as f64 + 0.5).sin();
    Array::from_shape_fn((rows, columns), wave)
}

/// What the task says, number by number.
fn expected(a: ArrayView2<'_, f64>) -> Array2<f64> {
    let trace: f64 = a.diag().iter().map(|x| x.tanh()).sum();
    Array::from_shape_fn(a.dim(), |place| a[place].tanh() + trace)
}

/// The answer agrees with the task, for a matrix that is called so.
fn assert_right(a: ArrayView2<'_, f64>, name: &str) {
    let found = trace_tanh(a).expect("the matrix is square");
    assert_eq!(found.dim(), a.dim(), "the result has the shape of {name}");
    let slack = 1e-12 * a.nrows() as f64;
    for ((place, &found), &expected) in found.indexed_iter().zip(&expected(a)) {
        assert!(
            (found.is_nan() && expected.is_nan()) || (found - expected).abs() <= slack,
            "the number at {place:?} of {name} is {expected}, not {found}"
        );
    }
}

/// Two sizes, on both sides of any line that makes sense.
const SMALL_AND_LARGE: [usize; 2] = [6, 400];

#[test]
fn a_single_number_is_its_own_diagonal() {
    let half = 0.5_f64.tanh();
    assert_eq!(trace_tanh(array![[0.5]].view()), Ok(array![[half + half]]));
}

#[test]
fn each_number_gets_its_own_tangent_and_the_sum_over_the_diagonal() {
    let a = array![[0.0, 1.0], [-2.0, 0.5]];
    let trace = 0.0 + 0.5_f64.tanh();
    let b = trace_tanh(a.view()).expect("two rows and two columns");
    for (place, x) in a.indexed_iter() {
        assert!(
            (b[place] - (x.tanh() + trace)).abs() < 1e-14,
            "at {place:?}: tanh({x}) plus the sum {trace} is {}, not {}",
            x.tanh() + trace,
            b[place]
        );
    }
}

#[test]
fn a_matrix_of_nothing_is_square() {
    let nothing = Array2::<f64>::zeros((0, 0));
    assert_eq!(trace_tanh(nothing.view()), Ok(nothing));
}

#[test]
fn a_matrix_that_is_not_square_is_an_error() {
    for (rows, columns) in [
        (2, 3),
        (3, 2),
        (0, 3),
        (1, 0),
        (1, 7),
        (300, 301),
        (301, 300),
    ] {
        assert_eq!(
            trace_tanh(numbers(rows, columns).view()),
            Err(NotSquare { rows, columns }),
            "{rows} × {columns}"
        );
    }
}

#[test]
fn every_small_size_is_right() {
    for n in 0..70 {
        assert_right(numbers(n, n).view(), &format!("a matrix of {n} × {n}"));
    }
}

#[test]
fn every_larger_size_is_right_to_its_last_row() {
    // If rows are shared out to threads, those that don't divide evenly are the ones to forget. And each thread needs the
    // sum over the whole diagonal, not only over its own rows.
    for n in [90, 97, 100, 101, 127, 128, 129, 181, 256, 257, 311, 400] {
        assert_right(numbers(n, n).view(), &format!("a matrix of {n} × {n}"));
    }
}

#[test]
fn the_matrix_is_left_as_it_was() {
    for n in SMALL_AND_LARGE {
        let a = numbers(n, n);
        trace_tanh(a.view()).expect("the matrix is square");
        assert_eq!(a, numbers(n, n));
    }
}

#[test]
fn a_transposed_matrix_has_its_rows_where_the_columns_were() {
    for n in SMALL_AND_LARGE {
        assert_right(
            numbers(n, n).t(),
            &format!("a transposed matrix of {n} × {n}"),
        );
    }
}

#[test]
fn a_matrix_may_be_stored_by_columns() {
    for n in SMALL_AND_LARGE {
        let mut a = Array2::zeros((n, n).f());
        a.assign(&numbers(n, n));
        assert_right(
            a.view(),
            &format!("a matrix of {n} × {n} stored by columns"),
        );
    }
}

#[test]
fn a_matrix_may_have_steps_and_run_backwards() {
    for n in SMALL_AND_LARGE {
        let large = numbers(3 * n, 2 * n);
        let steps = large.slice(s![..;3, ..;2]);
        assert_right(
            steps,
            &format!("every third row and second column, {n} × {n}"),
        );
        let a = numbers(n, n);
        let backwards = a.slice(s![..;-1, ..]);
        assert_right(backwards, &format!("{n} rows, the last one first"));
        let backwards = a.slice(s![.., ..;-1]);
        assert_right(backwards, &format!("{n} columns, the last one first"));
    }
}

#[test]
fn a_matrix_may_be_a_window_of_a_larger_one() {
    for n in SMALL_AND_LARGE {
        let large = numbers(n + 5, n + 3);
        let window = large.slice(s![2..n + 2, 1..n + 1]);
        assert_right(window, &format!("a window of {n} × {n}"));
    }
}

#[test]
fn a_matrix_may_be_one_row_many_times() {
    for n in SMALL_AND_LARGE {
        let row = numbers(1, n);
        let many = row.broadcast((n, n)).expect("one row can be many");
        assert_right(many, &format!("one row, {n} times"));
    }
}

#[test]
fn infinities_have_a_tangent_of_one() {
    for n in SMALL_AND_LARGE {
        let mut a = numbers(n, n);
        a[[1, 1]] = f64::INFINITY;
        a[[2, 2]] = f64::NEG_INFINITY;
        a[[n - 1, 0]] = f64::NEG_INFINITY;
        assert_right(a.view(), &format!("a matrix of {n} × {n} with infinities"));
    }
}

#[test]
fn nan_beside_the_diagonal_stays_where_it_is() {
    for n in SMALL_AND_LARGE {
        let mut a = numbers(n, n);
        a[[n - 1, 2]] = f64::NAN;
        let b = trace_tanh(a.view()).expect("the matrix is square");
        let found: Vec<_> = b
            .indexed_iter()
            .filter(|(_, x)| x.is_nan())
            .map(|(place, _)| place)
            .collect();
        assert_eq!(found, [(n - 1, 2)], "where {n} × {n} numbers are NaN");
    }
}

#[test]
fn nan_on_the_diagonal_is_everywhere() {
    for n in SMALL_AND_LARGE {
        let mut a = numbers(n, n);
        a[[n - 1, n - 1]] = f64::NAN;
        let b = trace_tanh(a.view()).expect("the matrix is square");
        let count = b.iter().filter(|x| x.is_nan()).count();
        assert_eq!(
            count,
            n * n,
            "a sum with a NaN in it is NaN, and it is in all numbers"
        );
    }
}
