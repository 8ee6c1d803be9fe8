//! The ball in its cube, in any number of dimensions.

use std::fmt::Write;

use super::{SEED, Streams};

#[must_use]
// ANCHOR: ball
/// The share of a cube that its inscribed ball takes up in `D` dimensions, from so many points.
pub fn share<const D: usize>(points: u64, streams: &mut Streams<16>) -> f64 {
    let mut inside = 0;
    for _ in 0..points / 16 {
        let mut squares = [0.0; 16];
        for _ in 0..D {
            let numbers = streams.next_floats();
            for (sum, number) in squares.iter_mut().zip(numbers) {
                *sum += number * number;
            }
        }
        inside += squares.iter().filter(|sum| **sum < 1.0).count();
    }
    inside as f64 / (points / 16 * 16) as f64
}
// ANCHOR_END: ball

#[must_use]
// ANCHOR: exact
/// The same, exactly: π/4 of the share in two dimensions less, divided by half the dimension.
pub fn exact(dimensions: u32) -> f64 {
    match dimensions {
        0 | 1 => 1.0,
        n => exact(n - 2) * std::f64::consts::FRAC_PI_4 / (f64::from(n) / 2.0),
    }
}
// ANCHOR_END: exact

/// The table of the page.
#[must_use]
pub fn table() -> String {
    const POINTS: u64 = 1_000_000;
    let mut streams = Streams::new(SEED);
    let shares = [
        (1, share::<1>(POINTS, &mut streams)),
        (2, share::<2>(POINTS, &mut streams)),
        (3, share::<3>(POINTS, &mut streams)),
        (5, share::<5>(POINTS, &mut streams)),
        (10, share::<10>(POINTS, &mut streams)),
        (20, share::<20>(POINTS, &mut streams)),
    ];
    let mut text = format!(
        "{:>10}{:>17}{:>12}\n",
        "dimensions", "10^6 points", "exactly"
    );
    for (dimensions, share) in shares {
        let _ = writeln!(
            text,
            "{dimensions:>10}{share:>17.6}{:>12.2e}",
            exact(dimensions)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_on_the_page_is_what_the_code_prints() {
        assert_eq!(
            include_str!("ball.txt"),
            table(),
            "write it again: cargo run -q -p listings --example ball > book/listings/src/pi/ball.txt"
        );
    }

    #[test]
    fn known_shares_come_out() {
        use std::f64::consts::PI;
        for (dimensions, known) in [(1, 1.0), (2, PI / 4.0), (3, PI / 6.0), (4, PI * PI / 32.0)] {
            assert!((exact(dimensions) - known).abs() < 1e-15, "{dimensions}");
        }
    }

    #[test]
    fn points_find_the_share_within_six_standard_deviations() {
        let mut streams = Streams::new(5);
        let points = 160_000;
        for (dimensions, found) in [
            (2, share::<2>(points, &mut streams)),
            (3, share::<3>(points, &mut streams)),
            (5, share::<5>(points, &mut streams)),
        ] {
            let p = exact(dimensions);
            let deviation = (p * (1.0 - p) / points as f64).sqrt();
            assert!((found - p).abs() < 6.0 * deviation, "{dimensions}: {found}");
        }
    }
}
