//! The vector maths is as close to the truth as it says, everywhere, and so is the truth that it is held to.

use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use fearless_simd::Level;
use listings::vector_maths::accuracy::{FUNCTIONS, Function, argument, levels, worst};
use listings::vector_maths::reference::{self, Double};
use listings::vector_maths::slices;

/// A number with so many bits as were asked for.
type Big = FBig<HalfEven, 2>;

fn big(x: f64) -> Big {
    Big::try_from(x).expect("a finite number")
}

/// The function of `x` to 200 bits, by a library for arbitrary precision.
fn precisely(function: Function, x: f64) -> Big {
    // A large argument is known to the last of its bits, and so has π to be.
    let bits = if x.abs() < 1e6 { 200 } else { 2400 };
    let x = big(x).with_precision(bits).value();
    match function {
        Function::Sin => x.sin(),
        Function::Cos => x.cos(),
        Function::Exp => x.exp(),
        Function::Tanh => {
            // With more digits, as nearly all of them cancel where x is small.
            let x = x.with_precision(3000).value();
            let squared = (&x + &x).exp();
            (&squared - Big::ONE) / (&squared + Big::ONE)
        }
    }
}

/// Our function at a level.
fn ours(function: Function, level: Level, x: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; x.len()];
    function.ours(level, x, &mut out);
    out
}

#[test]
fn the_reference_agrees_with_arbitrary_precision_to_95_bits() {
    for function in FUNCTIONS {
        let points = if function == Function::Tanh { 40 } else { 1000 };
        for index in 0..points {
            let x = argument(function, index);
            if function == Function::Tanh && x.abs() < 1e-100 {
                continue;
            }
            let truth = precisely(function, x);
            let Double { high, low } = function.truth()(x);
            if high.abs() < 1e-270 {
                // The second half is too small for all its digits.
                continue;
            }
            let error = (big(high).with_precision(300).value() + big(low) - &truth) / &truth;
            let error = error.to_f64().value().abs();
            assert!(
                error < 2.0_f64.powi(-95),
                "{}({x:e}): {error:e}",
                function.name()
            );
        }
    }
}

#[test]
fn the_largest_error_of_a_hundred_thousand_arguments_is_within_its_bound() {
    for function in FUNCTIONS {
        for (level, bound) in levels().into_iter().zip(function.bounds()) {
            let Some(level) = level else { continue };
            let worst = worst(function, 100_000, |x, out| function.ours(level, x, out));
            assert!(
                worst.ulps <= bound,
                "{}: {worst:?}, bound {bound}",
                function.name()
            );
        }
    }
}

#[test]
fn the_page_shows_errors_within_the_bounds_and_no_smaller_than_those_found_here() {
    let table = include_str!("../src/vector_maths/accuracy.txt");
    for (function, line) in FUNCTIONS.into_iter().zip(table.lines().skip(1)) {
        let mut cells = line.split_whitespace();
        assert_eq!(cells.next(), Some(function.name()));
        let [_, fused, unfused] = [(); 3].map(|()| cells.next().unwrap().parse::<f64>().unwrap());
        for (shown, bound) in [fused, unfused].into_iter().zip(function.bounds()) {
            assert!((0.5..=bound).contains(&shown), "{line}");
        }
        let [Some(level), _] = levels() else { continue };
        let found = worst(function, 20_000, |x, out| function.ours(level, x, out));
        assert!(found.ulps <= fused + 0.001, "{found:?}: {line}");
    }
}

