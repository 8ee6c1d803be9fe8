//! The functions of the lesson on monomorphisation, on inputs that trip up careless code.

use listings::closest_pair::{Closest, Point, grid, nested, parallel, scatter, simd, sweep};
use listings::pi;
use listings::quadratic_map::{ALIKE, conjugate, fused, indexed, iterator, moments, trajectory};

type Orbit = fn(f64, &mut [f64]);

const ORBITS: [(&str, Orbit); 4] = [
    ("loop", indexed),
    ("iterator", iterator),
    ("conjugate", conjugate),
    ("fused", fused),
];

#[test]
fn trajectories_agree_for_25_steps_from_any_start() {
    for start in [0.1, 0.3, 0.5001, 0.999, 1e-3] {
        let known = trajectory(start, ALIKE);
        for (name, orbit) in ORBITS {
            let mut found = vec![f64::NAN; ALIKE + 1];
            orbit(start, &mut found);
            for (step, (found, known)) in found.iter().zip(&known).enumerate() {
                // An error doubles with each step in the angle whose sine squared the number is; near 0 and 1, where the
                // sine is flat, one in the last digit is a larger one of the angle.
                let bound = 1e-12 * f64::from(1 << step);
                assert!(
                    (found - known).abs() <= bound,
                    "{name} from {start}: step {step}"
                );
            }
        }
    }
}

#[test]
fn an_algebraically_equal_form_leaves_the_orbit_after_some_sixty_steps() {
    let mut other = vec![0.0; 101];
    conjugate(0.1, &mut other);
    let one = trajectory(0.1, 100);
    let apart = one
        .iter()
        .zip(&other)
        .position(|(a, b)| (a - b).abs() > 0.1);
    assert!((40..80).contains(&apart.unwrap()), "{apart:?}");
}

#[test]
fn the_first_numbers_of_a_trajectory_are_known() {
    assert_eq!(trajectory(0.1, 0), [0.1]);
    let start = trajectory(0.1, 3);
    for (found, known) in start.iter().zip([0.1, 0.36, 0.9216, 0.289_013_76]) {
        assert!((found - known).abs() < 1e-15, "{start:?}");
    }
    for (name, orbit) in ORBITS {
        // Fixed points, and what leads to one.
        for (x, next) in [(0.0, 0.0), (0.75, 0.75), (1.0, 0.0), (0.5, 1.0)] {
            let mut found = [f64::NAN; 2];
            orbit(x, &mut found);
            assert_eq!(found, [x, next], "{name}");
        }
        let mut found = [0.0; 3];
        orbit(f64::NAN, &mut found);
        assert!(found.iter().all(|x| x.is_nan()), "{name}");
    }
}

#[test]
fn long_orbits_have_the_moments_of_the_map_whichever_way_they_are_rounded() {
    for (name, orbit) in ORBITS {
        let mut found = vec![0.0; 1_000_001];
        orbit(0.1, &mut found);
        assert!(found.iter().all(|x| (0.0..=1.0).contains(x)), "{name}");
        let [mean, variance, correlation] = moments(&found);
        // Six standard deviations of a million uncorrelated numbers, and more.
        assert!((mean - 0.5).abs() < 2.5e-3, "{name}: {mean}");
        assert!((variance - 0.125).abs() < 1e-3, "{name}: {variance}");
        assert!(correlation.abs() < 6e-3, "{name}: {correlation}");
    }
}

#[test]
fn estimates_of_pi_lie_within_six_standard_deviations_for_any_number_of_points() {
    type Way = fn(u64) -> f64;
    let ways: [(&str, Way); 5] = [
        ("loop", pi::small),
        ("loop-cautious", pi::cautious),
        ("simd", pi::simd),
        ("simd-halves", pi::halves),
        ("parallel", pi::parallel),
    ];
    for points in [1000, 1001, 1023, 99_999, 1_000_000] {
        let deviation = pi::uncertainty::uncertainty(points as f64);
        for (name, way) in ways {
            let off = way(points) / std::f64::consts::PI - 1.0;
            assert!(off.abs() < 6.0 * deviation, "{name} of {points}: {off}");
        }
    }
    for (name, way) in ways {
        assert!(way(0).is_nan(), "{name}: no points, no estimate");
        for points in 1..40 {
            let inside = way(points) / 4.0 * points as f64;
            assert!(
                (inside - inside.round()).abs() < 1e-9
                    && (0.0..=points as f64 + 0.1).contains(&inside),
                "{name}: {inside} of {points}"
            );
        }
    }
}

