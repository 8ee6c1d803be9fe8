//! The functions of the lessons on sums and whole arrays, on inputs that trip up careless code.

use listings::double::{self, shape};
use listings::mandelbrot::{self, MOST, Plane, mandel};
use listings::scattered::numbers;
use listings::standard_deviation::{self as std_dev, Moments};
use listings::sum;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

/// From an array to a number.
type Reduction = fn(&[f64]) -> f64;
/// From an array into another one.
type Filling = fn(&[f64], &mut [f64]);
/// The same for matrices of any layout.
type Doubling = fn(ArrayView2<f64>, ArrayViewMut2<f64>);
/// From a plane to a picture.
type Drawing = fn(&Plane, &mut [f64]);

/// Lengths around those at which blocks, lanes, pieces and halves end.
const LENGTHS: [usize; 18] = [
    0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 127, 128, 129, 1000, 2047, 2048, 2049, 70_001,
];

const SUMS: [(&str, Reduction); 7] = [
    ("loop", sum::indexed),
    ("iterator", sum::iterator),
    ("arrays", sum::arrays),
    ("lanes", sum::lanes::<8>),
    ("simd", sum::simd),
    ("pairwise", sum::pairwise),
    ("parallel", sum::parallel),
];

#[test]
fn every_sum_of_numbers_that_add_up_exactly_is_exact_at_every_length() {
    for length in LENGTHS {
        let x = &numbers("10^6").unwrap()[..length];
        let whole: Vec<i64> = x.iter().map(|x| (x * f64::from(1 << 24)) as i64).collect();
        let exact = sum::integers(&whole) as f64 / f64::from(1 << 24);
        for (name, sum) in SUMS {
            assert_eq!(sum(x), exact, "{name} of {length}");
        }
        assert_eq!(sum::compensated(x), exact, "compensated of {length}");
    }
}

#[test]
fn a_sum_with_a_nan_or_both_infinities_is_no_number() {
    for length in [9, 33, 200, 70_001] {
        for place in [0, length / 2, length - 1] {
            let mut x = vec![1.0; length];
            x[place] = f64::NAN;
            for (name, sum) in SUMS {
                assert!(sum(&x).is_nan(), "{name}: NaN at {place} of {length}");
            }
        }
        let mut x = vec![1.0; length];
        x[length / 2] = f64::INFINITY;
        for (name, sum) in SUMS {
            assert_eq!(sum(&x), f64::INFINITY, "{name} of {length}");
        }
        x[1] = f64::NEG_INFINITY;
        for (name, sum) in SUMS {
            assert!(sum(&x).is_nan(), "{name} of {length}");
        }
    }
}

const STDS: [(&str, Reduction); 9] = [
    ("loop", std_dev::two_loops),
    ("iterator", std_dev::iterator),
    ("arrays", |xs| std_dev::arrays(xs.into())),
    ("library", |xs| std_dev::library(xs.into())),
    ("welford", std_dev::welford),
    ("lanes", std_dev::two_passes),
    ("blocks", std_dev::blocks),
    ("simd", std_dev::simd),
    ("parallel", std_dev::parallel),
];

#[test]
fn known_standard_deviations_come_out() {
    // Half the numbers one below their mean, half one above; equal numbers; evenly spread ones.
    let turns: Vec<f64> = (0..9000).map(|i| f64::from(i % 2 * 2)).collect();
    let evenly: Vec<f64> = (0..5001).map(f64::from).collect();
    let spread = ((5001.0_f64.powi(2) - 1.0) / 12.0).sqrt();
    for (name, std) in STDS {
        assert!((std(&turns) - 1.0).abs() < 1e-12, "{name}: {}", std(&turns));
        assert_eq!(std(&[7.5; 100]), 0.0, "{name}");
        assert_eq!(std(&[3.0]), 0.0, "{name}");
        assert!((std(&evenly) / spread - 1.0).abs() < 1e-12, "{name}");
    }
    let uniform = std_dev::simd(numbers("10^7").unwrap());
    assert!(
        (uniform - (1.0_f64 / 12.0).sqrt()).abs() < 1e-6,
        "{uniform}"
    );
}

#[test]
fn no_numbers_and_a_nan_have_no_standard_deviation() {
    for (name, std) in STDS {
        // ndarray's method refuses an empty array by its own rules.
        if name != "library" {
            assert!(std(&[]).is_nan(), "{name} of nothing");
        }
        let mut xs = vec![1.0; 3000];
        xs[2999] = f64::NAN;
        assert!(std(&xs).is_nan(), "{name} with a NaN");
    }
}

#[test]
fn moments_can_be_put_together_in_any_grouping() {
    let xs = &numbers("10^6").unwrap()[..10_000];
    let whole = Moments::of::<8>(xs).std();
    for cut in [0, 1, 17, 5000, 9999, 10_000] {
        let (left, right) = xs.split_at(cut);
        let both = Moments::of::<8>(left).and(Moments::of::<8>(right)).std();
        assert!((both - whole).abs() < 1e-14, "cut at {cut}: {both}");
    }
    assert!(Moments::NONE.and(Moments::NONE).std().is_nan());
}

