//! The ratio of two variants, and a verdict.
//!
//! **The interval.** Each round gives one ratio: the time of the baseline ÷ that of the contender. Their median is the
//! answer, and its interval is that of [`Interval`], which counts in from both ends of the sorted ratios; this is the sign
//! test, turned inside out. The method is in H. A. David and H. N. Nagaraja, *Order Statistics*, 3rd edition, Wiley 2003,
//! section 7.1, and the sign test in W. J. Conover, *Practical Nonparametric Statistics*, 3rd edition, Wiley 1999, section
//! 3.4.
//!
//! **Why it may be believed in bad weather.** Of two identical functions in one round, either is as likely to be the slower
//! one, because it was drawn who goes first (R. A. Fisher, *The Design of Experiments*, Oliver and Boyd 1935, chapter II).
//! So the ratio falls below one as a coin falls on heads, whether the machine drifts, is interrupted, or has two speeds.
//! [`FALSE_ALARM`] is what follows, and the simulations in `weather.rs` and the experiment `verdicts` of the listings check
//! it. What it says nothing about is anything that stays the same for a whole run: above all, where the two functions came
//! to lie in memory. That difference is real, and it isn't the source's.

use std::fmt;

use crate::interval::{CONFIDENCE, Interval, LEAST_ROUNDS};
use crate::samples::sorted;
use crate::{Samples, Seconds};

/// Less than this for a call, in seconds, and there is nothing left to time: a few clock ticks of the processor.
const SHORTEST_CALL: f64 = 1e-9;

// ANCHOR: promises
/// Of two identical functions, one is called faster in at most this share of
/// races: the interval misses one side as often as the other.
pub const FALSE_ALARM: f64 = (1.0 - CONFIDENCE) / 2.0;

/// Against a baseline that has a tenth more to do, a contender is called
/// faster in at least this share of races by [`Plan::race`](crate::Plan::race).
///
/// This rests on no theorem, as it depends on the noise. It is what the
/// simulated weathers and the experiment on real code are held to.
pub const TENTH_FOUND: f64 = 0.95;
// ANCHOR_END: promises

// ANCHOR: compare
/// How many times faster a contender is than a baseline: the time of the
/// baseline ÷ the time of the contender.
///
/// One ratio is taken in each round, so that whatever slows a round down
/// slows both of its sides. `ratio` is the median of these ratios, and `low`
/// to `high` its interval by order statistics, found in the same way as
/// [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Median of the rounds' ratios.
    pub ratio: f64,
    /// Low end of the interval of that median.
    pub low: f64,
    /// High end of the interval of that median.
    pub high: f64,
    /// Rounds in which both were timed.
    pub rounds: usize,
    /// The faster side's median, in seconds per call.
    pub fastest_call: f64,
}

impl Comparison {
    /// Compares samples of the same rounds. Rounds that only one of them has
    /// are left out.
    #[must_use]
    pub fn of(baseline: &Samples, contender: &Samples) -> Self {
        let rounds = baseline.as_slice().iter().zip(contender.as_slice());
        let ratios = sorted(rounds.map(|(baseline, contender)| baseline / contender));
        let (ratio, interval) = Interval::with_median(&ratios);
        Self {
            ratio,
            low: interval.low,
            high: interval.high,
            rounds: ratios.len(),
            fastest_call: baseline.median().min(contender.median()),
        }
    }
}
// ANCHOR_END: compare

// ANCHOR: verdict
/// Whether a contender reaches its goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// The whole interval of the ratio lies at the goal or above; at a goal
    /// of 1, above.
    Faster,
    /// The whole interval lies below the goal; at a goal of 1, at most there.
    NotFaster,
    /// Anything else.
    CannotTell(Reason),
}

impl Comparison {
    /// Whether the contender is at least `goal` times as fast as the baseline.
    #[must_use]
    pub fn verdict(&self, goal: f64) -> Verdict {
        // A tie reaches every goal but one: as fast isn't faster.
        let misses = |ratio| ratio < goal || (goal == 1.0 && ratio == 1.0);
        if self.rounds < LEAST_ROUNDS {
            Verdict::CannotTell(Reason::TooFewRounds {
                rounds: self.rounds,
            })
        } else if self.fastest_call < SHORTEST_CALL {
            Verdict::CannotTell(Reason::TooShort {
                seconds: self.fastest_call,
            })
        } else if !misses(self.low) {
            Verdict::Faster
        } else if misses(self.high) {
            Verdict::NotFaster
        } else {
            Verdict::CannotTell(Reason::TooWide {
                low: self.low,
                high: self.high,
                goal,
            })
        }
    }
}
// ANCHOR_END: verdict

