//! A pool that keeps the order, solved.
//!
//! # Why this way
//!
//! Three things are shared, and each of them is as little as it can be. *Which job is next* is a counter: `fetch_add` gives
//! each number away once, and a thread that is free comes for the next one by itself, so that a long job holds up nobody.
//! There is no plan to go wrong. *Whether to go on* is a flag. *What came out* goes through a channel, with the number of
//! its job, to the thread that called; it alone writes results and tells of progress, so neither needs a lock, and the
//! counts can't overtake each other.
//!
//! Results have places because inputs have: the order in which they arrive is forgotten at once.
//!
//! A panic is caught where it happens, since a thread that dies would take its sender with it and leave the others to work
//! on for nothing. `AssertUnwindSafe` is a promise that nobody looks at what a job left half done. Nobody does: its result is
//! missing, and `pooled` returns an error.
//!
//! The scope waits for its threads before it returns. That is what lets them borrow the inputs, and what makes of "those
//! that have begun come to their end" nothing to be written down.
//!
//! # A second good answer
//!
//! rayon, in a pool of its own: `ThreadPoolBuilder::new().num_threads(…)`, and in its `install` a
//! `par_iter().with_max_len(1)` over the inputs, mapped and collected, which keeps the order. Without the
//! `with_max_len` it splits the inputs into pieces that are dealt with one after the other, and a job may have to wait for a
//! long one although a thread is free. `progress` then sits in a mutex together with its count: in an atomic beside it, two
//! threads could count 3 and 4 and tell of 4 first.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::thread;

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
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let mut results: Vec<Option<R>> = inputs.iter().map(|_| None).collect();
    let mut panicked: Option<(usize, Box<dyn Any + Send>)> = None;
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..threads.min(inputs.len()) {
            let sender = sender.clone();
            let (next, stop, job) = (&next, &stop, &job);
            scope.spawn(move || {
                while !stop.load(Relaxed) {
                    let number = next.fetch_add(1, Relaxed);
                    let Some(input) = inputs.get(number) else {
                        break;
                    };
                    let outcome = catch_unwind(AssertUnwindSafe(|| job(input)));
                    if outcome.is_err() {
                        stop.store(true, Relaxed);
                    }
                    // The receiver is there for as long as the scope.
                    let _ = sender.send((number, outcome));
                }
            });
        }
        // The receiver ends with the last of the senders.
        drop(sender);
        let mut done = 0;
        for (number, outcome) in receiver {
            match outcome {
                Ok(result) => {
                    results[number] = Some(result);
                    done += 1;
                    progress(done);
                }
                Err(payload) => {
                    if panicked.as_ref().is_none_or(|(first, _)| number < *first) {
                        panicked = Some((number, payload));
                    }
                }
            }
        }
    });
    match panicked {
        Some((job, payload)) => Err(PoolError::Panicked {
            job,
            message: text(&*payload),
        }),
        None => Ok(results.into_iter().flatten().collect()),
    }
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
