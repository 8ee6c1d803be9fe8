//! How well the median is known.
//!
//! Each sample falls below the true median with probability one half, as a coin falls on heads, whatever the shape of
//! the noise. So the number of samples below it is binomial, and counting in from both ends of the sorted samples gives
//! an interval that holds it with a known probability. No bell curve is assumed.
//!
//! The method is in H. A. David and H. N. Nagaraja, *Order Statistics*, 3rd edition, Wiley 2003, section 7.1; it is what
//! T. Hoefler and R. Belli, *Scientific Benchmarking of Parallel Computing Systems*, SC15, 2015, recommend for times.
//! It does assume that samples don't depend on each other; a machine that slows down half-way breaks that for the times
//! of one variant, which is why variants are interleaved and compared round by round.

use std::f64::consts::LN_2;

use crate::samples::median;

/// How sure an interval should be.
pub const CONFIDENCE: f64 = 0.95;

/// The fewest samples whose extremes hold the median with that confidence: 1 − 2 · (1/2)⁶ = 0.969.
pub const LEAST_ROUNDS: usize = 6;

// ANCHOR: interval
/// An interval that holds the true median with probability `coverage`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its low end, one of the samples.
    pub low: f64,
    /// Its high end, one of the samples.
    pub high: f64,
    /// How often such an interval holds the true median: at least 0.95, or
    /// less where samples are too few.
    pub coverage: f64,
}

impl Interval {
    /// The interval of the median of samples in rising order: as many are
    /// dropped at both ends as confidence allows.
    pub(crate) fn of_median(sorted: &[f64]) -> Self {
        let (dropped, coverage) = droppable(sorted.len());
        Self {
            low: sorted[dropped],
            high: sorted[sorted.len() - 1 - dropped],
            coverage,
        }
    }
}

/// How many of n samples can be dropped at each end, and the coverage of what
/// is left.
fn droppable(n: usize) -> (usize, f64) {
    // The probability that none of n tosses falls on heads, as a logarithm:
    // it gets too small for a float.
    let mut ln_heads = -(n as f64) * LN_2;
    let mut coverage = 1.0 - 2.0 * ln_heads.exp();
    for dropped in 0.. {
        // From exactly `dropped` heads to exactly one more.
        ln_heads += ((n - dropped) as f64 / (dropped + 1) as f64).ln();
        let narrower = coverage - 2.0 * ln_heads.exp();
        if narrower < CONFIDENCE {
            return (dropped, coverage);
        }
        coverage = narrower;
    }
    unreachable!("the coverage falls below the confidence half-way at the latest")
}
// ANCHOR_END: interval

impl Interval {
    /// The interval of the median of values in rising order, with the median itself.
    pub(crate) fn with_median(sorted: &[f64]) -> (f64, Self) {
        (median(sorted), Self::of_median(sorted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_published_tables() {
        // Samples, how many to drop at each end, coverage in percent: the sign test's critical values at 5 %.
        for (n, dropped, percent) in [
            (6, 0, 96.9),
            (8, 0, 99.2),
            (9, 1, 96.1),
            (11, 1, 98.8),
            (12, 2, 96.1),
            (20, 5, 95.9),
            (25, 7, 95.7),
            (31, 9, 97.1),
            (50, 17, 96.7),
        ] {
            let (found, coverage) = droppable(n);
            assert_eq!(found, dropped, "of {n} samples");
            assert!(
                (coverage * 100.0 - percent).abs() < 0.051,
                "{n} samples: {coverage}"
            );
        }
    }

    #[test]
    fn too_few_samples_say_so_by_their_coverage() {
        assert_eq!(droppable(1), (0, 0.0));
        assert_eq!(droppable(2), (0, 0.5));
        assert_eq!(droppable(5), (0, 0.9375));
        assert!(droppable(LEAST_ROUNDS - 1).1 < CONFIDENCE);
        assert!(droppable(LEAST_ROUNDS).1 >= CONFIDENCE);
    }

    #[test]
    fn many_samples_neither_overflow_nor_underflow() {
        let (dropped, coverage) = droppable(100_000);
        // The normal approximation: n/2 − 1.96·√n/2.
        assert!((49_680..49_700).contains(&dropped), "{dropped}");
        assert!((CONFIDENCE..0.951).contains(&coverage), "{coverage}");
    }

    #[test]
    fn the_ends_are_samples_and_the_median_lies_between() {
        let sorted: Vec<f64> = (1..=11).map(f64::from).collect();
        let (median, interval) = Interval::with_median(&sorted);
        assert_eq!((interval.low, median, interval.high), (2.0, 6.0, 10.0));
    }
}
