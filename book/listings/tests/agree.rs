//! The variants of a kernel give the same result: each other's, the known one, and Python's.

mod python;

use std::path::Path;

use listings::KERNELS;
use listings::measure::worker::Worker;
use listings::powers::{
    each, each_wide, multiply, numbers, powf, powf_runtime, powi, powi_runtime, squaring,
    two_and_a_half,
};
use listings::quadratic_map;

/// Whether two results are the same but for rounding: NaN with NaN, infinities alike, the rest to so many parts in 10¹⁵.
fn same(a: f64, b: f64, parts: f64) -> bool {
    (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= parts * 1e-15 * a.abs().max(b.abs())
}

/// x^128 by 127 multiplications rounds 127 times, by half a unit of the last place each.
const PARTS: f64 = 20.0;

/// How far a kernel's variants may be apart at a size, in the element of that index.
fn parts(kernel: &str, size: &str, index: usize) -> f64 {
    match (kernel, size) {
        // Ten million squares, added up in different orders.
        ("std" | "column", _) => 1000.0,
        // So many waves.
        ("scaling" | "crossover", _) => 2000.0,
        // A difference in the last digit doubles with each step, for 25 of them; what follows are moments, of orbits that
        // have nothing in common but those.
        ("quadratic-map", _) if index <= quadratic_map::ALIKE => 1e8,
        ("quadratic-map", _) => 2e12,
        // Two estimates from different points, six of their standard deviations apart.
        ("pi", "10^8") => 4.5e11,
        ("pi", _) => 4.5e12,
        _ => PARTS,
    }
}

/// How far a Python twin may be from Rust.
fn parts_of_twin(kernel: &str, twin: &str, size: &str, index: usize) -> f64 {
    match (kernel, twin) {
        // Other draws, and so other days: the rarest state's count has a standard deviation of about 0.4 %.
        ("market", "numba-random") => 2e13,
        _ => parts(kernel, size, index),
    }
}

fn assert_same(found: &[f64], expected: &[f64], what: &str) {
    assert_within(found, expected, |_| PARTS, what);
}

fn assert_within(found: &[f64], expected: &[f64], parts: impl Fn(usize) -> f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let alike = same(found, expected, parts(index));
        assert!(
            alike,
            "{what}: element {index} is {found:e}, not {expected:e}"
        );
    }
}

#[test]
fn the_variants_of_each_kernel_agree_at_every_size() {
    for kernel in KERNELS {
        for &size in kernel.sizes {
            let mut first: Option<(&str, Vec<f64>)> = None;
            for variant in kernel.variants {
                let Some(mut run) = (variant.prepare)(size) else {
                    continue;
                };
                run.run();
                let result = run.result().to_vec();
                run.run();
                let parts = |index| parts(kernel.name, size, index);
                assert_within(run.result(), &result, parts, "the second run");
                match &first {
                    None => first = Some((variant.name, result)),
                    Some((other, expected)) => {
                        let what = format!("{} against {other} at {size}", variant.name);
                        assert_within(&result, expected, parts, &what);
                    }
                }
            }
            assert!(first.is_some(), "{} has no variant at {size}", kernel.name);
        }
    }
}

#[test]
fn names_are_kebab_case_and_unique_and_sizes_fit_between_quotes() {
    for kernel in KERNELS {
        let rust = kernel.variants.iter().map(|variant| variant.name);
        let python = kernel.twins.iter().map(|twin| twin.name);
        for names in [rust.collect::<Vec<_>>(), python.collect()] {
            let mut unique = names.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), names.len(), "{names:?}");
            for name in names {
                let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                assert!(name.chars().all(kebab), "{name}");
            }
        }
        for size in kernel.sizes {
            assert_eq!(size.split(' ').collect::<Vec<_>>().join(" ").trim(), *size);
            let other = |c: char| c == '"' || (c.is_whitespace() && c != ' ');
            assert!(!size.is_empty() && !size.contains(other), "{size:?}");
        }
        for twin in kernel.twins {
            assert!(!twin.sizes.is_empty());
            assert!(twin.sizes.iter().all(|size| kernel.sizes.contains(size)));
        }
    }
}

#[test]
fn the_files_that_a_table_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let kernels = KERNELS.iter().flat_map(|kernel| kernel.sources);
    let experiments = listings::EXPERIMENTS.iter().flat_map(|e| e.sources);
    for source in kernels.chain(experiments) {
        assert!(root.join(source).is_file(), "{source}");
    }
}

#[test]
fn a_size_that_is_no_power_has_no_variant() {
    for variant in listings::powers::KERNEL.variants {
        for size in ["", "x^", "x^y", "10^6", "x^2 "] {
            assert!(
                (variant.prepare)(size).is_none(),
                "{} at {size:?}",
                variant.name
            );
        }
    }
}

