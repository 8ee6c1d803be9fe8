//! The functions of the lesson on ufuncs, on inputs that trip up careless code.

mod python;

use listings::discriminant::{self, discriminant};
use listings::grid_max::{self, axis, f, mesh};
use listings::scattered::numbers;
use listings::trig::{self, trig};
use ndarray::{Array1, Array2, ArrayView1, s};

/// From two arrays into a third.
type OfTwo = fn(&[f64], &[f64], &mut [f64]);
/// From three arrays into a fourth.
type OfThree = fn(&[f64], &[f64], &[f64], &mut [f64]);

/// Lengths around those at which registers, blocks and pieces end.
const LENGTHS: [usize; 14] = [
    0, 1, 2, 3, 7, 8, 9, 16, 511, 512, 513, 16_383, 16_385, 70_001,
];

const TRIGS: [(&str, OfTwo); 4] = [
    ("loop", trig::indexed),
    ("zip", |a, b, out| trig::zip(a.into(), b.into(), out.into())),
    ("simd", trig::simd),
    ("parallel", trig::parallel),
];

const DISCRIMINANTS: [(&str, OfThree); 6] = [
    ("loop", discriminant::indexed),
    ("iterator", discriminant::iterator),
    ("zip", |a, b, c, out| {
        discriminant::zip(a.into(), b.into(), c.into(), out.into());
    }),
    ("simd", discriminant::simd),
    ("streaming", discriminant::streaming),
    ("parallel", discriminant::parallel),
];

fn close(found: f64, expected: f64) -> bool {
    (found.is_nan() && expected.is_nan())
        || found == expected
        || (found - expected).abs() <= 1e-15 * expected.abs()
}

/// So many numbers from −10 to 10, with some that trip up careless code among them.
fn strange(length: usize, turn: usize) -> Vec<f64> {
    let special = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -0.0,
        1e-310,
        1e200,
        -800.0,
    ];
    let mut x: Vec<f64> = numbers("10^6").unwrap()[..length]
        .iter()
        .map(|x| 20.0 * x - 10.0)
        .collect();
    x.rotate_left(turn.min(length));
    for (place, special) in (turn..length).step_by(97).zip(special.into_iter().cycle()) {
        x[place] = special;
    }
    x
}

#[test]
fn every_trig_is_the_scalar_one_of_each_pair_at_every_length() {
    for length in LENGTHS {
        let (a, b) = (strange(length, 1), strange(length, 5));
        for (name, fill) in TRIGS {
            let mut out = vec![7.0; length];
            fill(&a, &b, &mut out);
            for i in 0..length {
                let expected = trig(a[i], b[i]);
                assert!(
                    close(out[i], expected),
                    "{name}({}, {}) is {}",
                    a[i],
                    b[i],
                    out[i]
                );
            }
        }
        let whole = trig::arrays(ArrayView1::from(&a), ArrayView1::from(&b));
        assert!(
            (0..length).all(|i| close(whole[i], trig(a[i], b[i]))),
            "arrays"
        );
    }
}

#[test]
fn every_discriminant_is_the_scalar_one_of_each_equation_wherever_the_slices_begin() {
    for length in LENGTHS {
        let [a, b, c] = [1, 5, 11].map(|turn| strange(length + 3, turn));
        for start in 0..3 {
            let at = start..start + length;
            for (name, fill) in DISCRIMINANTS {
                let mut out = vec![7.0; length + 3];
                fill(
                    &a[at.clone()],
                    &b[at.clone()],
                    &c[at.clone()],
                    &mut out[at.clone()],
                );
                for i in at.clone() {
                    let expected = discriminant(a[i], b[i], c[i]);
                    assert!(
                        close(out[i], expected),
                        "{name} at {i} of {length}: {}",
                        out[i]
                    );
                }
                let outside = (0..length + 3).filter(|i| !at.contains(i));
                assert!(
                    outside.into_iter().all(|i| out[i] == 7.0),
                    "{name} wrote elsewhere"
                );
            }
        }
    }
}

