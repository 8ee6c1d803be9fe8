//! Fails loops with wrong: takes every tick for a nanosecond
//! Fails runs with wrong: loops instead of
//!
//! Every clock is taken to count nanoseconds, as the one that the stub brings does.

use std::fmt;
use std::time::Instant;

/// Something that counts ticks.
pub trait Clock {
    /// Ticks since a moment of the clock's own choosing. The number never goes down.
    fn ticks(&mut self) -> u64;

    /// How many ticks make a second.
    fn per_second(&self) -> u64;
}

/// The clock of the operating system that never goes back, in nanoseconds since it was made.
#[derive(Debug, Clone, Copy)]
pub struct Monotonic(Instant);

impl Monotonic {
    /// A clock that starts now.
    pub fn new() -> Monotonic {
        Monotonic(Instant::now())
    }
}

impl Default for Monotonic {
    fn default() -> Monotonic {
        Monotonic::new()
    }
}

impl Clock for Monotonic {
    fn ticks(&mut self) -> u64 {
        self.0.elapsed().as_nanos() as u64
    }

    fn per_second(&self) -> u64 {
        1_000_000_000
    }
}

/// No batch has more loops than this.
pub const MOST_LOOPS: u64 = 10_000_000;

/// Why there is nothing to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerError {
    /// The clock didn't move, not even while the work was done [`MOST_LOOPS`] times.
    StuckClock,
    /// No runs were asked for.
    NoRuns,
}

impl fmt::Display for TimerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimerError::StuckClock => {
                write!(f, "the clock didn't move during {MOST_LOOPS} loops")
            }
            TimerError::NoRuns => f.write_str("there are no runs to time"),
        }
    }
}

impl std::error::Error for TimerError {}

/// What a timer found.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// Loops in each run.
    pub loops: u64,
    /// Seconds per loop, one number for each run.
    pub runs: Vec<f64>,
}

impl Timing {
    /// The shortest of the runs, in seconds per loop.
    pub fn best(&self) -> f64 {
        self.runs.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The mean of the runs, in seconds per loop.
    pub fn mean(&self) -> f64 {
        self.runs.iter().sum::<f64>() / self.runs.len() as f64
    }

    /// The standard deviation of the runs, in seconds per loop, as `%timeit` has it: over the number of runs.
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let squares = self
            .runs
            .iter()
            .map(|run| (run - mean).powi(2))
            .sum::<f64>();
        (squares / self.runs.len() as f64).sqrt()
    }
}

/// `{}` prints the line of `%timeit`, and `{:#}` that of `python -m timeit`.
impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loops = counted(self.loops, "loop");
        if f.alternate() {
            let runs = self.runs.len();
            write!(f, "{loops}, best of {runs}: {} per loop", time(self.best()))
        } else {
            let (mean, deviation) = (time(self.mean()), time(self.standard_deviation()));
            let runs = counted(self.runs.len() as u64, "run");
            write!(
                f,
                "{mean} ± {deviation} per loop (mean ± std. dev. of {runs}, {loops} each)"
            )
        }
    }
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Seconds as text, with three digits and a unit.
fn time(seconds: f64) -> String {
    // 0.9995 is the least that is 1.00 when rounded; 9.995 and 99.95 are where a digit moves across the point.
    let (value, unit) = [(seconds, "s"), (seconds * 1e3, "ms"), (seconds * 1e6, "µs")]
        .into_iter()
        .find(|&(value, _)| value >= 0.9995)
        .unwrap_or((seconds * 1e9, "ns"));
    let decimals = match value {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {unit}")
}

/// How many loops make a batch long enough for this clock.
///
/// # Errors
///
/// [`TimerError::StuckClock`] if the clock doesn't move.
pub fn autorange(clock: &mut impl Clock, work: &mut impl FnMut()) -> Result<u64, TimerError> {
    let mut loops = 1;
    loop {
        let ticks = batch(clock, work, loops);
        let enough = |more: u64| {
            5 * u128::from(ticks) * u128::from(more)
                >= u128::from(loops) * u128::from(1_000_000_000_u64)
        };
        if enough(loops) {
            return Ok(loops);
        }
        if loops == MOST_LOOPS {
            return if ticks == 0 {
                Err(TimerError::StuckClock)
            } else {
                Ok(loops)
            };
        }
        let mut larger = numbers().filter(|&more| more > loops);
        let next = if ticks == 0 {
            larger.next()
        } else {
            larger.find(|&more| enough(more))
        };
        loops = next.unwrap_or(MOST_LOOPS).min(100 * loops).min(MOST_LOOPS);
    }
}

/// 1, 2, 5, 10, 20, 50, … and beyond [`MOST_LOOPS`].
fn numbers() -> impl Iterator<Item = u64> {
    (0..8).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u64.pow(power)))
}

/// Ticks that pass while the work is done `loops` times.
fn batch(clock: &mut impl Clock, work: &mut impl FnMut(), loops: u64) -> u64 {
    let start = clock.ticks();
    for _ in 0..loops {
        work();
    }
    clock.ticks() - start
}

/// Times the work: as many loops as [`autorange`] finds, `runs` times over.
///
/// # Errors
///
/// [`TimerError::NoRuns`] if `runs` is zero, and what [`autorange`] fails with.
pub fn timeit(
    clock: &mut impl Clock,
    work: &mut impl FnMut(),
    runs: usize,
) -> Result<Timing, TimerError> {
    if runs == 0 {
        return Err(TimerError::NoRuns);
    }
    let loops = autorange(clock, work)?;
    let ticks_per_second = 1_000_000_000_u64 as f64;
    let runs = (0..runs)
        .map(|_| batch(clock, work, loops) as f64 / ticks_per_second / loops as f64)
        .collect();
    Ok(Timing { loops, runs })
}