/// Numbers, and their cubes, that trip up careless code.
const CUBES: [(f64, f64); 11] = [
    (0.0, 0.0),
    (-0.0, -0.0),
    (1.0, 1.0),
    (-2.0, -8.0),
    (0.5, 0.125),
    (1e200, f64::INFINITY),
    (-1e200, f64::NEG_INFINITY),
    (1e-200, 0.0),
    (f64::INFINITY, f64::INFINITY),
    (f64::NEG_INFINITY, f64::NEG_INFINITY),
    (f64::NAN, f64::NAN),
];

#[test]
fn all_ways_to_cube_agree_on_numbers_that_trip_up_careless_code() {
    for (x, cube) in CUBES {
        for (name, found) in [
            ("multiply", multiply::<3>(x)),
            ("squaring", squaring::<3>(x)),
            ("powi", powi::<3>(x)),
            ("powi-runtime", powi_runtime(3)(x)),
            ("powf", powf::<3>(x)),
            ("powf-runtime", powf_runtime(3.0)(x)),
        ] {
            assert!(
                same(found, cube, PARTS),
                "{name}: {x}³ is {found}, not {cube}"
            );
            let sign_told = cube.is_nan() || found.is_sign_negative() == cube.is_sign_negative();
            assert!(sign_told, "{name}: the sign of {x}³ = {found}");
        }
    }
}

#[test]
fn an_even_power_of_a_negative_number_is_positive() {
    for found in [
        multiply::<4>(-3.0),
        squaring::<4>(-3.0),
        powi::<4>(-3.0),
        powi_runtime(4)(-3.0),
        powf::<4>(-3.0),
        powf_runtime(4.0)(-3.0),
    ] {
        assert!(same(found, 81.0, PARTS), "{found}");
    }
}

#[test]
fn powers_whose_values_are_known_come_out() {
    assert_eq!(multiply::<64>(2.0), 2_f64.powi(64));
    assert_eq!(squaring::<64>(2.0), 18_446_744_073_709_551_616.0);
    assert_eq!(squaring::<1>(7.0), 7.0);
    assert_eq!(multiply::<1>(7.0), 7.0);
    assert_eq!(squaring::<13>(3.0), 1_594_323.0);
    assert_eq!(two_and_a_half(4.0), 32.0);
}

#[test]
fn a_square_root_is_half_a_power_but_for_two_numbers() {
    for x in [0.0, 0.25, 2.0, 1e300, f64::INFINITY, f64::NAN, -1.0] {
        assert!(same(x.sqrt(), powf_runtime(0.5)(x), PARTS), "{x}");
    }
    // The power follows the rules for exponents, the root those for roots.
    assert!(f64::NEG_INFINITY.sqrt().is_nan());
    assert_eq!(powf_runtime(0.5)(f64::NEG_INFINITY), f64::INFINITY);
    assert!((-0.0_f64).sqrt().is_sign_negative());
    assert!(powf_runtime(0.5)(-0.0).is_sign_positive());
}

#[test]
fn wide_registers_change_nothing_at_any_length() {
    for length in [0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 1000] {
        let x: Vec<f64> = numbers().into_iter().take(length).collect();
        let (mut narrow, mut wide) = (vec![0.0; length], vec![0.0; length]);
        each(&x, &mut narrow, squaring::<16>);
        each_wide(&x, &mut wide, squaring::<16>);
        assert_eq!(narrow, wide, "the same operations in the same order");
        let known: Vec<f64> = x.iter().map(|x| x.powf(16.0)).collect();
        assert_same(&narrow, &known, "against powf");
    }
    let special: Vec<f64> = CUBES.iter().map(|(x, _)| *x).collect();
    let mut cubes = vec![0.0; special.len()];
    each_wide(&special, &mut cubes, squaring::<3>);
    assert_same(&cubes, &CUBES.map(|(_, cube)| cube), "special numbers");
}

#[test]
fn the_python_twins_compute_what_rust_computes() {
    let left_out = "the values of the Python twins";
    let needed = "Python with numpy and numba";
    let Some(python) = python::interpreter("import numpy, numba", needed, left_out) else {
        return;
    };
    let worker = Worker::start(&python).unwrap();
    for kernel in KERNELS {
        for &size in kernel.sizes {
            let twins = kernel.twins.iter().filter(|t| t.sizes.contains(&size));
            let mut expected: Option<Vec<f64>> = None;
            for twin in twins {
                let prepared = worker.prepare(kernel.name, twin.name, size).unwrap();
                let what = format!("python {}/{} at {size}", kernel.name, twin.name);
                if prepared.scaled_from().is_none() {
                    let expected = expected.get_or_insert_with(|| {
                        let mut prepare = kernel.variants.iter().filter_map(|v| (v.prepare)(size));
                        let mut run = prepare.next().unwrap();
                        run.run();
                        run.result().to_vec()
                    });
                    let value = prepared.value().unwrap();
                    let parts = |index| parts_of_twin(kernel.name, twin.name, size, index);
                    assert_within(&value, expected, parts, &what);
                }
                assert!(prepared.time(1).unwrap().wall > std::time::Duration::ZERO);
            }
        }
    }
}
