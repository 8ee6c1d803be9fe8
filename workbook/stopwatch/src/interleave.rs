//! Variants take turns, so that all meet the same weather.
//!
//! A machine is faster in one minute than in the next: its clock rate follows its temperature, other programs come and
//! go. Timing A for a minute and then B compares the minutes too. So each round takes one sample of every variant, in an
//! order drawn afresh, and what is compared are samples of the same round.

use std::convert::Infallible;
use std::time::Duration;

use crate::{Clock, Monotonic, Plan, Samples, calibrate, lap};

/// One variant: makes so many calls and says how long they took, or why it couldn't.
///
/// A lap brings its own clock: a Python worker reads the clock of its process.
pub type Lap<'a, E> = Box<dyn FnMut(u64) -> Result<Duration, E> + 'a>;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// This variant's number of calls was found.
    Calibrated {
        /// Variants ready.
        done: usize,
        /// Variants in all.
        of: usize,
    },
    /// So many rounds are done.
    Rounds {
        /// Rounds done.
        done: usize,
        /// Rounds planned.
        of: usize,
        /// Time that the rest should take, if it goes on like this.
        left: Duration,
    },
}

/// What became of one variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Interleaved<E> {
    /// Its samples, one a round, or why it dropped out.
    pub outcome: Result<Samples, E>,
    /// Calls in each of its samples.
    pub calls: u64,
}

/// Times each variant once a round, by the system's clock. The samples come back in the order of the variants.
///
/// What a variant computes must go through [`std::hint::black_box`], or the optimiser will drop it.
pub fn interleave(plan: &Plan, variants: &mut [&mut dyn FnMut()]) -> Vec<Samples> {
    let mut laps: Vec<Lap<Infallible>> = Vec::new();
    for variant in variants {
        let mut clock = Monotonic::new();
        laps.push(Box::new(move |calls| {
            Ok(lap(&mut clock, calls, &mut **variant))
        }));
    }
    let results = rounds(plan, &mut Monotonic::new(), &mut laps, &mut |_| ());
    let samples = results.into_iter().map(|variant| match variant.outcome {
        Ok(samples) => samples,
        Err(never) => match never {},
    });
    samples.collect()
}

// ANCHOR: interleave
/// Finds each variant's number of calls, then takes one sample of each in
/// every round.
///
/// A variant that fails drops out and keeps its error; the others go on.
/// `clock` watches the plan's budget.
pub fn rounds<E>(
    plan: &Plan,
    clock: &mut impl Clock,
    laps: &mut [Lap<E>],
    progress: &mut dyn FnMut(Progress),
) -> Vec<Interleaved<E>> {
    let of = laps.len();
    let mut entrants: Vec<Entrant<E>> = Vec::new();
    for lap in laps.iter_mut() {
        entrants.push(Entrant::calibrated(plan.min_round, lap));
        let done = entrants.len();
        progress(Progress::Calibrated { done, of });
    }
    let start = clock.now();
    let mut order: Vec<usize> = (0..of).collect();
    let mut seed = 0;
    let mut done = 0;
    while plan.wants_more(done, clock.now().saturating_sub(start)) {
        shuffle(&mut order, &mut seed);
        for &turn in &order {
            entrants[turn].sample(&mut laps[turn]);
        }
        done += 1;
        let elapsed = clock.now().saturating_sub(start);
        progress(Progress::Rounds {
            done,
            of: plan.rounds,
            left: time_left(plan, done, elapsed),
        });
    }
    entrants.into_iter().map(Entrant::finish).collect()
}
// ANCHOR_END: interleave

/// A variant on its way through the rounds.
struct Entrant<E> {
    calls: u64,
    times: Vec<Duration>,
    failure: Option<E>,
}

impl<E> Entrant<E> {
    /// Finds the number of calls, which warms the variant up as well.
    ///
    /// A number must fill the target twice. Once may be an accident: while another program has the processor, a single
    /// call seems to last long enough, and every sample of the run would be too short.
    fn calibrated(target: Duration, lap: &mut Lap<E>) -> Self {
        let mut failure = None;
        let mut timed = |calls| {
            lap(calls).unwrap_or_else(|error| {
                failure = Some(error);
                Duration::MAX
            })
        };
        let calls = calibrate(target, |calls| match timed(calls) {
            Duration::MAX => Duration::MAX,
            first if first < target => first,
            first => first.min(timed(calls)),
        });
        Self {
            calls,
            times: Vec::new(),
            failure,
        }
    }

    fn sample(&mut self, lap: &mut Lap<E>) {
        if self.failure.is_none() {
            match lap(self.calls) {
                Ok(time) => self.times.push(time),
                Err(error) => self.failure = Some(error),
            }
        }
    }

    fn finish(self) -> Interleaved<E> {
        Interleaved {
            calls: self.calls,
            outcome: match self.failure {
                Some(error) => Err(error),
                None => Ok(Samples::per_call(self.times.into_iter(), self.calls)),
            },
        }
    }
}

fn time_left(plan: &Plan, done: usize, elapsed: Duration) -> Duration {
    let missing = plan.rounds.saturating_sub(done) as f64 / done as f64;
    elapsed
        .mul_f64(missing)
        .min(plan.budget.saturating_sub(elapsed))
}

/// Fisher–Yates. A fixed order would give each variant the same neighbour, and its leftovers in the caches, every time.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        let pick = next_random(seed) % (last as u64 + 1);
        order.swap(last, pick as usize);
    }
}