impl Verdict {
    /// What is left of a verdict where a goal that takes so many cores met a machine that has `found`.
    ///
    /// Who is faster even so is faster. Who isn't may have the machine to blame.
    #[must_use]
    pub fn with_cores(self, needed: usize, found: usize) -> Self {
        match self {
            Self::NotFaster | Self::CannotTell(Reason::TooWide { .. }) if found < needed => {
                Self::CannotTell(Reason::TooFewCores { needed, found })
            }
            other => other,
        }
    }
}

/// Why there is no telling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// The goal lies inside the interval of the ratio.
    TooWide {
        /// Low end of the interval.
        low: f64,
        /// High end of the interval.
        high: f64,
        /// The goal.
        goal: f64,
    },
    /// A call takes so little time that nothing can be left of the work.
    TooShort {
        /// The faster side's time for a call.
        seconds: f64,
    },
    /// So few rounds can't give an interval.
    TooFewRounds {
        /// How many there were.
        rounds: usize,
    },
    /// The goal is one of several cores, and the machine hasn't got them.
    TooFewCores {
        /// How many the goal takes.
        needed: usize,
        /// How many there are.
        found: usize,
    },
}

/// `4.52 times as fast (95 % interval 4.41 to 4.63, 31 rounds)`
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} times as fast", Digits(self.ratio))?;
        if self.rounds < LEAST_ROUNDS {
            let plural = if self.rounds == 1 { "" } else { "s" };
            return write!(
                f,
                " ({} round{plural}, too few for an interval)",
                self.rounds
            );
        }
        let (low, high) = (Digits(self.low), Digits(self.high));
        write!(
            f,
            " (95 % interval {low} to {high}, {} rounds)",
            self.rounds
        )
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faster => f.pad("faster"),
            Self::NotFaster => f.pad("not faster"),
            Self::CannotTell(reason) => write!(f, "cannot tell: {reason}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TooWide { low, high, goal } => write!(
                f,
                "the goal {goal} lies within the spread of what was measured, {} to {}",
                Digits(low),
                Digits(high)
            ),
            Self::TooShort { seconds } => write!(
                f,
                "a call of {} is too short to hold any work; was it compiled away?",
                Seconds(seconds)
            ),
            Self::TooFewRounds { rounds } => write!(
                f,
                "{rounds} round{} cannot give an interval of 95 %; it takes {LEAST_ROUNDS}",
                if rounds == 1 { "" } else { "s" }
            ),
            Self::TooFewCores { needed, found } => write!(
                f,
                "the goal takes {needed} cores, and this machine has {found} to give"
            ),
        }
    }
}

