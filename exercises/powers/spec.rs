//! In the lesson the exponent stood in the program, and the compiler wrote out the multiplications. When it comes from a
//! file, `x.powi(n)` is a call for each number. Each call asks the same questions about `n`: is this bit set, is there
//! another one? A thousand numbers, and it is asked a thousand times.
//!
//! You write **`powers(x, n, powers)`**, which raises *all* numbers of a slice to one whole exponent, known only when the
//! program runs. Since you see the numbers together, you can ask once and answer for many.
//!
//! **What it must give.** `powers[i]` is `x[i]` to the power of `n`, but for rounding: an error of `|n|` units in the
//! last place is forgiven, as every multiplication may add one half and squaring doubles what was there. A negative `n`
//! means one over the power, so that −2 makes a quarter of 2. Everything to the power of 0 is 1, a NaN too: that is
//! what `powi` and NumPy say. Infinities and zeros behave as repeated multiplication would have it, signs included. Any
//! `i32` is an exponent, the smallest one included, which has no positive twin.
//!
//! **Errors.** If the two slices aren't of the same length, return `LengthMismatch` and write nothing.
//!
//! **Before you start, guess.** `powi` squares repeatedly, and you will too: the multiplications for one number are the
//! same. What is there to be won?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | slices of different length |
//! | `whole` | positive exponents, slices of all lengths |
//! | `negative` | negative exponents |
//! | `special` | the exponent 0; zeros, infinities and NaN |
//! | `extremes` | the largest and the smallest exponent |
//! | `speed` | at least 1.5 times as fast as `powi` for each number |
//!
//! One thread, and `std` is enough. `unsafe` isn't needed, nor allowed.

use answer::{LengthMismatch, powers};

/// The powers of a few numbers.
fn raised(x: &[f64], n: i32) -> Vec<f64> {
    let mut out = vec![f64::MAX; x.len()];
    powers(x, n, &mut out).expect("there is room for each power");
    out
}

/// Equal but for rounding; the same zero, the same infinity, NaN where NaN is due.
fn assert_powers(x: &[f64], n: i32, expected: &[f64]) {
    let found = raised(x, n);
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let slack = f64::from(n).abs() * f64::EPSILON * expected.abs();
        let alike = (found.is_nan() && expected.is_nan())
            || (found == expected && found.is_sign_negative() == expected.is_sign_negative())
            || (expected.is_finite() && expected != 0.0 && (found - expected).abs() <= slack);
        assert!(
            alike,
            "{} to the power of {n} is {expected}, not {found} (x[{i}] of {} numbers)",
            x[i],
            x.len()
        );
    }
}

#[test]
fn two_cubed_is_eight() {
    assert_eq!(raised(&[2.0], 3), [8.0]);
}

#[test]
fn each_number_has_its_power_in_its_own_place() {
    assert_eq!(raised(&[1.0, 2.0, 3.0, -4.0], 2), [1.0, 4.0, 9.0, 16.0]);
}

#[test]
fn the_first_power_is_the_number_itself() {
    let x = [3.25, -0.1, 1e300, 5e-324];
    assert_eq!(raised(&x, 1), x);
}

#[test]
fn an_odd_power_of_a_negative_number_is_negative() {
    assert_eq!(raised(&[-2.0, -2.0], 5), [-32.0, -32.0]);
    assert_eq!(raised(&[-2.0], 4), [16.0]);
}

#[test]
fn nothing_to_raise_is_no_error() {
    assert_eq!(powers(&[], 7, &mut []), Ok(()));
}

#[test]
fn too_little_room_is_an_error() {
    let mut room = [5.0; 2];
    let error = LengthMismatch {
        numbers: 3,
        powers: 2,
    };
    assert_eq!(powers(&[1.0, 2.0, 3.0], 2, &mut room), Err(error));
    assert_eq!(room, [5.0; 2], "nothing is written when there is an error");
}

