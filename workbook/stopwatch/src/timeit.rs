//! The line that `%timeit` prints.

use std::fmt;
use std::time::Duration;

use crate::{Clock, Monotonic, Samples, Seconds, calibrate, lap};

/// Times `work` as `%timeit` does: seven runs, each of as many loops as take 0.2 s.
///
/// ```
/// let x = std::hint::black_box(1.5_f64);
/// # let quick = stopwatch::Timeit { min_run: std::time::Duration::from_micros(10), ..Default::default() };
/// # let timing = quick.run(|| x.powi(3));
/// # if false {
/// let timing = stopwatch::timeit(|| x.powi(3));
/// # }
/// println!("{timing}");
/// ```
// ANCHOR: timeit
pub fn timeit<T>(work: impl FnMut() -> T) -> Timing {
    Timeit::default().run(work)
}

/// How `%timeit` is set up: `-r` is `runs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeit {
    /// Samples to take.
    pub runs: usize,
    /// Time that a sample takes at least.
    pub min_run: Duration,
}

impl Timeit {
    /// Picks the number of loops, then takes the samples. `set_up` runs
    /// before each of them, off the clock.
    pub fn run_with<S, T>(
        &self,
        clock: &mut impl Clock,
        mut set_up: impl FnMut() -> S,
        mut work: impl FnMut(&mut S) -> T,
    ) -> Timing {
        let mut sample = |loops| {
            let mut state = set_up();
            lap(clock, loops, || work(&mut state))
        };
        let loops = calibrate(self.min_run, &mut sample);
        let runs = (0..self.runs.max(1)).map(|_| sample(loops));
        Timing {
            samples: Samples::per_call(runs, loops),
            loops,
        }
    }
}
// ANCHOR_END: timeit

impl Default for Timeit {
    fn default() -> Self {
        Self {
            runs: 7,
            min_run: Duration::from_millis(200),
        }
    }
}

impl Timeit {
    /// Times work that needs no set-up, by the system's clock.
    pub fn run<T>(&self, mut work: impl FnMut() -> T) -> Timing {
        self.run_with(&mut Monotonic::new(), || (), |()| work())
    }
}

/// What [`timeit()`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// Seconds per loop, one for each run.
    pub samples: Samples,
    /// Loops in each run.
    pub loops: u64,
}

/// `1.24 µs ± 12.1 ns per loop (mean ± std. dev. of 7 runs, 200,000 loops each), best 1.22 µs`
impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.samples.as_slice().len();
        write!(
            f,
            "{} ± {} per loop (mean ± std. dev. of {runs} run{}, {} loop{} each), best {}",
            Seconds(self.samples.mean()),
            Seconds(self.samples.standard_deviation()),
            if runs == 1 { "" } else { "s" },
            grouped(self.loops),
            if self.loops == 1 { "" } else { "s" },
            Seconds(self.samples.min()),
        )
    }
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::Simulated;

    #[test]
    fn the_line_reads_like_that_of_the_magic() {
        let time = Simulated::new();
        let timing = Timeit::default().run_with(
            &mut time.clock(),
            || (),
            |()| time.pass(Duration::from_micros(300)),
        );
        assert_eq!(
            timing.to_string(),
            "300 µs ± 0.00 ns per loop (mean ± std. dev. of 7 runs, 1,000 loops each), best 300 µs"
        );
    }

    #[test]
    fn a_set_up_runs_before_every_sample_and_off_the_clock() {
        let time = Simulated::new();
        let mut set_ups = 0;
        let once = Timeit {
            runs: 3,
            min_run: Duration::from_millis(1),
        };
        let timing = once.run_with(
            &mut time.clock(),
            || {
                set_ups += 1;
                time.pass(Duration::from_secs(1));
                0
            },
            |calls| {
                *calls += 1;
                time.pass(Duration::from_millis(1));
            },
        );
        assert_eq!(timing.loops, 1);
        assert_eq!(set_ups, 1 + 3, "one to find the loops, one for each run");
        assert!((timing.samples.mean() - 0.001).abs() < 1e-12);
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(7, "7"), (1000, "1,000"), (20_000_000, "20,000,000")] {
            assert_eq!(grouped(number), text);
        }
    }
}
