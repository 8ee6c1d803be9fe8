//! Timing for small pieces of code: one idea a file, no dependencies.
//!
//! | file | idea |
//! |---|---|
//! | `clock` | read a clock twice and take the difference: [`Clock`], [`lap`] |
//! | `calibrate` | repeat the code until it takes long enough for the clock: [`calibrate`] |
//! | `samples` | a handful of times and what can be said of them: [`Samples`] |
//! | `interval` | how well the median is known: [`Interval`] |
//! | `timeit` | the line that `%timeit` prints: [`timeit()`] |
//! | `interleave` | variants take turns, so that all meet the same weather: [`interleave()`], [`rounds`] |
//! | `compare` | the ratio of two of them, and a verdict: [`Comparison`], [`Verdict`] |
//! | `race` | two functions, one goal, one verdict: [`race::Race`] |
//!
//! ```
//! let numbers = vec![1.0_f64; 1000];
//! let plan = stopwatch::Plan::quick();
//! let samples = stopwatch::interleave(
//!     &plan,
//!     &mut [
//!         &mut || {
//!             std::hint::black_box(numbers.iter().map(|x| x.powf(2.5)).sum::<f64>());
//!         },
//!         &mut || {
//!             std::hint::black_box(numbers.iter().map(|x| x * x).sum::<f64>());
//!         },
//!     ],
//! );
//! let comparison = stopwatch::Comparison::of(&samples[0], &samples[1]);
//! println!("{comparison}: {}", comparison.verdict(2.0));
//! ```

mod calibrate;
mod clock;
mod compare;
mod interleave;
mod interval;
mod plan;
pub mod race;
mod samples;
mod seconds;
mod timeit;

pub use calibrate::{MOST_CALLS, calibrate};
pub use clock::{Clock, Monotonic, lap};
pub use compare::{Comparison, FALSE_ALARM, Reason, TENTH_FOUND, Verdict};
pub use interleave::{Interleaved, Lap, Progress, interleave, rounds};
pub use interval::{CONFIDENCE, Interval, LEAST_ROUNDS};
pub use plan::Plan;
pub use samples::{InvalidSamples, Samples};
pub use seconds::Seconds;
pub use timeit::{Timeit, Timing, timeit};

#[cfg(test)]
mod simulated;
#[cfg(test)]
mod weather;