/// Numbers that trip up careless code.
const SPECIAL: [f64; 16] = [
    0.0,
    -0.0,
    5e-324,
    -5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    1e-20,
    1.0,
    -1.0,
    707.999,
    -707.999,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

#[test]
fn zeros_infinities_nan_and_subnormals_give_what_the_library_gives() {
    for function in FUNCTIONS {
        for level in levels().into_iter().flatten() {
            let found = ours(function, level, &SPECIAL);
            for (x, found) in SPECIAL.into_iter().zip(found) {
                let expected = function.library()(x);
                let what = format!("{}({x:e}) = {found:e}, not {expected:e}", function.name());
                assert_eq!(found.is_nan(), expected.is_nan(), "{what}");
                if !expected.is_nan() {
                    let near = (found - expected).abs() <= 1e-15 * expected.abs();
                    assert!(found == expected || near, "{what}");
                    assert_eq!(
                        found.is_sign_negative(),
                        expected.is_sign_negative(),
                        "{what}"
                    );
                }
            }
        }
    }
}

#[test]
fn values_that_everyone_knows_are_exact() {
    for level in levels().into_iter().flatten() {
        assert_eq!(ours(Function::Cos, level, &[0.0, -0.0]), [1.0, 1.0]);
        assert_eq!(ours(Function::Exp, level, &[0.0, -0.0]), [1.0, 1.0]);
        assert_eq!(ours(Function::Sin, level, &[0.0]), [0.0]);
        assert_eq!(
            ours(Function::Tanh, level, &[0.0, 25.0, -1e300]),
            [0.0, 1.0, -1.0]
        );
    }
}

#[test]
fn huge_arguments_are_reduced_with_all_the_digits_of_pi_that_it_takes() {
    // The last is the `f64` that comes nearest to a multiple of π/2 (W. Kahan). It goes to the library, and glibc's cosine of
    // it is 8 units away from the truth; with too few digits of π, not one bit would be right.
    let nearest = 6_381_956_970_095_103.0 * 2.0_f64.powi(797);
    for x in [
        3e6,
        1e10,
        1e22,
        -1e22,
        1e100,
        1e300,
        f64::MAX,
        nearest,
        -nearest,
    ] {
        for (function, big) in [
            (Function::Sin, precisely(Function::Sin, x)),
            (Function::Cos, precisely(Function::Cos, x)),
        ] {
            let truth = Double::new(big.to_f64().value());
            for level in levels().into_iter().flatten() {
                let found = ours(function, level, &[x])[0];
                let error = reference::ulps(found, truth);
                assert!(
                    error <= 10.0,
                    "{}({x:e}) is {error} ulp away",
                    function.name()
                );
            }
        }
    }
}

#[test]
fn exponentials_that_overflow_underflow_or_lose_digits_are_right() {
    for x in [
        708.0, 709.7, 709.79, 710.0, 1e300, -708.0, -708.5, -740.0, -745.2, -746.0,
    ] {
        for level in levels().into_iter().flatten() {
            let found = ours(Function::Exp, level, &[x])[0];
            let expected = x.exp();
            let apart = found.to_bits().abs_diff(expected.to_bits());
            assert!(apart <= 1, "exp({x}) is {found:e}, not {expected:e}");
        }
    }
}

#[test]
fn a_result_does_not_depend_on_its_neighbours_nor_on_the_length() {
    for function in FUNCTIONS {
        for level in levels().into_iter().flatten() {
            let x: Vec<f64> = (0..50).map(|index| argument(function, index)).collect();
            let alone: Vec<f64> = x.iter().map(|x| ours(function, level, &[*x])[0]).collect();
            for length in 0..=x.len() {
                assert_eq!(ours(function, level, &x[..length]), alone[..length]);
            }
            for strange in [f64::NAN, 1e300, f64::NEG_INFINITY] {
                let mixed: Vec<f64> = x.iter().flat_map(|x| [*x, strange]).collect();
                let found: Vec<f64> = ours(function, level, &mixed)
                    .into_iter()
                    .step_by(2)
                    .collect();
                assert_eq!(found, alone, "{} beside {strange}", function.name());
            }
        }
    }
}

#[test]
fn the_functions_over_slices_are_those_of_the_widest_level() {
    let x: Vec<f64> = (0..1003)
        .map(|index| argument(Function::Sin, index))
        .collect();
    let mut out = vec![0.0; x.len()];
    for (function, over) in FUNCTIONS.into_iter().zip([
        slices::sin as fn(&[f64], &mut [f64]),
        slices::cos,
        slices::exp,
        slices::tanh,
    ]) {
        over(&x, &mut out);
        let same = ours(function, Level::new(), &x);
        let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&out), bits(&same), "{}", function.name());
    }
}

#[test]
fn sine_and_tanh_are_odd_cosine_is_even_and_none_leaves_its_range_by_more_than_a_unit() {
    for level in levels().into_iter().flatten() {
        let x: Vec<f64> = (0..20_000)
            .map(|index| argument(Function::Sin, index))
            .collect();
        let minus: Vec<f64> = x.iter().map(|x| -x).collect();
        for function in [Function::Sin, Function::Cos, Function::Tanh] {
            let sign = if function == Function::Cos { 1.0 } else { -1.0 };
            let (y, mirrored) = (ours(function, level, &x), ours(function, level, &minus));
            for ((x, y), mirrored) in x.iter().zip(y).zip(mirrored) {
                assert!(
                    y.abs() <= 1.0 + f64::EPSILON,
                    "{}({x:e}) = {y:e}",
                    function.name()
                );
                let tolerance = if function == Function::Cos {
                    5e-16
                } else {
                    0.0
                };
                assert!(
                    (y - sign * mirrored).abs() <= tolerance,
                    "{}({x:e})",
                    function.name()
                );
            }
        }
    }
}

#[test]
#[should_panic(expected = "as many results as numbers")]
fn an_output_of_another_length_is_refused() {
    slices::sin(&[1.0, 2.0], &mut [0.0]);
}
