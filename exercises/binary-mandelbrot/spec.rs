//! Which points of the plane belong to the Mandelbrot set? In the lesson a point was given a number, the steps that it makes
//! before it leaves the circle of radius 2, and the binary picture was made of the numbers afterwards. If black and white
//! is all that is wanted, both the counting and the memory for the counts are for nothing.
//!
//! You write **`binary(re, im, steps, picture)`**, which draws the set in black and white, one *bit* a point.
//!
//! **The rule.** From *z* = 0, a step is *z* ← *z*² + *c*: with *z* = *x* + *y* i and *c* = `re` + `im` i,
//!
//! ```text
//! (x, y) = (x * x - y * y + re, 2.0 * x * y + im)
//! ```
//!
//! in `f64` and in this order, no multiply-add, so that everybody's picture is the same to the bit. A point is black if
//! `x * x + y * y <= 4.0` after *every one* of the first `steps` steps. (The lesson's loops ask before each step, and so
//! never where the last one ends.) On the circle is not outside. NaN is nowhere, so not inside. With no steps nothing is
//! asked, and everything is black.
//!
//! **The picture** is in the form of the bitmap files called PBM: rows from top to bottom, a row for each number in `im`; in
//! a row a bit for each number in `re`, from left to right, 1 for black. The first of eight points is the highest bit of
//! the byte. Each row begins with a new byte, and bits left over at its end are 0. So the picture needs `room(re.len(),
//! im.len())` bytes, which is given.
//!
//! **Errors.** If the picture isn't of that length, return `WrongRoom` and write nothing.
//!
//! **Stop at divergence.** A point that has left never comes back. Most points of a picture leave after a few steps, so do
//! not make four hundred with them.
//!
//! **Before you start, guess.** Your loop for one point stops at the right moment. How much is there to be won by moving
//! several points together, some of which then have to wait for the others?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | pictures of the wrong length |
//! | `points` | single points |
//! | `picture` | pictures of many sizes, large and zoomed in |
//! | `edges` | no steps, too many steps, the circle itself, NaN and infinities, no points |
//! | `speed` | at least 2.5 times as fast as one point after the other |
//!
//! One thread, and `std` is enough. `unsafe` isn't needed, nor allowed.

use answer::{WrongRoom, binary, room};

/// The picture of these points, in memory that held something else before.
fn picture(re: &[f64], im: &[f64], steps: u32) -> Vec<u8> {
    let mut picture = vec![0b1010_0101; room(re.len(), im.len())];
    binary(re, im, steps, &mut picture).expect("there is room for all points");
    picture
}

/// The bytes of a picture, as a failing test should show them: `10000010` says more than 130.
fn bits(picture: &[u8]) -> Vec<String> {
    picture.iter().map(|byte| format!("{byte:08b}")).collect()
}

/// Whether a single point is black.
fn is_black(re: f64, im: f64, steps: u32) -> bool {
    let picture = picture(&[re], &[im], steps);
    assert_eq!(
        picture[0] & 0b0111_1111,
        0,
        "one point is one bit, the highest; the others are 0"
    );
    picture[0] != 0
}

/// The rule, word by word.
fn rule(re: f64, im: f64, steps: u32) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    for _ in 0..steps {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        let inside = x * x + y * y <= 4.0;
        if !inside {
            return false;
        }
    }
    true
}

/// Compares a picture with the rule, point by point.
fn assert_picture(re: &[f64], im: &[f64], steps: u32) {
    let found = picture(re, im, steps);
    let bytes = re.len().div_ceil(8);
    for (i, &im) in im.iter().enumerate() {
        let row = &found[i * bytes..][..bytes];
        for (j, &re) in re.iter().enumerate() {
            let black = row[j / 8] >> (7 - j % 8) & 1 == 1;
            assert_eq!(
                black,
                rule(re, im, steps),
                "is the point {re} + {im} i, in row {i} and column {j}, black after {steps} steps? Left is yours, right the rule"
            );
        }
        for j in re.len()..8 * bytes {
            let bit = row[j / 8] >> (7 - j % 8) & 1;
            assert_eq!(bit, 0, "bit {j} of row {i} is after the last point");
        }
    }
}

/// As many numbers as asked for, in even steps.
fn along(from: f64, to: f64, count: usize) -> Vec<f64> {
    let step = (to - from) / count as f64;
    (0..count).map(|i| from + step * i as f64).collect()
}

#[test]
fn the_origin_never_moves() {
    assert!(is_black(0.0, 0.0, 50));
}

#[test]
fn a_point_outside_the_circle_has_left_after_one_step() {
    assert!(!is_black(3.0, 0.0, 1), "its first step ends at 3");
    assert!(!is_black(0.0, -2.5, 50), "its first step ends at -2.5i");
}

#[test]
fn one_half_leaves_on_the_fifth_step() {
    // 0.5, 0.75, 1.0625, 1.62…, 3.15…
    assert!(is_black(0.5, 0.0, 4), "after four steps it is at 1.62");
    assert!(!is_black(0.5, 0.0, 5), "after five steps it is at 3.15");
}

#[test]
fn i_goes_round_for_ever() {
    // i, −1 + i, −i, −1 + i, …
    assert!(is_black(0.0, 1.0, 1000), "it never leaves");
    assert!(!is_black(0.01, 1.0, 1000), "a hundredth beside it, it does");
}

