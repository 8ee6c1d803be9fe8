//! *x* ← *r x* (1 − *x*) is the quadratic map of the lesson, with a parameter *r* in place of the 4. It is chaos in its
//! shortest form: change the last bit of the start, and fifty steps later the trajectory is another one. Change the *type*
//! of the numbers, and the same happens. Numba compiles your function a second time when it meets a second type. Rust does
//! too, if you let it: a generic function is written once, and compiled for each type that it is called with.
//!
//! You write three functions, generic over `F: Number`. The trait is given, and it asks for little: a number can be copied,
//! subtracted and multiplied, and there is a one.
//!
//! - **`trajectory(r, start, steps)`**: the start and each number after it, `steps + 1` in all.
//! - **`together(r, starts, steps)`**: `N` trajectories side by side; only where they end. `N` is a const generic, so that the
//!   compiler knows it.
//! - **`ends(r, starts, steps, ends)`**: the same for any number of starts. This one should be fast.
//!
//! **To the bit.** A chaotic trajectory forgives nothing, so the form is part of the task: `r * x * (F::ONE - x)`, which is
//! (*r x*) (1 − *x*). *r* (*x* (1 − *x*)) and *r* (*x* − *x*²) are equal in algebra, are rounded differently, and are wrong.
//! So is a multiply-add. Single precision is computed in single precision. How many trajectories move together mustn't be
//! seen in any of them.
//!
//! **Any type.** The tests bring types of their own: whole numbers modulo a prime, and numbers that carry their derivative.
//! They have no comparison, no zero and no conversion. If one of your functions asks for more than `F: Number`, the tests
//! won't compile.
//!
//! **Errors.** `ends` returns `LengthMismatch` if starts and ends aren't equally many, and then writes nothing.
//!
//! **Before you start, guess.** A step is a subtraction and two multiplications, for each trajectory, and that remains so.
//! How many times as fast can five hundred trajectories be if they don't go one after the other?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `trajectory` | trajectories in `f64` |
//! | `types` | trajectories in `f32`, and modulo a prime |
//! | `together` | one to sixty-four trajectories side by side |
//! | `ends` | any number of starts; too little and too much room |
//! | `speed` | `ends` at least 3 times as fast as one trajectory after the other, in `f64` and `f32` |
//!
//! One thread, and `std` is enough. `unsafe` isn't needed, nor allowed.

use std::fmt::Debug;
use std::ops::{Mul, Sub};

use answer::{LengthMismatch, Number, ends, together, trajectory};

/// Whole numbers modulo a prime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Modulo101(u32);

impl Sub for Modulo101 {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self((self.0 + 101 - other.0) % 101)
    }
}

impl Mul for Modulo101 {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0 % 101)
    }
}

impl Number for Modulo101 {
    const ONE: Self = Self(1);
}

/// A number and its derivative with respect to the start.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Dual {
    value: f64,
    slope: f64,
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            slope: self.slope - other.slope,
        }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: self.slope * other.value + self.value * other.slope,
        }
    }
}

impl Number for Dual {
    const ONE: Self = Self {
        value: 1.0,
        slope: 0.0,
    };
}

/// Where the steps lead from each start, one after the other.
fn expected<F: Number>(r: F, starts: &[F], steps: usize) -> Vec<F> {
    let end = |&start| (0..steps).fold(start, |x, _| r * x * (F::ONE - x));
    starts.iter().map(end).collect()
}

/// Starts between 0 and 1.
fn starts(count: usize) -> Vec<f64> {
    (1..=count).map(|i| i as f64 / (count + 1) as f64).collect()
}

/// The ends, in memory that held something else before.
fn found<F: Number>(r: F, starts: &[F], steps: usize) -> Vec<F> {
    let mut found = vec![F::ONE; starts.len()];
    ends(r, starts, steps, &mut found).expect("there is room for each end");
    found
}

