//! In the lesson, `b * b - 4.0 * a * c` on arrays made an array for each operation. The discriminant is only the beginning
//! of what people want to know: they want the roots. In whole-array style that is a dozen temporaries more, each of them
//! written to memory and read back, none of them kept.
//!
//! You write **`real_roots(a, b, c, low, high)`**. It goes once over the equations ax² + bx + c = 0 and writes both roots of
//! each to where the caller wants them, the smaller one to `low[i]` and the larger one to `high[i]`. It returns how many of
//! the equations have a real root. On the way it **allocates nothing**: whatever is between a coefficient and a root is one
//! number in a register, not a slice.
//!
//! **What it must give.**
//!
//! | equation | `low[i]` and `high[i]` | counts |
//! | --- | --- | --- |
//! | two roots | the smaller and the larger | yes |
//! | discriminant zero | the one root, twice | yes |
//! | `a` zero, `b` not: a line | its root −c/b, twice | yes |
//! | `a` and `b` zero, whatever `c` is | NaN, twice | no |
//! | discriminant below zero | NaN, twice | no |
//! | `b² − 4ac` isn't a finite number | NaN, twice | no |
//!
//! The last row goes before the others. It has every equation with a NaN or an infinity in it, and those with coefficients
//! whose products are too large for an `f64`. A *root* may be too large: it is an infinity then. The sign of a root that is
//! zero isn't looked at.
//!
//! **How exact.** One part in 10¹³, for the small root too. The formula from school, (−b ± √(b² − 4ac)) / 2a, fails this: if
//! b² is much larger than 4ac, then one of the two signs subtracts two numbers that are nearly equal, and what is left are
//! their rounding errors. The other sign adds, and is good. So compute q = −(b ± √(b² − 4ac)) / 2 with the sign *that b
//! has* (if b is zero, either sign will do); the roots are q/a and c/q, as their product is c/a.
//!
//! You won't be asked for equations in which b² and 4ac agree in their first digits, unless the numbers are whole and both
//! products are exact; nor for numbers whose products are too small for an `f64`.
//!
//! **Errors.** If one of `b`, `c`, `low` and `high` isn't as long as `a`, return `LengthMismatch` for the first of them in
//! this order, and write nothing.
//!
//! **Before you start, guess.** One pass does as many multiplications, divisions and square roots as a dozen of them. How
//! many times as fast will it be?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | slices of different length |
//! | `two-roots` | both roots, in order and in their places |
//! | `one-root` | double roots and lines |
//! | `no-root` | equations without a real root |
//! | `stable` | a small root beside a large one |
//! | `special` | zeros, NaN, infinities, products and roots that are too large |
//! | `speed` | at least eight times as fast as a fresh slice for each operation |
//!
//! That nothing is allocated can't be seen from outside, so no points depend on it; the last test here counts. One thread,
//! and `std` is enough. `unsafe` isn't needed, nor allowed.

use answer::{LengthMismatch, Slice, real_roots};

/// Roots of a few equations, and how many of the equations have any.
fn roots<const N: usize>(equations: [[f64; 3]; N]) -> ([[f64; 2]; N], usize) {
    let [a, b, c] = [0, 1, 2].map(|which| equations.map(|equation| equation[which]));
    let (mut low, mut high) = ([f64::MAX; N], [f64::MIN; N]);
    let count = real_roots(&a, &b, &c, &mut low, &mut high).expect("all slices have one length");
    (std::array::from_fn(|i| [low[i], high[i]]), count)
}

/// Equal but for one part in 10¹³; NaN where NaN is due.
fn assert_roots([a, b, c]: [f64; 3], expected: [f64; 2]) {
    let ([found], count) = roots([[a, b, c]]);
    let alike = |(found, expected): (f64, f64)| {
        (found.is_nan() && expected.is_nan())
            || found == expected
            || (expected.is_finite() && (found - expected).abs() <= 1e-13 * expected.abs())
    };
    let equation = format!("a = {a:?}, b = {b:?}, c = {c:?}");
    let real = usize::from(!expected[0].is_nan());
    let due = match real {
        0 => "no real root, so `low` and `high`",
        _ => "the smaller root and the larger, to one part in 10¹³,",
    };
    assert!(
        found.into_iter().zip(expected).all(alike),
        "{equation}: {due} are {expected:?}, not {found:?}"
    );
    assert_eq!(
        count, real,
        "how many equations have a real root, if there is only this one: {equation}"
    );
}

#[test]
fn one_and_two_are_the_roots_of_their_product() {
    // (x − 1)(x − 2)
    assert_eq!(
        roots([[1.0, -3.0, 2.0]]),
        ([[1.0, 2.0]], 1),
        "`low` and `high`, and how many equations have a real root"
    );
}