type Search = fn(&[Point]) -> Option<Closest>;

const SEARCHES: [(&str, Search); 4] = [
    ("simd", simd),
    ("sweep", sweep),
    ("parallel", parallel),
    ("grid", grid),
];

/// All searches find what the double loop finds, to the last digit.
fn assert_alike(points: &[Point], what: &str) -> Option<Closest> {
    let known = nested(points);
    for (name, search) in SEARCHES {
        assert_eq!(search(points), known, "{name}: {what}");
    }
    known
}

#[test]
fn no_points_or_one_have_no_closest_pair() {
    assert_eq!(assert_alike(&[], "nothing"), None);
    assert_eq!(assert_alike(&[[1.0, 2.0]], "one point"), None);
}

#[test]
fn of_equally_close_pairs_the_first_is_found() {
    let lattice: Vec<Point> = (0..400)
        .map(|i| [f64::from(i % 20), f64::from(i / 20)])
        .collect();
    let found = assert_alike(&lattice, "a lattice").unwrap();
    assert_eq!((found.pair, found.squared), ((0, 1), 1.0));
    let line: Vec<Point> = (0..100).map(|i| [0.5, f64::from(i)]).collect();
    assert_eq!(assert_alike(&line, "a line").unwrap().pair, (0, 1));
    let backwards: Vec<Point> = lattice.iter().rev().copied().collect();
    assert_eq!(assert_alike(&backwards, "backwards").unwrap().pair, (0, 1));
}

#[test]
fn two_points_at_one_place_are_at_distance_zero() {
    let mut points = scatter(300);
    points[299] = points[17];
    let found = assert_alike(&points, "a duplicate").unwrap();
    assert_eq!((found.pair, found.distance()), ((17, 299), 0.0));
    assert_eq!(
        assert_alike(&[[0.1, 0.2]; 77], "all at one place")
            .unwrap()
            .pair,
        (0, 1)
    );
}

#[test]
fn a_point_that_is_not_finite_is_close_to_nothing() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for place in [0, 5, 49] {
            let mut points = scatter(50);
            points[place] = [odd, 0.0];
            let found = assert_alike(&points, "one that isn't finite").unwrap();
            assert!(found.pair.0 != place && found.pair.1 != place);
        }
        assert_eq!(
            assert_alike(&[[odd, 0.0], [odd, 0.0], [0.0, 0.0]], "two"),
            None
        );
    }
}

#[test]
fn distances_that_overflow_or_vanish_are_no_trouble() {
    let far = [[-1e200, 0.0], [1e200, 0.0], [0.0, 1e300]];
    assert_eq!(assert_alike(&far, "squares beyond all numbers"), None);
    let wide = [[-1.7e308, 0.0], [1.7e308, 0.0], [0.0, 1.0], [0.0, 3.0]];
    assert_eq!(
        assert_alike(&wide, "an extent beyond all numbers")
            .unwrap()
            .pair,
        (2, 3)
    );
    let near: Vec<Point> = (0..40).map(|i| [f64::from(i) * 1e-170, 0.0]).collect();
    assert_alike(&near, "squares below all numbers");
    let mut uneven = scatter(500);
    uneven.iter_mut().for_each(|point| point[1] *= 1e-12);
    assert_alike(&uneven, "nearly a line");
}

#[test]
fn farther_than_999999_apart_is_still_a_pair() {
    let found = assert_alike(&[[0.0, 0.0], [3e6, 4e6]], "far apart").unwrap();
    assert_eq!(found.distance(), 5e6);
}

#[test]
fn every_search_finds_the_same_pair_whatever_the_number_of_points() {
    for n in (2..80).chain([127, 128, 129, 1000]) {
        assert_alike(&scatter(n), &format!("{n} points"));
    }
}

#[test]
fn points_in_clusters_are_no_trouble() {
    let mut points = scatter(600);
    for (i, point) in points.iter_mut().enumerate() {
        let centre = [0.0, 1e3, -1e6][i % 3];
        *point = [centre + point[0] * 1e-3, centre - point[1] * 1e-3];
    }
    assert_alike(&points, "three clusters");
}