#[test]
fn every_way_to_double_doubles_every_number() {
    let odd = [
        0.0,
        -0.0,
        1.5,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::INFINITY,
        -3.0,
    ];
    for length in LENGTHS {
        let a: Vec<f64> = (0..length).map(|i| odd[i % odd.len()] - i as f64).collect();
        let known: Vec<f64> = a.iter().map(|number| number + number).collect();
        let flat: [(&str, Filling); 4] = [
            ("iterator", double::iterator),
            ("simd", double::simd),
            ("streaming", double::streaming),
            ("parallel", double::parallel),
        ];
        for (name, double) in flat {
            let mut out = vec![f64::NAN; length];
            double(&a, &mut out);
            assert_eq!(out, known, "{name} of {length}");
        }
        assert_eq!(double::collect(&a), known);
    }
}

#[test]
fn streaming_stores_start_at_any_address() {
    let a: Vec<f64> = (0..40).map(f64::from).collect();
    for from in 0..4 {
        for to in [from, from + 1, from + 2, 37, 40] {
            let mut out = vec![-1.0; 40];
            double::streaming(&a[from..to], &mut out[from..to]);
            for (i, doubled) in out.iter().enumerate() {
                let inside = (from..to).contains(&i);
                let known = if inside { 2.0 * a[i] } else { -1.0 };
                assert_eq!(*doubled, known, "{i} of {from}..{to}");
            }
        }
    }
}

#[test]
fn arrays_of_any_layout_are_doubled() {
    let a = Array2::from_shape_fn((5, 7), |(i, j)| (10 * i + j) as f64);
    let layouts: [ArrayView2<f64>; 4] = [
        a.view(),
        a.t(),
        a.slice(s![.., ..;2]),
        a.slice(s![1..1, ..]),
    ];
    let ways: [(&str, Doubling); 3] = [
        ("loop", double::nested),
        ("columns-first", double::columns_first),
        ("zip", double::zip),
    ];
    for layout in layouts {
        let known = layout.mapv(|number| number + number);
        assert_eq!(double::arrays(layout), known);
        for (name, double) in ways {
            let mut out = Array2::zeros(layout.dim());
            double(layout, out.view_mut());
            assert_eq!(out, known, "{name}");
        }
    }
    let rows = vec![vec![1.0, 2.0], vec![], vec![3.0]];
    let mut out = vec![vec![0.0; 2], vec![], vec![0.0]];
    double::vec_of_vec(&rows, &mut out);
    assert_eq!(out, [vec![2.0, 4.0], vec![], vec![6.0]]);
}

#[test]
fn the_shapes_hold_as_many_numbers_as_the_sizes_say() {
    for size in double::KERNEL.sizes {
        let (rows, columns) = shape(size).unwrap();
        assert_eq!(rows * columns, numbers(size).unwrap().len());
    }
}

#[test]
fn points_whose_counts_are_known_come_out() {
    assert_eq!(mandel(0.0, 0.0), 50);
    assert_eq!(mandel(3.0, 0.0), 1);
    assert_eq!(mandel(0.5, 0.0), 5);
    assert_eq!(mandel(4.0, 0.0), 1);
    assert_eq!(mandel(-1.0, 0.0), MOST, "back and forth between 0 and -1");
    assert_eq!(
        mandel(-2.0, 0.0),
        MOST,
        "on the circle, and so not beyond it"
    );
    assert_eq!(
        mandel(f64::NAN, 0.0),
        MOST,
        "no comparison with NaN holds, so it never leaves"
    );
}

#[test]
fn all_ways_to_the_mandelbrot_set_draw_the_same_picture() {
    for resolution in [1, 2, 31, 32, 33, 300] {
        let plane = Plane::new(resolution);
        let (re, im) = plane.grid();
        let known: Vec<f64> = re
            .iter()
            .zip(&im)
            .map(|(re, im)| f64::from(mandel(*re, *im)))
            .collect();
        let fills: [(&str, Drawing); 4] = [
            ("loop", mandelbrot::points),
            ("compressed", mandelbrot::compressed),
            ("simd", mandelbrot::simd),
            ("parallel", mandelbrot::parallel),
        ];
        for (name, fill) in fills {
            let mut counts = vec![-1.0; known.len()];
            fill(&plane, &mut counts);
            assert_eq!(counts, known, "{name} of {resolution}²");
        }
        assert_eq!(
            mandelbrot::arrays(&re, &im).as_slice(),
            Some(&*known),
            "arrays"
        );
        assert_eq!(
            mandelbrot::masked(&re, &im).as_slice(),
            Some(&*known),
            "masked"
        );
    }
}

#[test]
fn the_binary_picture_holds_the_points_that_are_known_to_stay() {
    let plane = Plane {
        xs: vec![-1.0, 0.0, 0.25, 0.3, 3.0],
        ys: vec![0.0],
    };
    let (re, im) = plane.grid();
    let inside = mandelbrot::binary(&re, &im);
    assert_eq!(inside.as_slice().unwrap(), [true, true, true, false, false]);
}

#[test]
fn the_picture_is_the_sources_one() {
    let plane = Plane::new(300);
    assert_eq!((plane.xs[0], plane.ys[0]), (-1.5, -1.0));
    assert!(
        plane.xs[299] < 0.5 && plane.ys[299] < 1.0,
        "the upper ends are left out"
    );
    assert!(
        (plane.xs[225]).abs() < 1e-12 && (plane.ys[150]).abs() < 1e-12,
        "0 is in it"
    );
}