/// `SplitMix64` (Steele, Lea and Flood, 2014): cheap, and the same sequence on every run.
pub(crate) fn next_random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::simulated::Simulated;

    const PLAN: Plan = Plan {
        rounds: 8,
        min_round: Duration::from_millis(10),
        budget: Duration::from_secs(3600),
    };

    /// A variant whose calls take so many milliseconds.
    fn takes<'a>(time: &'a Simulated, millis: u64) -> Lap<'a, String> {
        let mut clock = time.clock();
        Box::new(move |calls| {
            Ok(lap(&mut clock, calls, || {
                time.pass(Duration::from_millis(millis));
            }))
        })
    }

    #[test]
    fn every_round_takes_one_sample_of_every_variant() {
        let turns = RefCell::new(Vec::new());
        let mut laps: Vec<Lap<String>> = Vec::new();
        for name in 0..3 {
            let turns = &turns;
            laps.push(Box::new(move |_| {
                turns.borrow_mut().push(name);
                Ok(PLAN.min_round)
            }));
        }
        let results = rounds(&PLAN, &mut Simulated::new().clock(), &mut laps, &mut |_| ());
        drop(laps);
        let turns = turns.into_inner();
        assert_eq!(turns[..6], [0, 0, 1, 1, 2, 2], "calibration, in order");
        let mut orders: Vec<_> = turns[6..].chunks(3).map(<[i32]>::to_vec).collect();
        for order in &orders {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2]);
        }
        orders.sort();
        orders.dedup();
        assert!(orders.len() > 2, "the order changes: {orders:?}");
        for result in results {
            assert_eq!(result.outcome.unwrap().as_slice().len(), PLAN.rounds);
        }
    }

    #[test]
    fn each_variant_repeats_its_calls_until_a_sample_is_long_enough() {
        let time = Simulated::new();
        let mut laps = [takes(&time, 1), takes(&time, 40)];
        let results = rounds(&PLAN, &mut time.clock(), &mut laps, &mut |_| ());
        assert_eq!((results[0].calls, results[1].calls), (10, 1));
        let times: Vec<f64> = results
            .into_iter()
            .map(|result| result.outcome.unwrap().median())
            .collect();
        assert_eq!(times, [0.001, 0.040]);
    }

    #[test]
    fn a_hiccup_while_calibrating_does_not_leave_samples_too_short() {
        let mut hiccup = Duration::from_secs(1);
        let mut laps: [Lap<String>; 1] = [Box::new(|calls| {
            let work = Duration::from_micros(10) * u32::try_from(calls).unwrap();
            Ok(work + std::mem::take(&mut hiccup))
        })];
        let results = rounds(&PLAN, &mut Simulated::new().clock(), &mut laps, &mut |_| ());
        assert_eq!(results[0].calls, 1000, "as many as fill 10 ms");
    }

    #[test]
    fn a_variant_that_fails_keeps_its_error_and_the_others_go_on() {
        let time = Simulated::new();
        let mut laps_made = 0;
        let mut laps: Vec<Lap<String>> = vec![
            takes(&time, 20),
            Box::new(|_| Err("no such module".to_owned())),
            Box::new(|_| {
                laps_made += 1;
                if laps_made < 4 {
                    Ok(PLAN.min_round)
                } else {
                    Err("gave up".to_owned())
                }
            }),
        ];
        let results = rounds(&PLAN, &mut time.clock(), &mut laps, &mut |_| ());
        drop(laps);
        assert_eq!(
            results[0].outcome.as_ref().unwrap().as_slice().len(),
            PLAN.rounds
        );
        assert_eq!(results[1].outcome, Err("no such module".to_owned()));
        assert_eq!(results[2].outcome, Err("gave up".to_owned()));
        assert_eq!(laps_made, 4, "not called again after its failure");
    }

    #[test]
    fn a_spent_budget_stops_the_rounds_but_not_before_an_interval_can_be_told() {
        for (budget_s, expected) in [(0, crate::LEAST_ROUNDS), (7, 7), (100, 8)] {
            let plan = Plan {
                budget: Duration::from_secs(budget_s),
                ..PLAN
            };
            let time = Simulated::new();
            let mut laps = [takes(&time, 1000)];
            let results = rounds(&plan, &mut time.clock(), &mut laps, &mut |_| ());
            let samples = results[0].outcome.as_ref().unwrap();
            assert_eq!(samples.as_slice().len(), expected, "with {budget_s} s");
        }
    }

    #[test]
    fn progress_tells_the_time_left() {
        let time = Simulated::new();
        let mut told = Vec::new();
        rounds(
            &PLAN,
            &mut time.clock(),
            &mut [takes(&time, 500)],
            &mut |p| told.push(p),
        );
        assert_eq!(told[0], Progress::Calibrated { done: 1, of: 1 });
        assert_eq!(
            told[2],
            Progress::Rounds {
                done: 2,
                of: 8,
                left: Duration::from_secs(3)
            }
        );
        assert_eq!(told.len(), 9);
    }

    #[test]
    fn no_variants_give_no_samples() {
        assert_eq!(interleave(&Plan::quick(), &mut []), []);
    }

    #[test]
    fn plain_closures_can_be_interleaved() {
        let mut calls = 0;
        let plan = Plan {
            rounds: 3,
            min_round: Duration::ZERO,
            budget: Duration::ZERO,
        };
        let samples = interleave(&plan, &mut [&mut || calls += 1]);
        assert_eq!(samples[0].as_slice().len(), 3);
        assert_eq!(calls, 2 + 3, "two calls to calibrate, one a round");
    }
}
