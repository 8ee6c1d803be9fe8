//! Two functions, one goal, one verdict: what `race.rs` of an exercise calls.
//!
//! ```no_run
//! use std::hint::black_box;
//! use std::process::ExitCode;
//! use stopwatch::race::Race;
//!
//! # const MANIFEST: &str = "";
//! fn main() -> ExitCode {
//!     # if false {
//!     let numbers = vec![1.5_f64; 10_000];
//!     let race = Race::from_manifest(MANIFEST); // include_str!("Cargo.toml")
//!     return race.run(
//!         || black_box(&numbers).iter().map(|x| x.powf(3.0)).sum::<f64>(),
//!         || black_box(&numbers).iter().map(|x| x * x * x).sum::<f64>(),
//!     );
//!     # }
//!     # ExitCode::SUCCESS
//! }
//! ```

mod manifest;
mod report;

use std::convert::Infallible;
use std::fmt::Debug;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::OnceLock;

pub use report::{Outcome, Report};

use crate::{Clock, Comparison, Lap, Monotonic, Plan, lap, rounds};

/// Is handed the contender in place of a race.
type Watcher = fn(&mut dyn FnMut());

static WATCHER: OnceLock<Watcher> = OnceLock::new();

/// From now on hands contenders to `watcher`, which may call them as often as it likes, in place of timing them: a
/// profiler wants to see the answer alone, on the race's own input. The first watcher stays.
pub fn watch_instead(watcher: Watcher) {
    let _ = WATCHER.set(watcher);
}

/// The race of one exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Race {
    /// The exercise's name, such as `q1`.
    pub exercise: String,
    /// The exercise's title.
    pub title: String,
    /// How many times as fast as the baseline the contender must be.
    pub goal: f64,
    /// The fewest cores on which the goal can be reached.
    pub cores: usize,
    /// How many rounds, how long, within what time.
    pub plan: Plan,
}

impl Race {
    /// Reads name, title, goal and cores in the text of the exercise's `Cargo.toml`. Without the last, one core will do.
    ///
    /// # Panics
    /// When the manifest lacks one of the others. It is compiled in, so this is a mistake in the exercise and not in the answer.
    #[must_use]
    pub fn from_manifest(text: &str) -> Self {
        match manifest::read(text) {
            Ok(race) => race,
            Err(fault) => panic!("the exercise's Cargo.toml cannot start a race: {fault}"),
        }
    }

    /// Runs the race, prints its report, and returns the status to exit with: 0 for `faster`, 1 for `not faster`, 3 for
    /// `cannot tell`.
    ///
    /// Both sides must compute the same value, which is checked before they are timed. Results go through
    /// [`black_box`]; inputs are for the caller to pass through it, or the optimiser may compute them beforehand.
    /// With `WORKBOOK_JSON=1` in the environment the report is one line of JSON.
    pub fn run<T: PartialEq + Debug>(
        &self,
        baseline: impl FnMut() -> T,
        mut contender: impl FnMut() -> T,
    ) -> ExitCode {
        if let Some(watcher) = WATCHER.get() {
            watcher(&mut || drop(black_box(contender())));
            return ExitCode::SUCCESS;
        }
        let mut report = self.report(&mut Monotonic::new(), baseline, contender);
        report.cores = std::thread::available_parallelism().map_or(1, usize::from);
        if std::env::var_os("WORKBOOK_JSON").is_some_and(|value| value == "1") {
            println!("{}", report.json());
        } else {
            println!("{report}");
        }
        report.exit_code()
    }

    /// Runs the race by a clock of the caller's, on a machine with the cores that the race takes.
    pub fn report<T: PartialEq + Debug>(
        &self,
        clock: &mut (impl Clock + Clone),
        mut baseline: impl FnMut() -> T,
        mut contender: impl FnMut() -> T,
    ) -> Report {
        let outcome = match differing(black_box(baseline()), black_box(contender())) {
            Some((expected, found)) => Outcome::DifferentValues { expected, found },
            None => self.timed(clock, baseline, contender),
        };
        Report {
            race: self.clone(),
            cores: self.cores,
            outcome,
        }
    }

    fn timed<T>(
        &self,
        clock: &mut (impl Clock + Clone),
        mut baseline: impl FnMut() -> T,
        mut contender: impl FnMut() -> T,
    ) -> Outcome {
        let (mut first, mut second) = (clock.clone(), clock.clone());
        let mut laps: [Lap<Infallible>; 2] = [
            Box::new(move |calls| Ok(lap(&mut first, calls, &mut baseline))),
            Box::new(move |calls| Ok(lap(&mut second, calls, &mut contender))),
        ];
        let [baseline, contender] =
            <[_; 2]>::try_from(rounds(&self.plan, clock, &mut laps, &mut |_| ()))
                .unwrap_or_else(|_| unreachable!("two laps give two results"));
        let (Ok(baseline), Ok(contender)) = (baseline.outcome, contender.outcome);
        Outcome::Timed {
            comparison: Comparison::of(&baseline, &contender),
            baseline,
            contender,
        }
    }
}

