//! Which two of many points are closest to each other? In the lesson the points lie in a plane, and every pair is asked,
//! first one at a time and then a register at a time. Here they may lie on a line, in space, or in five dimensions: the
//! number of coordinates, `D`, is a const generic, and each `D` that somebody uses gets machine code of its own.
//!
//! You write **`closest(points)`**, which returns the places of the closest two and their distance.
//!
//! **What it must give.** The squared distance of two points is the sum of the squares of the differences of their
//! coordinates, added up in the order of the coordinates, in `f64`, with each square rounded: a multiply-add, as in the
//! lesson's `sweep`, has other last digits. The closest pair is the one with the smallest squared distance; its distance is
//! the root of that. `first` is less than `second`: they are places in the slice, and the order of the points is yours to
//! change only in a copy. `D` is one or more.
//!
//! **Ties.** Equally close pairs are no rarity: think of a lattice, or of points that occur twice. Of several the first
//! counts, as two nested loops would find it: the lowest `first`, then the lowest `second`.
//!
//! **Errors.** Fewer than two points are `TooFew`, whatever their coordinates. A point with a NaN or an infinite coordinate is nowhere, and nothing can
//! be said about distances to it: `NotFinite`, with its place, and of several the first. Points that are merely far away
//! are points; if all squared distances are infinite, there is still a first pair.
//!
//! **Before you start, guess.** Twenty thousand points have two hundred million pairs. Wider registers ask several pairs at
//! a time. How many pairs do you have to ask at all?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | too few points, and points that aren't finite |
//! | `pairs` | scattered points in a plane |
//! | `ties` | equally close pairs, and points that occur twice |
//! | `dimensions` | one, three and five coordinates |
//! | `hard` | points on a line, in clusters, very near and very far |
//! | `speed` | at least 5 times as fast as every pair, 20 000 points in a plane |
//!
//! One thread, and `std` is enough. `unsafe` isn't needed, nor allowed.

use answer::{Pair, PairError, closest};

/// The closest two, however they are found.
fn found<const D: usize>(points: &[[f64; D]]) -> Pair {
    closest(points).expect("two points or more, all of them finite")
}

/// The places of the closest two.
fn places<const D: usize>(points: &[[f64; D]]) -> (usize, usize) {
    let pair = found(points);
    (pair.first, pair.second)
}

/// Every pair, in the order that decides ties.
fn expected<const D: usize>(points: &[[f64; D]]) -> Pair {
    let mut best: Option<(f64, usize, usize)> = None;
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            let differences = points[i].iter().zip(points[j]).map(|(a, b)| a - b);
            let squared = differences.map(|d| d * d).sum::<f64>();
            if best.is_none_or(|(least, ..)| squared < least) {
                best = Some((squared, i, j));
            }
        }
    }
    let (squared, first, second) = best.expect("two points or more");
    Pair {
        first,
        second,
        distance: squared.sqrt(),
    }
}

/// Points without a pattern, on a lattice of so many lines: few lines make many ties.
fn scattered<const D: usize>(count: usize, lines: u64, seed: u64) -> Vec<[f64; D]> {
    let mut state = seed;
    let mut number = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % lines) as f64 / lines as f64 - 0.5
    };
    (0..count)
        .map(|_| std::array::from_fn(|_| number()))
        .collect()
}

#[test]
fn two_points_are_the_closest_two() {
    let pair = Pair {
        first: 0,
        second: 1,
        distance: 5.0,
    };
    assert_eq!(found(&[[0.0, 0.0], [3.0, 4.0]]), pair, "3² + 4² = 5²");
}

#[test]
fn of_three_points_the_closest_two_are_found() {
    assert_eq!(places(&[[0.0, 0.0], [10.0, 0.0], [1.0, 1.0]]), (0, 2));
    assert_eq!(places(&[[10.0, 0.0], [0.0, 0.0], [1.0, 1.0]]), (1, 2));
}

#[test]
fn the_distance_is_the_root_of_the_square() {
    let distance = found(&[[0.0, 0.0], [0.0, 0.25], [9.0, 9.0]]).distance;
    assert_eq!(distance, 0.25, "0.0625 is its square");
}

#[test]
fn the_lower_place_comes_first_wherever_the_points_lie() {
    assert_eq!(places(&[[5.0, 0.0], [9.0, 9.0], [4.0, 0.0]]), (0, 2));
    assert_eq!(places(&[[9.0, -9.0], [-1.0, 2.0], [-2.0, 2.0]]), (1, 2));
}

#[test]
fn close_in_one_coordinate_is_not_close() {
    // In the order of x, the closest two have another point between them.
    let points = [[0.0, 0.0], [0.1, 50.0], [0.2, 0.0], [0.15, -70.0]];
    assert_eq!(places(&points), (0, 2));
}

#[test]
fn no_points_and_one_point_make_no_pair() {
    assert_eq!(closest::<2>(&[]), Err(PairError::TooFew(0)));
    assert_eq!(closest(&[[1.0, 2.0]]), Err(PairError::TooFew(1)));
    let one = closest(&[[f64::NAN, 2.0]]);
    assert_eq!(one, Err(PairError::TooFew(1)), "this error comes first");
}