/// Equal to the bit; `bits` are those of a number.
fn assert_bits<F: Copy + Debug, B: PartialEq>(
    what: &str,
    found: &[F],
    right: &[F],
    bits: impl Fn(F) -> B,
) {
    let (count, due) = (found.len(), right.len());
    assert_eq!(count, due, "{what}: how many numbers there are");
    for (place, (&found, &right)) in found.iter().zip(right).enumerate() {
        assert!(
            bits(found) == bits(right),
            "{what}: number {place}, counted from 0, must be {right:?}, and is {found:?}"
        );
    }
}

#[test]
fn a_half_goes_to_one_and_one_to_zero() {
    assert_eq!(trajectory(4.0, 0.5, 3), [0.5, 1.0, 0.0, 0.0]);
}

#[test]
fn a_trajectory_begins_with_its_start() {
    assert_eq!(trajectory(4.0, 0.3, 0), [0.3], "no steps, one number");
    assert_eq!(trajectory(2.0, 0.25, 1), [0.25, 0.375]);
}

#[test]
fn n_steps_are_n_and_one_numbers() {
    for steps in [0, 1, 2, 10, 1000] {
        let count = trajectory(3.9, 0.1, steps).len();
        assert_eq!(count, steps + 1, "the start counts, too");
    }
}

#[test]
fn single_precision_is_a_type_like_any_other() {
    assert_eq!(trajectory(4.0_f32, 0.25, 2), [0.25_f32, 0.75, 0.75]);
}

#[test]
fn a_step_is_rounded_as_the_task_says() {
    // Of a thousand steps, the first wrong bit spoils all that follow.
    let (mut x, mut right) = (0.1, vec![0.1]);
    for _ in 0..1000 {
        x = 3.9 * x * (1.0 - x);
        right.push(x);
    }
    assert_bits(
        "1000 steps in f64, each (r x) (1 − x)",
        &trajectory(3.9, 0.1, 1000),
        &right,
        f64::to_bits,
    );
}

#[test]
fn single_precision_is_computed_in_single_precision() {
    let (mut x, mut right) = (0.1_f32, vec![0.1_f32]);
    for _ in 0..1000 {
        x = 3.9 * x * (1.0 - x);
        right.push(x);
    }
    assert_bits(
        "1000 steps in f32, each (r x) (1 − x), with no f64 on the way",
        &trajectory(3.9_f32, 0.1, 1000),
        &right,
        f32::to_bits,
    );
}

#[test]
fn numbers_may_be_whole() {
    let found = trajectory(Modulo101(4), Modulo101(3), 3);
    assert_eq!(
        found,
        [3, 77, 24, 14].map(Modulo101),
        "modulo 101, 4·3·(1 − 3) is −24, which is 77; 4·77·(1 − 77) is 24; 4·24·(1 − 24) is 14"
    );
}

#[test]
fn numbers_may_carry_their_derivative() {
    // By the chain rule the slope is the product of r (1 − 2x) along the way. Nobody wrote a function for it.
    let r = Dual {
        value: 3.5,
        slope: 0.0,
    };
    let start = Dual {
        value: 0.2,
        slope: 1.0,
    };
    let found = trajectory(r, start, 20);
    let mut slope = 1.0;
    for number in &found {
        assert!(
            (number.slope - slope).abs() <= 1e-9 * slope.abs(),
            "the slope is {slope}, not {}",
            number.slope
        );
        slope *= 3.5 * (1.0 - 2.0 * number.value);
    }
}

#[test]
fn those_who_go_together_arrive_where_each_would_arrive_alone() {
    let four = [0.1, 0.2, 0.3, 0.4];
    for steps in [0, 1, 2, 3, 100] {
        assert_bits(
            &format!("four together, after {steps} steps"),
            &together(3.9, four, steps),
            &expected(3.9, &four, steps),
            f64::to_bits,
        );
    }
}

#[test]
fn one_may_go_together_with_nobody() {
    assert_eq!(together(4.0, [0.5], 1), [1.0]);
    assert_eq!(together::<f64, 0>(4.0, [], 5), []);
}

