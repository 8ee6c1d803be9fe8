//! A sampling profiler in the process that it watches.
//!
//! A timer of the system interrupts the program at each of so many milliseconds of CPU time, and the handler notes which
//! functions are being called at that moment: the program counter, and the return addresses on the stack. Afterwards
//! each address is looked up in the line tables, which also tell what was inlined there.
//!
//! | file | idea |
//! |---|---|
//! | `samples` | what was seen: stacks of addresses, with the functions and lines that they belong to |
//! | `ticking` | the timer and its handler |
//!
//! Why it isn't `pprof`: that crate takes two samples for the same one when they were taken in the same *functions*, and
//! keeps the lines of the first. A table of lines needs every address.

mod samples;
#[cfg(unix)]
mod ticking;

use std::time::Duration;

pub use samples::{Samples, Stack, Symbol};

/// Why nothing was sampled.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The platform has no timer of CPU time that sends a signal.
    #[error(
        "this platform has no timer that interrupts a program after some CPU time (Linux and macOS have): \
         profile there, or use the system's own profiler"
    )]
    Platform,
    /// Another thread is sampling.
    #[error("the process is being sampled already")]
    Busy,
    /// The system refused the timer or its handler.
    #[error("the system refused {what}: {source}")]
    Refused {
        /// What was asked of it.
        what: &'static str,
        /// What it said.
        source: std::io::Error,
    },
}

/// Calls `work` once to warm up, and then again and again for `time`, and notes where all threads of the process are at
/// each tick of their CPU time.
///
/// The system decides how long a tick is: one is asked for each millisecond, and Linux gives one for each tick of its
/// scheduler, commonly 4 ms.
///
/// # Errors
/// When the platform or the system doesn't allow it, or the process is being sampled already.
#[cfg(unix)]
pub fn sample(time: Duration, mut work: impl FnMut()) -> Result<Samples, SampleError> {
    use std::time::Instant;

    work();
    let ticking = ticking::Ticking::start()?;
    let (start, mut calls) = (Instant::now(), 0);
    while calls == 0 || start.elapsed() < time {
        work();
        calls += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    Ok(samples::resolve(ticking.stop(), calls, seconds))
}

/// Says that this platform can't.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn sample(_: Duration, _: impl FnMut()) -> Result<Samples, SampleError> {
    Err(SampleError::Platform)
}