#[test]
fn too_much_room_is_an_error_as_well() {
    let mut room = [5.0; 3];
    let error = LengthMismatch {
        numbers: 1,
        powers: 3,
    };
    assert_eq!(powers(&[2.0], 2, &mut room), Err(error));
    assert_eq!(room, [5.0; 3], "nothing is written when there is an error");
}

#[test]
fn every_length_is_raised_to_its_last_number() {
    // If you work in blocks, the numbers after the last whole block are the ones to forget.
    for length in 0..70 {
        let x: Vec<f64> = (0..length).map(|i| f64::from(i) - 20.0).collect();
        let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
        assert_eq!(raised(&x, 2), squares, "of {length} numbers");
    }
}

#[test]
fn a_part_of_a_vector_is_raised_where_it_stands() {
    let x = [9.0, 2.0, 3.0, 9.0];
    let mut out = [0.0; 4];
    powers(&x[1..3], 3, &mut out[1..3]).expect("two numbers, two places");
    assert_eq!(out, [0.0, 8.0, 27.0, 0.0]);
}

#[test]
fn every_exponent_up_to_a_thousand_comes_out() {
    let x = [0.7, 0.99, 1.0, 1.001, 1.3, -0.9];
    for n in 1..=1000 {
        let expected = x.map(|x: f64| x.powf(f64::from(n)));
        assert_powers(&x, n, &expected);
    }
}

#[test]
fn a_negative_exponent_is_one_over_the_power() {
    assert_eq!(raised(&[2.0, 4.0, -0.5], -2), [0.25, 0.0625, 4.0]);
    let x = [0.7, 0.99, 1.3, -1.1];
    for n in 1..=300 {
        let expected = x.map(|x: f64| x.powf(f64::from(-n)));
        assert_powers(&x, -n, &expected);
    }
}

#[test]
fn everything_to_the_power_of_zero_is_one() {
    let x = [0.0, -0.0, 7.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    assert_eq!(raised(&x, 0), [1.0; 6]);
}

#[test]
fn nan_stays_nan_and_stays_in_its_place() {
    assert_powers(&[2.0, f64::NAN, 3.0], 2, &[4.0, f64::NAN, 9.0]);
    assert_powers(&[2.0, f64::NAN], -1, &[0.5, f64::NAN]);
}

#[test]
fn zeros_and_infinities_keep_their_signs() {
    let x = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY];
    assert_powers(&x, 3, &[0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY]);
    assert_powers(&x, 4, &[0.0, 0.0, f64::INFINITY, f64::INFINITY]);
    assert_powers(&x, -3, &[f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0]);
    assert_powers(&x, -4, &[f64::INFINITY, f64::INFINITY, 0.0, 0.0]);
}

#[test]
fn a_square_that_is_too_large_does_no_harm_if_it_isn_t_needed() {
    // 1e200 squared overflows. Its first power doesn't contain that square.
    assert_eq!(raised(&[1e200, -1e200, 1e-200], 1), [1e200, -1e200, 1e-200]);
    assert_eq!(raised(&[1e100], 3), [1e100 * 1e100 * 1e100]);
}

#[test]
fn a_power_too_large_is_infinite_and_one_too_small_is_zero() {
    assert_powers(
        &[10.0, -10.0, 0.1],
        401,
        &[f64::INFINITY, f64::NEG_INFINITY, 0.0],
    );
}

#[test]
fn the_largest_exponent_takes_as_few_steps_as_it_has_bits() {
    // Two thousand million multiplications would take seconds; 31 squarings don't.
    let n = i32::MAX;
    assert_powers(&[1.0, -1.0, 2.0, 0.5], n, &[1.0, -1.0, f64::INFINITY, 0.0]);
    let x = 1.0 + 1e-9;
    assert_powers(&[x], n, &[x.powf(f64::from(n))]);
}

#[test]
fn the_smallest_exponent_has_no_positive_twin() {
    // i32::MIN is even, and -i32::MIN isn't an i32.
    assert_powers(
        &[1.0, -1.0, 2.0, 0.5],
        i32::MIN,
        &[1.0, 1.0, 0.0, f64::INFINITY],
    );
}