#[test]
fn each_equation_has_its_roots_in_its_own_place() {
    let equations = [[1.0, -3.0, 2.0], [1.0, 0.0, -9.0], [2.0, -10.0, 0.0]];
    assert_eq!(
        roots(equations),
        ([[1.0, 2.0], [-3.0, 3.0], [0.0, 5.0]], 3),
        "`low` and `high` of each, and how many equations have a real root"
    );
}

#[test]
fn the_smaller_root_comes_first_even_if_the_parabola_opens_downwards() {
    // An equation and minus this equation have the same roots.
    let why = "dividing by a negative `a` turns the order round";
    assert_eq!(roots([[-1.0, 3.0, -2.0]]), ([[1.0, 2.0]], 1), "{why}");
    assert_eq!(roots([[-1.0, -3.0, -2.0]]), ([[-2.0, -1.0]], 1), "{why}");
}

#[test]
fn a_double_root_is_written_twice_and_its_equation_counts_once() {
    // (x − 3)²
    assert_eq!(roots([[1.0, -6.0, 9.0]]), ([[3.0, 3.0]], 1));
    assert_eq!(roots([[-4.0, -8.0, -4.0]]), ([[-1.0, -1.0]], 1));
}

#[test]
fn an_equation_without_a_real_root_gets_nan_and_does_not_count() {
    assert_roots([1.0, 0.0, 1.0], [f64::NAN; 2]);
    assert_roots([-2.0, 1.0, -3.0], [f64::NAN; 2]);
    let (_, count) = roots([[1.0, 0.0, 1.0], [1.0, 0.0, -1.0], [5.0, 1.0, 5.0]]);
    assert_eq!(count, 1, "of these three only x² − 1 has real roots");
}

#[test]
fn no_equations_are_no_error() {
    assert_eq!(real_roots(&[], &[], &[], &mut [], &mut []), Ok(0));
}

#[test]
fn each_slice_must_be_as_long_as_a() {
    let lengths = [
        (Slice::B, [2, 3, 3, 3]),
        (Slice::C, [3, 4, 3, 3]),
        (Slice::Low, [3, 3, 0, 3]),
        (Slice::High, [3, 3, 3, 9]),
        // Two are wrong: the first one in the order b, c, low, high is named.
        (Slice::C, [3, 1, 3, 1]),
        (Slice::B, [5, 3, 5, 5]),
    ];
    for (slice, lengths) in lengths {
        let found = lengths[slice as usize];
        let [b, c, mut low, mut high] = lengths.map(|length| vec![7.0; length]);
        let error = LengthMismatch {
            slice,
            expected: 3,
            found,
        };
        assert_eq!(
            real_roots(&[1.0; 3], &b, &c, &mut low, &mut high),
            Err(error)
        );
        let mut places = low.iter().chain(&high);
        assert!(
            places.all(|&place| place == 7.0),
            "nothing is written when there is an error"
        );
    }
}

#[test]
fn every_number_of_equations_is_solved_to_the_last() {
    // If you work in blocks, the equations after the last whole block are the ones to forget.
    for length in 0..70 {
        let (a, b) = (vec![1.0; length], vec![0.0; length]);
        let c: Vec<f64> = (0..length).map(|i| -((i * i) as f64)).collect();
        let (mut low, mut high) = (vec![9.5; length], vec![9.5; length]);
        let count = real_roots(&a, &b, &c, &mut low, &mut high);
        assert_eq!(count, Ok(length), "all of {length} equations have roots");
        for i in 0..length {
            let root = i as f64;
            assert_eq!(
                (low[i], high[i]),
                (-root, root),
                "x² − {root}², equation {i} of {length}"
            );
        }
    }
}

#[test]
fn a_part_of_a_vector_is_solved_where_it_stands() {
    let (a, b, c) = ([9.0, 1.0, 1.0], [9.0, 9.0, -3.0, 2.0], [2.0]);
    let (mut low, mut high) = ([0.0; 3], [0.0; 4]);
    let count = real_roots(&a[2..], &b[2..3], &c, &mut low[1..2], &mut high[3..]);
    assert_eq!(count, Ok(1));
    assert_eq!(
        (low, high),
        ([0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 2.0]),
        "the smaller root in its one place, the larger in its own, and zeros round them as before"
    );
}

#[test]
fn with_a_zero_there_is_a_line_and_its_one_root() {
    assert_roots([0.0, 2.0, -3.0], [1.5, 1.5]);
    assert_roots([0.0, -4.0, -1.0], [-0.25, -0.25]);
    assert_roots([-0.0, 5.0, 10.0], [-2.0, -2.0]);
    assert_roots([0.0, 7.0, 0.0], [0.0, 0.0]);
}