#[test]
fn arrays_that_are_not_in_one_piece_give_the_same() {
    let every_other = |x: &Array1<f64>| x.slice(s![..;2]).to_owned();
    let [a, b, c] = [1, 5, 11].map(|turn| Array1::from(strange(1000, turn)));
    let (x, y, z) = (a.slice(s![..;2]), b.slice(s![..;2]), c.slice(s![..;2]));
    let mut out = Array1::zeros(500);
    discriminant::zip(x, y, z, out.view_mut());
    let expected = discriminant::arrays(
        every_other(&a).view(),
        every_other(&b).view(),
        every_other(&c).view(),
    );
    assert!(out.iter().zip(&expected).all(|(x, y)| close(*x, *y)));
    let mut backwards = Array1::zeros(500);
    trig::zip(
        x.slice(s![..;-1]),
        y.slice(s![..;-1]),
        backwards.slice_mut(s![..;-1]),
    );
    let forwards = trig::arrays(x, y);
    assert!(backwards.iter().zip(&forwards).all(|(x, y)| close(*x, *y)));
}

#[test]
fn the_largest_value_is_found_wherever_it_is_and_whatever_the_layout() {
    for (rows, columns) in [(1, 1), (1, 9), (7, 8), (16, 3), (5, 33)] {
        for peak in [(0, 0), (rows - 1, columns - 1), (rows / 2, columns / 3)] {
            let mut x = Array2::from_elem((rows, columns), 2.0);
            let y = Array2::from_shape_fn((rows, columns), |(i, j)| 0.5 + (i + j) as f64 * 1e-3);
            x[peak] = 0.25;
            let expected = f(0.25, y[peak]);
            let (flat_x, flat_y) = (x.as_slice().unwrap(), y.as_slice().unwrap());
            let transposed = (x.t().to_owned(), y.t().to_owned());
            for (name, found) in [
                ("loop", grid_max::indexed(x.view(), y.view())),
                ("arrays", grid_max::arrays(x.view(), y.view())),
                ("zip", grid_max::zip(x.view(), y.view())),
                (
                    "zip, transposed",
                    grid_max::zip(transposed.0.t(), transposed.1.t()),
                ),
                ("simd", grid_max::simd(flat_x, flat_y)),
                ("parallel", grid_max::parallel(flat_x, flat_y)),
            ] {
                assert!(
                    close(found, expected),
                    "{name} of {rows} × {columns}: {found}"
                );
            }
        }
    }
}

#[test]
fn axes_give_what_their_arrays_give() {
    for (columns, rows) in [(1, 1), (2, 5), (9, 4), (64, 65), (101, 3)] {
        let (xs, ys) = (axis(columns.max(2)), axis(rows.max(2)));
        let (x, y) = mesh(&xs, &ys);
        assert_eq!(x.dim(), (ys.len(), xs.len()));
        assert_eq!(
            (x[[1, 0]], y[[0, 1]]),
            (xs[0], ys[0]),
            "rows repeat x, columns repeat y"
        );
        let expected = grid_max::indexed(x, y);
        for found in [
            grid_max::simd_axes(&xs, &ys),
            grid_max::parallel_axes(&xs, &ys),
            grid_max::zip(x, y),
            grid_max::arrays(x, y),
        ] {
            assert!(close(found, expected), "{found}, not {expected}");
        }
    }
}

#[test]
fn without_points_there_is_no_largest_value() {
    let none = Array2::<f64>::zeros((0, 3));
    assert_eq!(grid_max::zip(none.view(), none.view()), f64::NEG_INFINITY);
    assert_eq!(grid_max::simd(&[], &[]), f64::NEG_INFINITY);
    assert_eq!(grid_max::parallel(&[], &[]), f64::NEG_INFINITY);
    assert_eq!(grid_max::simd_axes(&[], &[1.0]), f64::NEG_INFINITY);
    assert_eq!(grid_max::parallel_axes(&[1.0], &[]), f64::NEG_INFINITY);
}

#[test]
fn the_peak_of_a_grid_with_a_point_in_the_middle_is_one() {
    let odd = axis(101);
    assert_eq!((odd[0], odd[50], odd[100]), (-3.0, 0.0, 3.0));
    assert_eq!(grid_max::simd_axes(&odd, &odd), 1.0);
}

#[test]
fn discriminants_that_are_known_come_out() {
    let (a, b, c) = ([1.0, 1.0, 1.0], [3.0, 2.0, 0.0], [2.0, 1.0, 1.0]);
    for (name, fill) in DISCRIMINANTS {
        let mut out = [0.0; 3];
        fill(&a, &b, &c, &mut out);
        assert_eq!(out, [1.0, 0.0, -4.0], "{name}");
    }
}

#[test]
fn the_python_cells_of_the_page_keep_their_promises() {
    let needed = "Python with numpy and numba";
    let left_out = "the Python cells of the lesson on ufuncs";
    if let Some(interpreter) = python::interpreter("import numpy, numba", needed, left_out) {
        python::run(&interpreter, "ufuncs.py");
    }
}
