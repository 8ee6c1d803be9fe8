//! A timer that picks its own loop count. The task is in `spec.rs`; this is the file to edit.

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
        todo!("timeit: the least of `runs`")
    }

    /// The mean of the runs, in seconds per loop.
    pub fn mean(&self) -> f64 {
        todo!("timeit: the mean of `runs`")
    }

    /// The standard deviation of the runs, in seconds per loop, as `%timeit` has it: over the number of runs.
    pub fn standard_deviation(&self) -> f64 {
        todo!("timeit: the population standard deviation of `runs`")
    }
}

/// `{}` prints the line of `%timeit`, and `{:#}` that of `python -m timeit`.
impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("timeit: print one line; `f.alternate()` tells which")
    }
}

/// How many loops make a batch long enough for this clock.
///
/// # Errors
///
/// [`TimerError::StuckClock`] if the clock doesn't move.
pub fn autorange(clock: &mut impl Clock, work: &mut impl FnMut()) -> Result<u64, TimerError> {
    todo!("timeit: lengthen the batch until it takes a fifth of a second")
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
    todo!("timeit: pick the loops, then time each run")
}
