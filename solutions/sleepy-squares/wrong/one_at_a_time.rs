//! Fails order with wrong: all of them run at a time
//! Fails progress with wrong: all of them run at a time
//! Fails rounds with wrong: as many run as there are threads
//! Fails free-hands with wrong: a thread that is free takes the next job
//! Fails panics with wrong: all of them run at a time
//! Fails speed with not faster: the goal is 2
//!
//! A loop: right in all that can be seen of one thread.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why there are no results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolError {
    /// A pool of no threads never gets anything done.
    NoThreads,
    /// A job panicked.
    Panicked {
        /// Which one, counted from 0 in the order of the inputs; the first of them, if several did.
        job: usize,
        /// What it said, if that was text.
        message: String,
    },
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PoolError::NoThreads => f.write_str("a pool needs a thread at least"),
            PoolError::Panicked { job, message } => write!(f, "job {job} panicked: {message}"),
        }
    }
}

impl std::error::Error for PoolError {}

/// Calls `job` on each of the inputs, on at most `threads` threads, and returns the results in the order of the inputs.
///
/// Each time that a job ends with a result, `progress` is told how many have done so by now.
///
/// # Errors
///
/// [`PoolError::NoThreads`] if `threads` is zero, and then no job is begun. [`PoolError::Panicked`] if a job panics: those
/// that have begun come to their end, and no other one is begun.
pub fn pooled<T, R>(
    inputs: &[T],
    threads: usize,
    job: impl Fn(&T) -> R + Sync,
    mut progress: impl FnMut(usize) + Send,
) -> Result<Vec<R>, PoolError>
where
    T: Sync,
    R: Send,
{
    if threads == 0 {
        return Err(PoolError::NoThreads);
    }
    let mut results = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        match catch_unwind(AssertUnwindSafe(|| job(input))) {
            Ok(result) => results.push(result),
            Err(payload) => {
                return Err(PoolError::Panicked {
                    job: number,
                    message: text(&*payload),
                });
            }
        }
        progress(number + 1);
    }
    Ok(results)
}

/// What a panic said, if it was text.
fn text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        String::new()
    }
}