#[test]
fn on_the_circle_is_not_outside() {
    // −2 goes to 2 and stays there, on the circle.
    assert!(is_black(-2.0, 0.0, 1000), "-2, 2, 2, and so on");
    assert!(is_black(2.0, 0.0, 1), "its first step ends on the circle");
    assert!(!is_black(2.0, 0.0, 2), "and its second at 6");
}

#[test]
fn eight_points_are_one_byte_and_the_first_is_its_highest_bit() {
    let re = [0.0, 3.0, 3.0, 3.0, 3.0, 3.0, 0.0, 3.0];
    assert_eq!(bits(&picture(&re, &[0.0], 50)), ["10000010"]);
}

#[test]
fn each_row_begins_with_a_new_byte() {
    // Three points a row: three bits, and five that are 0.
    let re = [-1.0, 0.0, 1.0];
    assert_eq!(
        bits(&picture(&re, &[0.0, 3.0, 0.0], 50)),
        ["11000000", "00000000", "11000000"]
    );
    let nine = [0.0; 9];
    assert_eq!(
        bits(&picture(&nine, &[0.0, 0.0], 5)),
        ["11111111", "10000000", "11111111", "10000000"]
    );
}

#[test]
fn a_row_is_a_number_of_im_and_a_column_one_of_re() {
    // −1.5 + 0i is inside, 0 − 1.5i isn't: rows and columns can't be exchanged.
    let (re, im) = ([-1.5, 0.0], [0.0, -1.5]);
    assert_eq!(bits(&picture(&re, &im, 50)), ["11000000", "00000000"]);
}

#[test]
fn a_picture_of_the_wrong_length_is_an_error() {
    let (re, im) = ([0.0; 9], [0.0; 3]);
    for wrong in [0, 1, 5, 7, 27] {
        let mut small = vec![7; wrong];
        let error = WrongRoom {
            needed: 6,
            room: wrong,
        };
        assert_eq!(binary(&re, &im, 50, &mut small), Err(error));
        assert!(
            small.iter().all(|&byte| byte == 7),
            "nothing is written when there is an error"
        );
    }
}

#[test]
fn no_points_need_no_room() {
    assert_eq!(binary(&[], &[], 50, &mut []), Ok(()));
    assert_eq!(
        binary(&[], &[1.0, 2.0], 50, &mut []),
        Ok(()),
        "two rows of no points"
    );
    assert_eq!(binary(&[1.0, 2.0], &[], 50, &mut []), Ok(()));
    assert!(
        binary(&[], &[], 50, &mut [0]).is_err(),
        "no points need no byte, and here is one"
    );
}

#[test]
fn pictures_of_every_width_are_right_up_to_their_right_edge() {
    for width in 1..80 {
        assert_picture(&along(-2.0, 0.6, width), &along(1.1, -1.1, 7), 60);
    }
}

#[test]
fn every_number_of_steps_is_made_and_not_one_more() {
    let (re, im) = (along(-2.1, 0.6, 61), along(1.2, -1.2, 41));
    for steps in (1..40).chain([63, 64, 65, 100]) {
        assert_picture(&re, &im, steps);
    }
}

#[test]
fn with_no_steps_everything_is_black() {
    assert!(is_black(0.0, 0.0, 0));
    let re = [5.0, f64::NAN, f64::INFINITY];
    assert_eq!(
        bits(&picture(&re, &[0.0], 0)),
        ["11100000"],
        "nothing was asked"
    );
}

#[test]
fn what_is_not_a_number_is_not_inside() {
    let nan = f64::NAN;
    assert_eq!(
        bits(&picture(&[0.0, nan, 0.0], &[0.0], 50)),
        ["10100000"],
        "`!(d <= 4.0)` is true of a NaN, and `d > 4.0` isn't"
    );
    assert_eq!(
        bits(&picture(&[0.0, -1.0], &[0.0, nan], 1)),
        ["11000000", "00000000"],
        "a row whose `im` is NaN"
    );
}

#[test]
fn what_is_infinite_or_very_large_is_not_inside() {
    for far in [f64::INFINITY, f64::NEG_INFINITY, 1e200, -1e155, 1e308] {
        // Infinity less infinity is NaN, which is still not inside.
        assert_eq!(
            bits(&picture(&[far, 0.0], &[0.0, far], 9)),
            ["01000000", "00000000"],
            "the points {far}, 0, {far} + {far} i and {far} i"
        );
    }
}

#[test]
fn a_magnified_piece_has_the_same_points() {
    // A piece of coastline, a hundred-thousandth wide: in single precision it has another shape.
    let (re, im) = (
        along(-0.743_648_9, -0.743_638_9, 60),
        along(0.131_830_9, 0.131_820_9, 40),
    );
    assert_picture(&re, &im, 300);
}

#[test]
fn where_everybody_has_left_nobody_goes_on() {
    // Four thousand million steps. If this takes long, you haven't stopped.
    let (re, im) = (along(1.0, 3.0, 20), along(1.0, 2.0, 3));
    assert!(picture(&re, &im, u32::MAX).iter().all(|&byte| byte == 0));
}