#[test]
fn with_a_and_b_zero_there_is_nothing_to_solve() {
    for c in [1.0, -1.0, 0.0] {
        assert_roots([0.0, 0.0, c], [f64::NAN; 2]);
    }
}

#[test]
fn coefficients_that_are_zero_do_not_divide_by_zero() {
    // x² = 0: `q` is zero, and zero divided by zero is NaN.
    assert_roots([1.0, 0.0, 0.0], [0.0, 0.0]);
    assert_roots([-3.0, 0.0, 0.0], [0.0, 0.0]);
    assert_roots([1.0, 3.0, 0.0], [-3.0, 0.0]);
    // With `b` zero, √d still needs a sign. NumPy's `sign(0)` is 0, and that would make `q` zero.
    assert_roots([1.0, 0.0, -4.0], [-2.0, 2.0]);
}

#[test]
fn a_small_root_beside_a_large_one_keeps_its_digits() {
    // The formula from school finds -7.45e-9 in place of -1e-8.
    assert_roots([1.0, 1e8, 1.0], [-1e8, -1e-8]);
    assert_roots([1.0, -1e8, 1.0], [1e-8, 1e8]);
    assert_roots([-1.0, 1e8, 1.0], [-1e-8, 1e8]);
    assert_roots([1.0, 1e150, 1.0], [-1e150, -1e-150]);
    assert_roots([2.0, -1e100, 3.0], [3e-100, 5e99]);
}

#[test]
fn nan_stays_in_its_place_and_does_not_count() {
    let good = [1.0, -3.0, 2.0];
    for which in 0..3 {
        let mut bad = good;
        bad[which] = f64::NAN;
        let (found, count) = roots([good, bad, good]);
        assert_eq!(
            [found[0], found[2]],
            [[1.0, 2.0]; 2],
            "the equations beside the one with a NaN have their roots"
        );
        assert!(
            found[1][0].is_nan() && found[1][1].is_nan(),
            "an equation with a NaN in it, {bad:?}, gets NaN twice, not {:?}",
            found[1]
        );
        assert_eq!(count, 2, "an equation with a NaN in it has no real root");
    }
}

#[test]
fn an_infinite_coefficient_has_no_root() {
    for infinity in [f64::INFINITY, f64::NEG_INFINITY] {
        assert_roots([infinity, 1.0, 1.0], [f64::NAN; 2]);
        assert_roots([infinity, 1.0, -1.0], [f64::NAN; 2]);
        assert_roots([1.0, infinity, 1.0], [f64::NAN; 2]);
        assert_roots([1.0, 1.0, infinity], [f64::NAN; 2]);
        assert_roots([0.0, infinity, 1.0], [f64::NAN; 2]);
        assert_roots([0.0, 1.0, infinity], [f64::NAN; 2]);
    }
}

#[test]
fn a_discriminant_too_large_for_a_number_has_no_root_either() {
    assert_roots([1.0, 1e200, 1.0], [f64::NAN; 2]);
    assert_roots([1e200, 1.0, -1e200], [f64::NAN; 2]);
}

#[test]
fn a_root_too_large_is_infinite_and_the_other_one_is_found() {
    assert_roots([1e-310, 1.0, 1.0], [f64::NEG_INFINITY, -1.0]);
    assert_roots([-1e-310, 1.0, 1.0], [-1.0, f64::INFINITY]);
}

#[test]
fn nothing_is_allocated_on_the_way() {
    let numbers: Vec<f64> = (0..1001).map(|i| f64::from(i) - 500.0).collect();
    let (mut low, mut high) = (vec![0.0; 1001], vec![0.0; 1001]);
    let bytes = allocated::during(|| {
        real_roots(&numbers, &numbers, &numbers, &mut low, &mut high).expect("one length");
    });
    assert_eq!(
        bytes, 0,
        "bytes were allocated on the way from 1001 equations to their roots; a slice of temporaries has 8008"
    );
}

/// An allocator that counts what each thread asks for: tests run beside each other.
mod allocated {
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::cell::Cell;

    thread_local! {
        static BYTES: Cell<usize> = const { Cell::new(0) };
    }

    struct Counting;

    #[global_allocator]
    static ALLOCATOR: Counting = Counting;

    /// How many bytes this thread asks for during some work.
    pub fn during(work: impl FnOnce()) -> usize {
        let before = BYTES.get();
        work();
        BYTES.get() - before
    }

    // SAFETY: each call is passed on to the system's allocator unchanged. The counter is a constant at first and needs no
    // clean-up, so that using it allocates nothing.
    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            BYTES.set(BYTES.get() + layout.size());
            // SAFETY: the caller keeps the contract of `alloc`.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
            // SAFETY: the pointer came from `alloc` above, and so from the system's allocator, with this layout.
            unsafe { System.dealloc(pointer, layout) }
        }
    }
}