#[test]
fn a_point_that_is_nowhere_is_an_error_and_not_merely_far_away() {
    for nowhere in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for place in 0..4 {
            for coordinate in 0..3 {
                let mut points = [
                    [0.0, 1.0, 2.0],
                    [5.0, 5.0, 5.0],
                    [5.0, 5.0, 5.5],
                    [9.0, 0.0, 1.0],
                ];
                points[place][coordinate] = nowhere;
                points[3][2] = nowhere;
                assert_eq!(
                    closest(&points),
                    Err(PairError::NotFinite(place)),
                    "coordinate {coordinate} of point {place} is {nowhere}"
                );
            }
        }
    }
}

#[test]
fn a_point_that_occurs_twice_is_at_no_distance() {
    let pair = found(&[[1.0, 2.0], [3.0, 4.0], [0.5, 0.5], [3.0, 4.0]]);
    assert_eq!((pair.first, pair.second, pair.distance), (1, 3, 0.0));
    let zeros = found(&[[0.0, 7.0], [3.0, 4.0], [-0.0, 7.0]]);
    assert_eq!((zeros.first, zeros.second, zeros.distance), (0, 2, 0.0));
}

#[test]
fn of_equally_close_pairs_the_first_counts() {
    let square = [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]];
    assert_eq!(places(&square), (0, 2), "four sides are equally long");
    // From left to right, the pair (2, 3) comes before (0, 1).
    let two = [[8.0, 0.0], [9.0, 0.0], [1.0, 0.0], [2.0, 0.0]];
    assert_eq!(places(&two), (0, 1));
    // Three in a row: 1 is as far from 2 as from 0.
    let three = [[2.0, 0.0], [1.0, 0.0], [0.0, 0.0]];
    assert_eq!(places(&three), (0, 1));
    let same = [[4.0, 4.0]; 7];
    assert_eq!(places(&same), (0, 1), "seven times the same point");
}

#[test]
fn a_lattice_is_all_ties() {
    for seed in 0..40 {
        for count in [5, 20, 100] {
            let points = scattered::<2>(count, 16, seed);
            assert_eq!(
                found(&points),
                expected(&points),
                "{count} points on a lattice, seed {seed}: of equally close pairs the first counts"
            );
        }
    }
}

#[test]
fn many_points_come_out_as_if_every_pair_had_been_asked() {
    for count in (2..30).chain([64, 65, 300, 1000]) {
        let points = scattered::<2>(count, 1 << 30, count as u64);
        assert_eq!(
            found(&points),
            expected(&points),
            "{count} points; if only the last digits of the distance differ: squares are rounded, and added up in order"
        );
    }
}

#[test]
fn points_may_lie_on_a_line_in_space_or_in_five_dimensions() {
    assert_eq!(places(&[[5.0], [1.0], [4.5], [0.0]]), (0, 2));
    // Seen from above, 0 and 1 are the same point. The third coordinate says that they aren't.
    let tower = [[0.0, 0.0, 0.0], [0.0, 0.0, 9.0], [1.0, 1.0, 0.0]];
    assert_eq!(places(&tower), (0, 2));
    // On a lattice of five lines there are many ties.
    for (lines, kind) in [(5, "on a lattice"), (1 << 30, "scattered")] {
        let line = scattered::<1>(200, lines, 1);
        assert_eq!(found(&line), expected(&line), "one coordinate, {kind}");
        let space = scattered::<3>(200, lines, 2);
        assert_eq!(found(&space), expected(&space), "three coordinates, {kind}");
        let five = scattered::<5>(200, lines, 3);
        assert_eq!(found(&five), expected(&five), "five coordinates, {kind}");
    }
}

#[test]
fn points_below_each_other_are_told_apart_by_the_other_coordinate() {
    let mut upright = scattered::<2>(500, 1 << 30, 7);
    let mut level = upright.clone();
    upright.iter_mut().for_each(|point| point[0] = 1.0);
    level.iter_mut().for_each(|point| point[1] = 1.0);
    assert_eq!(found(&upright), expected(&upright), "every x is 1");
    assert_eq!(found(&level), expected(&level), "every y is 1");
}

#[test]
fn the_closest_two_may_be_far_apart() {
    // A search that begins with "at most 999999" finds nobody here.
    let points = [[0.0, 0.0], [4e6, 0.0], [0.0, 3e6]];
    let pair = found(&points);
    assert_eq!((pair.first, pair.second, pair.distance), (0, 2, 3e6));
}

#[test]
fn where_squares_are_infinite_there_is_still_a_first_pair() {
    let points = [[1e200, 0.0], [-1e200, 0.0], [0.0, 1e250]];
    let pair = found(&points);
    assert_eq!((pair.first, pair.second), (0, 1));
    assert_eq!(pair.distance, f64::INFINITY);
    let mixed = [[1e200, 0.0], [-1e200, 0.0], [0.0, 1e250], [1.0, 1e250]];
    assert_eq!(places(&mixed), (2, 3), "these two are 1 apart");
}

#[test]
fn where_squares_vanish_the_first_such_pair_counts() {
    // 1e-200 squared is zero: to the rule, these are at one place.
    let points = [[1.0, 1.0], [2e-200, 0.0], [1e-200, 0.0], [0.0, 0.0]];
    let pair = found(&points);
    assert_eq!(
        (pair.first, pair.second, pair.distance),
        (1, 2, 0.0),
        "three pairs are at no distance; the first of them counts, not the first that is found"
    );
}
