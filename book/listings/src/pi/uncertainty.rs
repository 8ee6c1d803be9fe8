//! How far an estimate of π by N points is off.

use std::f64::consts::PI;
use std::fmt::Write;

use super::simd;

#[must_use]
// ANCHOR: uncertainty
/// The standard deviation of an estimate by so many points, relative to π: √((4 − π)/π)/√N, about 0.52/√N.
///
/// Each point is inside with probability p = π/4, so of N points Np are, give or take √(Np(1 − p)).
pub fn uncertainty(points: f64) -> f64 {
    ((4.0 - PI) / PI).sqrt() / points.sqrt()
}
// ANCHOR_END: uncertainty

/// The numbers of points of the table.
pub const POINTS: [u64; 6] = [10, 100, 10_000, 1_000_000, 10_000_000, 1_000_000_000];

/// The table of the page: estimates, how far off they are, and how far off one may expect them to be.
#[must_use]
pub fn table() -> String {
    let mut text = format!(
        "{:>5}  {:<11}{:>10}{:>14}{:>11}\n",
        "N", "estimate", "off by", "0.52/sqrt(N)", "1/sqrt(N)"
    );
    for points in POINTS {
        let estimate = simd(points);
        let _ = writeln!(
            text,
            "{:>5}  {estimate:<11}{:>10.1e}{:>14.1e}{:>11.1e}",
            format!("10^{}", points.ilog10()),
            (estimate / PI - 1.0).abs(),
            uncertainty(points as f64),
            1.0 / (points as f64).sqrt()
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
            include_str!("uncertainty.txt"),
            table(),
            "write it again: cargo run -q -p listings --example uncertainty > book/listings/src/pi/uncertainty.txt"
        );
    }

    #[test]
    fn estimates_scatter_as_the_formula_says_and_not_as_the_source_does() {
        let mut streams = crate::pi::Streams::<1>::new(11);
        let mut number = || streams.next_floats()[0];
        let (points, estimates) = (1000, 4000);
        let squares: f64 = (0..estimates)
            .map(|_| {
                let inside = (0..points).filter(|_| number().powi(2) + number().powi(2) < 1.0);
                let estimate = crate::pi::estimate(inside.count() as u64, points);
                (estimate / PI - 1.0).powi(2)
            })
            .sum();
        let scatter = (squares / f64::from(estimates)).sqrt();
        // A standard deviation from 4000 estimates is known to 1.1 %.
        let ratio = scatter / uncertainty(points as f64);
        assert!((ratio - 1.0).abs() < 0.06, "{ratio}");
    }

    #[test]
    fn the_constant_is_about_a_half() {
        assert!((uncertainty(1.0) - 0.5227).abs() < 1e-4);
    }
}