#[test]
fn any_number_may_go_together_in_any_type() {
    fn check<const N: usize>() {
        let doubles: [f64; N] = std::array::from_fn(|i| (i + 1) as f64 / (N + 1) as f64);
        let singles = doubles.map(|x| x as f32);
        let whole: [Modulo101; N] = std::array::from_fn(|i| Modulo101(i as u32 * 7 % 101));
        assert_bits(
            &format!("{N} together in f64"),
            &together(3.9, doubles, 200),
            &expected(3.9, &doubles, 200),
            f64::to_bits,
        );
        assert_bits(
            &format!("{N} together in f32"),
            &together(3.9, singles, 200),
            &expected(3.9, &singles, 200),
            f32::to_bits,
        );
        assert_eq!(
            together(Modulo101(5), whole, 200).to_vec(),
            expected(Modulo101(5), &whole, 200),
            "{N} together modulo 101"
        );
    }
    check::<2>();
    check::<3>();
    check::<7>();
    check::<8>();
    check::<16>();
    check::<33>();
}

#[test]
fn every_start_has_its_end() {
    // If you work in blocks, the starts after the last whole block are the ones to forget.
    for count in 0..80 {
        let doubles = starts(count);
        assert_bits(
            &format!("`ends` of {count} f64"),
            &found(3.9, &doubles, 60),
            &expected(3.9, &doubles, 60),
            f64::to_bits,
        );
        let singles: Vec<f32> = doubles.iter().map(|&x| x as f32).collect();
        assert_bits(
            &format!("`ends` of {count} f32"),
            &found(3.9, &singles, 60),
            &expected(3.9, &singles, 60),
            f32::to_bits,
        );
    }
}

#[test]
fn whole_numbers_have_their_ends_as_well() {
    let whole: Vec<Modulo101> = (0..101).map(Modulo101).collect();
    assert_eq!(
        found(Modulo101(7), &whole, 33),
        expected(Modulo101(7), &whole, 33),
        "101 starts modulo 101, and their ends"
    );
}

#[test]
fn no_steps_lead_nowhere() {
    let starts = starts(21);
    assert_eq!(
        found(3.9, &starts, 0),
        starts,
        "without a step each start is its own end"
    );
}

#[test]
fn no_starts_are_no_error() {
    assert_eq!(ends::<f64>(4.0, &[], 10, &mut []), Ok(()));
}

#[test]
fn an_end_for_each_start_or_an_error() {
    for (count, room) in [(3, 2), (2, 3), (0, 1), (40, 0), (17, 16), (16, 32)] {
        let mut ends_found = vec![7.0; room];
        let error = LengthMismatch {
            starts: count,
            ends: room,
        };
        assert_eq!(ends(3.9, &starts(count), 5, &mut ends_found), Err(error));
        assert!(
            ends_found.iter().all(|&kept| kept == 7.0),
            "nothing is written when there is an error"
        );
    }
}

#[test]
fn what_leaves_the_interval_goes_to_minus_infinity_and_disturbs_nobody() {
    let mixed = [0.3, 1.5, -0.1, f64::INFINITY, f64::NEG_INFINITY, 0.7];
    let found = found(4.0, &mixed, 100);
    assert_eq!(
        found[1..5],
        [f64::NEG_INFINITY; 4],
        "the starts 1 to 4 of 0 to 5 aren't between 0 and 1"
    );
    let alone = expected(4.0, &[0.3, 0.7], 100);
    assert_eq!(
        [found[0], found[5]],
        alone[..],
        "the first start and the last are between 0 and 1, whoever goes along"
    );
}

#[test]
fn nan_stays_nan_in_its_own_place() {
    let found = found(4.0, &[0.5, f64::NAN, 0.25], 2);
    assert_eq!(
        [found[0], found[2]],
        [0.0, 0.75],
        "the NaN between these two mustn't be seen in them"
    );
    assert!(found[1].is_nan(), "not a number, wherever it goes");
    assert!(trajectory(4.0, f64::NAN, 2).iter().all(|x| x.is_nan()));
}