/// Both values in words, shortened, if they aren't equal.
fn differing<T: PartialEq + Debug>(expected: T, found: T) -> Option<(String, String)> {
    const MOST: usize = 200;
    let words = |value: &T| {
        let mut words = format!("{value:?}");
        if let Some((end, _)) = words.char_indices().nth(MOST) {
            words.truncate(end);
            words.push('…');
        }
        words
    };
    (expected != found).then(|| (words(&expected), words(&found)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::simulated::Simulated;
    use crate::{Reason, Verdict};

    fn q1() -> Race {
        Race {
            exercise: "q1".to_owned(),
            title: "The stock market".to_owned(),
            goal: 3.0,
            cores: 1,
            plan: Plan::race(),
        }
    }

    /// Races sides whose calls take so many milliseconds and return 42.
    fn raced(baseline: u64, contender: u64) -> Report {
        let time = Simulated::new();
        let takes = |millis| {
            let time = &time;
            move || {
                time.pass(Duration::from_millis(millis));
                42
            }
        };
        q1().report(&mut time.clock(), takes(baseline), takes(contender))
    }

    #[test]
    fn a_contender_beyond_the_goal_is_faster() {
        let report = raced(400, 100);
        assert_eq!(report.verdict(), Some(Verdict::Faster));
        assert_eq!(
            report.to_string(),
            "The stock market: faster\n  \
             4.00 times as fast (95 % interval 4.00 to 4.00, 31 rounds); the goal is 3\n  \
             the plain version    400 ms\n  yours                100 ms"
        );
        assert_eq!(
            report.json(),
            r#"{"exercise":"q1","verdict":"faster","reason":null,"ratio":4,"low":4,"high":4,"goal":3,"rounds":31}"#
        );
    }

    #[test]
    fn a_contender_short_of_the_goal_is_not_faster() {
        let report = raced(200, 100);
        assert_eq!(report.verdict(), Some(Verdict::NotFaster));
        assert!(
            report
                .json()
                .contains(r#""verdict":"not faster","reason":null,"ratio":2,"#)
        );
    }

    #[test]
    fn a_goal_that_takes_more_cores_than_there_are_is_missed_by_the_machine() {
        let mut report = raced(200, 100);
        report.race.cores = 2;
        report.cores = 1;
        let Some(Verdict::CannotTell(Reason::TooFewCores { .. })) = report.verdict() else {
            panic!("{report}");
        };
        assert!(
            report.json().contains(
                r#""verdict":"cannot tell","reason":"the goal takes 2 cores, and this machine has 1 to give""#
            ),
            "{}",
            report.json()
        );
        assert!(
            report
                .to_string()
                .ends_with("Race it on a machine with 2 cores, or leave it to the grader's."),
            "{report}"
        );
        assert_eq!(report.exit_code(), ExitCode::from(3));
    }

    #[test]
    fn work_that_was_compiled_away_is_not_rewarded() {
        let time = Simulated::new();
        let takes = |nanos| {
            let time = &time;
            move || time.pass(Duration::from_nanos(nanos))
        };
        let quick = Race {
            plan: Plan {
                min_round: Duration::from_micros(1),
                ..Plan::quick()
            },
            ..q1()
        };
        // A clock that runs at half speed, so that a call takes half a nanosecond.
        let mut hidden = time.clock();
        let mut slow = move || hidden.now() / 2;
        let report = quick.report(&mut slow, takes(1000), takes(1));
        let Some(Verdict::CannotTell(Reason::TooShort { .. })) = report.verdict() else {
            panic!("{report}");
        };
        assert!(report.to_string().contains("compiled away"), "{report}");
    }

    #[test]
    fn sides_that_differ_are_not_timed() {
        let time = Simulated::new();
        let mut calls = 0;
        let contender = || {
            calls += 1;
            vec![1, 3]
        };
        let report = q1().report(&mut time.clock(), || vec![1, 2], contender);
        assert_eq!(calls, 1);
        assert_eq!(report.verdict(), None);
        assert_eq!(
            report.json(),
            r#"{"exercise":"q1","verdict":"cannot tell","reason":"the two sides computed different values: [1, 2] and [1, 3]","ratio":null,"low":null,"high":null,"goal":3,"rounds":0}"#
        );
        assert!(report.to_string().contains("yours              [1, 3]"));
    }

    #[test]
    fn long_values_are_shortened_in_the_report() {
        let (expected, found) = differing("µ".repeat(5000), String::new()).unwrap();
        assert_eq!(expected.chars().count(), 201);
        assert_eq!(found, "\"\"");
    }

    #[test]
    fn the_exit_status_tells_the_verdict() {
        let statuses = [raced(400, 100), raced(200, 100)].map(|report| report.exit_code());
        assert_eq!(statuses, [ExitCode::from(0), ExitCode::from(1)]);
        let wrong = q1().report(&mut Simulated::new().clock(), || 1, || 2);
        assert_eq!(wrong.exit_code(), ExitCode::from(3));
    }

    #[test]
    #[should_panic(expected = "[package] has no `name`")]
    fn a_manifest_without_a_name_says_so() {
        let _ = Race::from_manifest("[package]\ntitle = 1");
    }
}