/// A ratio with three digits, or all of its whole ones.
pub(crate) struct Digits(pub(crate) f64);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = *self;
        let decimals = match value.abs() {
            v if v < 0.0995 => 3,
            v if v < 9.995 => 2,
            v if v < 99.95 => 1,
            _ => 0,
        };
        write!(f, "{value:.decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(seconds: impl IntoIterator<Item = f64>) -> Samples {
        Samples::new(seconds.into_iter().collect()).unwrap()
    }

    /// Eleven rounds whose ratios are these.
    fn comparison(ratios: [f64; 11]) -> Comparison {
        Comparison::of(&samples(ratios.map(|r| r * 1e-3)), &samples([1e-3; 11]))
    }

    const AROUND_FOUR: [f64; 11] = [3.9, 4.1, 4.0, 4.2, 3.8, 4.0, 4.1, 3.9, 4.0, 9.0, 0.5];

    #[test]
    fn the_ratio_is_the_median_over_rounds_and_one_outlier_on_each_side_is_dropped() {
        let comparison = comparison(AROUND_FOUR);
        assert!((comparison.ratio - 4.0).abs() < 1e-12);
        assert!((comparison.low - 3.8).abs() < 1e-12);
        assert!((comparison.high - 4.2).abs() < 1e-12);
        assert_eq!(comparison.rounds, 11);
    }

    #[test]
    fn the_verdict_needs_the_whole_interval_on_one_side_of_the_goal() {
        let comparison = comparison(AROUND_FOUR);
        assert_eq!(comparison.verdict(3.0), Verdict::Faster);
        assert_eq!(comparison.verdict(5.0), Verdict::NotFaster);
        let Verdict::CannotTell(Reason::TooWide { low, high, goal }) = comparison.verdict(4.0)
        else {
            panic!("the goal is inside the interval");
        };
        assert!(low < goal && goal < high);
    }

    #[test]
    fn an_interval_that_starts_at_the_goal_reaches_it() {
        let exact = Comparison {
            ratio: 2.5,
            low: 2.0,
            high: 3.0,
            rounds: 31,
            fastest_call: 1e-3,
        };
        assert_eq!(exact.verdict(2.0), Verdict::Faster);
        let Verdict::CannotTell(_) = exact.verdict(3.0) else {
            panic!("an interval that ends at the goal holds it");
        };
    }

    #[test]
    fn as_fast_is_not_faster() {
        // A clock that ticks too seldom shows the same time for both, in every round.
        let tie = comparison([1.0; 11]);
        assert_eq!(tie.verdict(1.0), Verdict::NotFaster);
        assert_eq!(tie.verdict(0.75), Verdict::Faster, "a goal of less");
        let mut often = [1.0; 11];
        often[9] = 1.2;
        often[10] = 1.2;
        let Verdict::CannotTell(_) = comparison(often).verdict(1.0) else {
            panic!("an interval from 1 to 1.2 holds a tie");
        };
    }

    #[test]
    fn a_goal_of_more_cores_than_there_are_cannot_be_missed() {
        let short_of_it = comparison(AROUND_FOUR).verdict(5.0);
        assert_eq!(short_of_it.with_cores(2, 2), Verdict::NotFaster);
        let excused = short_of_it.with_cores(2, 1);
        assert_eq!(
            excused.to_string(),
            "cannot tell: the goal takes 2 cores, and this machine has 1 to give"
        );
        let unclear = comparison(AROUND_FOUR).verdict(4.0);
        assert_eq!(unclear.with_cores(2, 1), excused);
        let reached = comparison(AROUND_FOUR).verdict(3.0);
        assert_eq!(reached.with_cores(2, 1), Verdict::Faster);
        let few = Verdict::CannotTell(Reason::TooFewRounds { rounds: 2 });
        assert_eq!(few.with_cores(2, 1), few);
    }

    #[test]
    fn a_slowdown_of_whole_rounds_leaves_the_ratio_alone() {
        let weather = |round: i32| {
            if round % 3 == 0 {
                50.0
            } else {
                1.0 + f64::from(round)
            }
        };
        let baseline = samples((0..15).map(|round| 4e-3 * weather(round)));
        let contender = samples((0..15).map(|round| 1e-3 * weather(round)));
        let comparison = Comparison::of(&baseline, &contender);
        assert!((comparison.low - 4.0).abs() < 1e-9 && (comparison.high - 4.0).abs() < 1e-9);
        assert!(baseline.interval().high / baseline.interval().low > 2.0);
    }

    #[test]
    fn too_few_rounds_are_no_verdict_however_clear_the_ratio() {
        let five = Comparison::of(&samples([1.0; 5]), &samples([0.01; 5]));
        assert_eq!(
            five.verdict(2.0),
            Verdict::CannotTell(Reason::TooFewRounds { rounds: 5 })
        );
        let six = Comparison::of(&samples([1.0; 6]), &samples([0.01; 6]));
        assert_eq!(six.verdict(2.0), Verdict::Faster);
    }

    #[test]
    fn work_that_was_compiled_away_is_no_verdict() {
        let nothing = Comparison::of(&samples([1e-3; 9]), &samples([0.3e-9; 9]));
        let Verdict::CannotTell(Reason::TooShort { seconds }) = nothing.verdict(2.0) else {
            panic!("a call of 0.3 ns is no work");
        };
        assert!((seconds - 0.3e-9).abs() < 1e-15);
    }

    #[test]
    fn rounds_that_one_side_lacks_are_left_out() {
        let comparison = Comparison::of(&samples([2.0; 9]), &samples([1.0; 7]));
        assert_eq!((comparison.rounds, comparison.ratio), (7, 2.0));
    }

    #[test]
    fn verdicts_read_as_sentences() {
        let comparison = comparison(AROUND_FOUR);
        assert_eq!(
            comparison.to_string(),
            "4.00 times as fast (95 % interval 3.80 to 4.20, 11 rounds)"
        );
        assert_eq!(comparison.verdict(3.0).to_string(), "faster");
        assert_eq!(comparison.verdict(9.0).to_string(), "not faster");
        assert_eq!(
            comparison.verdict(4.01).to_string(),
            "cannot tell: the goal 4.01 lies within the spread of what was measured, 3.80 to 4.20"
        );
    }
}
