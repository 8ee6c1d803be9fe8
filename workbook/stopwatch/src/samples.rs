//! A handful of times and what can be said of them.

use std::fmt;
use std::time::Duration;

use crate::interval::Interval;

// ANCHOR: samples
/// Seconds per call, one sample a round. Never empty, and every sample is a
/// positive, finite time.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// The best: what the code takes when nothing gets in its way.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The one in the middle: half the samples are faster, half are slower.
    #[must_use]
    pub fn median(&self) -> f64 {
        median(&self.sorted())
    }

    /// The average, which every slow outlier pulls up.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// The root of the mean square distance from the mean, as `%timeit`
    /// prints it (it divides by n, not by n − 1).
    #[must_use]
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let squares = self.0.iter().map(|sample| (sample - mean).powi(2));
        (squares.sum::<f64>() / self.0.len() as f64).sqrt()
    }

    /// Where the median of a long run would lie, with a confidence of 95 %.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval::of_median(&self.sorted())
    }
}
// ANCHOR_END: samples

impl Samples {
    /// Samples taken elsewhere, in seconds per call and in the order of their rounds.
    ///
    /// # Errors
    /// When there are none, or when one isn't a positive, finite time.
    pub fn new(seconds: Vec<f64>) -> Result<Self, InvalidSamples> {
        if seconds.is_empty() {
            return Err(InvalidSamples::None);
        }
        match seconds.iter().position(|s| !(s.is_finite() && *s > 0.0)) {
            Some(round) => Err(InvalidSamples::NotATime {
                round,
                seconds: seconds[round],
            }),
            None => Ok(Self(seconds)),
        }
    }

    /// The samples, in the order of their rounds.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }

    /// Laps of so many calls each. A lap too short for the clock counts as a nanosecond, the least a [`Duration`] holds.
    pub(crate) fn per_call(laps: impl Iterator<Item = Duration>, calls: u64) -> Self {
        const TICK: Duration = Duration::from_nanos(1);
        Self(
            laps.map(|lap| lap.max(TICK).as_secs_f64() / calls as f64)
                .collect(),
        )
    }

    fn sorted(&self) -> Vec<f64> {
        sorted(self.0.iter().copied())
    }
}

/// The values in rising order.
pub(crate) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The middle of values in rising order, or half-way between the two middle ones.
pub(crate) fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// Why numbers can't be samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InvalidSamples {
    /// There are none.
    None,
    /// One of them is zero, negative, infinite or not a number.
    NotATime {
        /// Index of the sample.
        round: usize,
        /// What stood there.
        seconds: f64,
    },
}

impl fmt::Display for InvalidSamples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => write!(f, "no samples were taken"),
            Self::NotATime { round, seconds } => {
                write!(f, "sample {round} is {seconds} s, which is no time")
            }
        }
    }
}

impl std::error::Error for InvalidSamples {}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(seconds: &[f64]) -> Samples {
        Samples::new(seconds.to_vec()).unwrap()
    }

    #[test]
    fn one_slow_outlier_moves_the_mean_but_neither_median_nor_minimum() {
        let quiet = samples(&[2.0, 1.0, 3.0, 2.0, 2.0]);
        let disturbed = samples(&[2.0, 1.0, 300.0, 2.0, 2.0]);
        assert_eq!((quiet.min(), disturbed.min()), (1.0, 1.0));
        assert_eq!((quiet.median(), disturbed.median()), (2.0, 2.0));
        assert_eq!((quiet.mean(), disturbed.mean()), (2.0, 61.4));
    }

    #[test]
    fn the_median_of_an_even_number_is_half_way_between_the_middle_two() {
        assert_eq!(samples(&[4.0, 1.0, 2.0, 8.0]).median(), 3.0);
    }

    #[test]
    fn the_standard_deviation_divides_by_n_as_timeit_does() {
        let eight = samples(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(eight.standard_deviation(), 2.0);
        assert_eq!(samples(&[3.0]).standard_deviation(), 0.0);
    }

    #[test]
    fn what_is_no_time_is_refused_by_its_index() {
        assert_eq!(Samples::new(vec![]), Err(InvalidSamples::None));
        for bad in [0.0, -1.0, f64::INFINITY, f64::NAN] {
            let refused = Samples::new(vec![1.0, bad]).unwrap_err();
            assert!(matches!(refused, InvalidSamples::NotATime { round: 1, .. }));
        }
    }
}
