//! In the lesson, nine squares were computed that sleep first, by a pool that came with the library. A good pool does more
//! than save time: results come in the order of the inputs, although the jobs end in any order; you see how far it is; a
//! job that goes wrong doesn't take the program with it, or leave it waiting for ever.
//!
//! You write such a pool: **`pooled(inputs, threads, job, progress)`** calls `job` on each of the inputs, on that many
//! threads, and returns the results. `multiprocessing.Pool(threads).map(job, inputs)` with a progress bar, if you like.
//!
//! **What it must do.**
//!
//! - *Order.* The result of `inputs[i]` is at place `i`, whenever its job ended.
//! - *Progress.* `progress(1)`, `progress(2)` and so on, up to the number of inputs: one call for each job that gave a result,
//!   as soon as it did, with how many there are by now. From which thread is up to you; never two calls at a time (that is
//!   what `FnMut` says).
//! - *Threads.* At most `threads` jobs run at a time, and while there are jobs enough that many do. So jobs that sleep
//!   equally long take ⌈jobs/threads⌉ rounds. A thread that is free takes the next job, whatever the others are doing:
//!   one job that takes long holds up nothing but itself. A single thread takes the jobs in the order of the inputs.
//! - *Panics.* If a job panics, those that have begun come to their end, no other one is begun, and the error says which job
//!   it was and what it said: the text of the panic, or `""` if it wasn't text. If several panic, it is the first of them in
//!   the order of the inputs. (What a panic prints by itself may be printed; that isn't your pool's affair.)
//! - *Nothing to do* is no error. *No threads* is one, even with nothing to do. More threads than jobs are no error, even
//!   `usize::MAX` of them.
//!
//! The inputs and the job may borrow from where `pooled` was called, results need neither `Clone` nor `Default`.
//!
//! **Before you start, guess.** Twelve jobs sleep for 2 ms each. How long do four threads take for them, on a machine with
//! a single processor?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `order` | jobs that end in another order than they began |
//! | `progress` | how many have ended, as soon as they have |
//! | `rounds` | as many at a time as there are threads, and no more |
//! | `free-hands` | a job that takes as long as all others together |
//! | `edges` | no jobs, no threads, more threads than jobs |
//! | `panics` | jobs that panic |
//! | `speed` | twelve sleeping jobs on four threads, at least twice as fast as one by one |
//!
//! `std` is enough: scoped threads, channels, atomics, a mutex. So is `rayon`, if you prefer. `unsafe` isn't allowed.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use answer::{PoolError, pooled};

/// Jobs wait for each other here, and what they do is counted. No job sleeps for a time that matters: a wait ends when
/// what it is for has happened, or, in a pool that would wait for ever, after a long while.
#[derive(Default)]
struct Ward {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default, Clone)]
struct State {
    started: usize,
    running: usize,
    /// The most that ran at a time.
    most: usize,
    ended: usize,
    /// What progress was told.
    told: Vec<usize>,
    /// A job has waited in vain.
    stuck: bool,
}

impl Ward {
    /// After this long nothing will happen any more.
    const LONG: Duration = Duration::from_secs(5);

    /// A job begins. Returns how many had begun before it.
    fn begin(&self) -> usize {
        self.change(|state| {
            state.started += 1;
            state.running += 1;
            state.most = state.most.max(state.running);
            state.started - 1
        })
    }

    fn end(&self) {
        self.change(|state| {
            state.running -= 1;
            state.ended += 1;
        });
    }

    fn tell(&self, count: usize) {
        self.change(|state| state.told.push(count));
    }

    /// Waits until this is so; after one wait in vain nobody waits any more.
    fn wait_until(&self, so: impl Fn(&State) -> bool) {
        let late = Instant::now() + Self::LONG;
        let mut state = self.state.lock().expect("nobody panics in here");
        while !so(&state) && !state.stuck {
            let left = late.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.stuck = true;
                self.changed.notify_all();
                return;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.expect("nobody panics in here").0;
        }
    }

    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let changed = change(&mut self.state.lock().expect("nobody panics in here"));
        self.changed.notify_all();
        changed
    }

    fn state(&self) -> State {
        self.state.lock().expect("nobody panics in here").clone()
    }
}

/// The squares of numbers, of which progress doesn't matter.
fn squares(numbers: &[i64], threads: usize) -> Result<Vec<i64>, PoolError> {
    pooled(numbers, threads, |x| x * x, |_| ())
}

#[test]
fn one_thread_squares_three_numbers() {
    assert_eq!(squares(&[1, 2, 3], 1), Ok(vec![1, 4, 9]));
}

#[test]
fn many_threads_square_as_one_does() {
    let numbers: Vec<i64> = (0..100).collect();
    let expected: Vec<i64> = numbers.iter().map(|x| x * x).collect();
    for threads in [1, 2, 3, 8, 100] {
        assert_eq!(
            squares(&numbers, threads),
            Ok(expected.clone()),
            "{threads} threads"
        );
    }
}

#[test]
fn results_come_in_the_order_of_the_inputs_although_the_last_job_ends_first() {
    let ward = Ward::default();
    let inputs = [0, 1, 2, 3, 4];
    let job = |&input: &usize| {
        ward.begin();
        ward.wait_until(|state| state.ended >= inputs.len() - 1 - input);
        ward.end();
        10 * input
    };
    let found = pooled(&inputs, inputs.len(), job, |_| ());
    assert!(
        !ward.state().stuck,
        "with five threads five jobs run at a time; job 0 waited for the others to end"
    );
    assert_eq!(
        found,
        Ok(vec![0, 10, 20, 30, 40]),
        "job 4 ended first and job 0 last: that is no reason to return them so"
    );
}

#[test]
fn results_need_neither_a_clone_nor_a_default_and_inputs_may_be_borrowed() {
    #[derive(Debug, PartialEq)]
    struct Precious<'a>(&'a str);

    let text = String::from("a sleepy square");
    let words: Vec<&str> = text.split(' ').collect();
    let found = pooled(&words, 2, |&word| Precious(word), |_| ());
    let expected = ["a", "sleepy", "square"].map(Precious);
    assert_eq!(found, Ok(Vec::from(expected)));
}

#[test]
fn progress_counts_the_jobs_that_have_ended() {
    for threads in [1, 2, 5] {
        let ward = Ward::default();
        let done = pooled(&[7; 20], threads, |_| (), |count| ward.tell(count));
        assert_eq!(done, Ok(vec![(); 20]));
        let expected: Vec<usize> = (1..=20).collect();
        assert_eq!(
            ward.state().told,
            expected,
            "one call for each job, with how many have ended, on {threads} threads"
        );
    }
}

#[test]
fn progress_is_told_while_other_jobs_still_run() {
    let ward = Ward::default();
    let job = |&input: &usize| {
        ward.begin();
        // Each job but the first ends when progress has been told of all before it.
        ward.wait_until(|state| state.told.len() >= input);
        ward.end();
    };
    // Twice as many jobs as threads: one that keeps its news until it goes home is found out.
    let done = pooled(&[0, 1, 2, 3, 4, 5], 3, job, |count| ward.tell(count));
    assert_eq!(done, Ok(vec![(); 6]));
    let state = ward.state();
    assert!(
        !state.stuck,
        "a job had ended and progress wasn't told, while another one ran on"
    );
    assert_eq!(state.told, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn never_more_jobs_run_than_there_are_threads() {
    for threads in [1, 2, 3] {
        let ward = Ward::default();
        let job = |_: &()| {
            ward.begin();
            // Long enough for another one to begin, if it may.
            std::thread::sleep(Duration::from_millis(2));
            ward.end();
        };
        assert_eq!(pooled(&[(); 12], threads, job, |_| ()), Ok(vec![(); 12]));
        let most = ward.state().most;
        assert!(
            most <= threads,
            "{most} jobs ran at a time, on {threads} threads"
        );
    }
}

#[test]
fn jobs_take_as_many_rounds_as_threads_go_into_jobs() {
    for (jobs, threads) in [(9, 3), (9, 4), (10, 4), (7, 7), (5, 2)] {
        let ward = Ward::default();
        let job = |_: &()| {
            // A round is over when as many sleep as can: all threads, or in the last round what is left.
            let round = ward.begin() / threads;
            let asleep = jobs.min((round + 1) * threads);
            ward.wait_until(|state| state.started >= asleep);
            ward.end();
        };
        let done = pooled(&vec![(); jobs], threads, job, |_| ());
        assert_eq!(done, Ok(vec![(); jobs]));
        let state = ward.state();
        assert!(
            !state.stuck,
            "{jobs} jobs on {threads} threads take {} rounds, with {threads} jobs at a time as long as there are so many; \
             at most {} ran",
            jobs.div_ceil(threads),
            state.most
        );
    }
}

#[test]
fn a_thread_that_is_free_takes_the_next_job() {
    for threads in [2, 3] {
        let ward = Ward::default();
        let inputs: Vec<usize> = (0..12).collect();
        let job = |&input: &usize| {
            ward.begin();
            if input == 0 {
                // The first job takes as long as all others together.
                ward.wait_until(|state| state.ended == 11);
            }
            ward.end();
            input
        };
        let done = pooled(&inputs, threads, job, |_| ());
        assert!(
            !ward.state().stuck,
            "job 0 took long, and other jobs waited for it although a thread was free ({threads} threads)"
        );
        assert_eq!(done, Ok(inputs));
    }
}

#[test]
fn nothing_to_do_is_no_error() {
    for threads in [1, 4] {
        assert_eq!(
            pooled(
                &[],
                threads,
                |x: &i64| *x,
                |_| panic!("no job has ended, so there is no progress to tell of")
            ),
            Ok(vec![])
        );
    }
}

#[test]
fn no_threads_are_an_error_before_any_job_begins() {
    let begun = AtomicUsize::new(0);
    let job = |x: &i64| {
        begun.fetch_add(1, SeqCst);
        *x
    };
    assert_eq!(pooled(&[1, 2], 0, job, |_| ()), Err(PoolError::NoThreads));
    assert_eq!(pooled(&[], 0, job, |_| ()), Err(PoolError::NoThreads));
    assert_eq!(begun.into_inner(), 0, "no job is begun without a thread");
}

#[test]
fn more_threads_than_jobs_are_no_error() {
    // If you start all that you are allowed, this test takes for ever, or the system has had enough.
    assert_eq!(squares(&[5, 6, 7], usize::MAX), Ok(vec![25, 36, 49]));
}

#[test]
fn a_panic_becomes_an_error_that_names_the_job() {
    for threads in [1, 2, 4] {
        let job = |&x: &i64| {
            assert!(x != 3, "three is too many");
            x
        };
        let error = PoolError::Panicked {
            job: 2,
            message: "three is too many".to_owned(),
        };
        assert_eq!(
            pooled(&[1, 2, 3, 4, 5], threads, job, |_| ()),
            Err(error),
            "on {threads} threads"
        );
    }
}

#[test]
fn what_a_panic_said_is_kept_if_it_was_text() {
    // `panic!` with a text alone carries a `&str`, and one that fills in values a `String`.
    let said = |job: fn(&i64)| match pooled(&[4], 1, job, |_| ()) {
        Err(PoolError::Panicked { job: 0, message }) => message,
        other => panic!("an error was due, not {other:?}"),
    };
    assert_eq!(said(|_| panic!("so")), "so");
    assert_eq!(said(|x| panic!("{x} or so")), "4 or so");
    assert_eq!(said(|&x| std::panic::panic_any(x)), "");
}

#[test]
fn after_a_panic_no_other_job_is_begun() {
    let ward = Ward::default();
    let job = |&input: &usize| {
        ward.begin();
        ward.end();
        assert!(input != 3, "no further");
    };
    let inputs: Vec<usize> = (0..10).collect();
    let found = pooled(&inputs, 1, job, |count| ward.tell(count));
    let error = PoolError::Panicked {
        job: 3,
        message: "no further".to_owned(),
    };
    assert_eq!(found, Err(error));
    let state = ward.state();
    assert_eq!(
        state.started, 4,
        "on one thread, the jobs from 0 to 3 were begun and no other"
    );
    assert_eq!(
        state.told,
        [1, 2, 3],
        "three jobs gave a result before the fourth panicked"
    );
}

#[test]
fn jobs_that_have_begun_come_to_their_end_when_another_one_panics() {
    let ward = Ward::default();
    let job = |&input: &usize| {
        ward.begin();
        ward.wait_until(|state| state.started == 2);
        if input == 0 {
            ward.end();
            panic!("early");
        }
        ward.wait_until(|state| state.ended == 1);
        ward.end();
    };
    let error = PoolError::Panicked {
        job: 0,
        message: "early".to_owned(),
    };
    assert_eq!(pooled(&[0, 1], 2, job, |_| ()), Err(error));
    assert_eq!(ward.state().ended, 2, "job 1 was running, and it ended");
}

#[test]
fn of_several_panics_the_first_job_in_the_order_of_the_inputs_is_named() {
    for last_first in [true, false] {
        let ward = Ward::default();
        let job = |&input: &usize| {
            ward.begin();
            ward.wait_until(|state| state.started == 3);
            let turn = if last_first { 2 - input } else { input };
            ward.wait_until(|state| state.ended == turn);
            ward.end();
            panic!("number {input}");
        };
        let error = PoolError::Panicked {
            job: 0,
            message: "number 0".to_owned(),
        };
        let found: Result<Vec<()>, _> = pooled(&[0, 1, 2], 3, job, |_| ());
        let order = if last_first { "last" } else { "first" };
        assert_eq!(found, Err(error), "the {order} job panicked first");
    }
}

#[test]
fn a_pool_works_after_another_one_had_a_panic() {
    let failed = pooled(&[1], 2, |_| panic!("once"), |_| ());
    assert!(
        matches!(failed, Err(PoolError::Panicked { .. })),
        "{:?}",
        failed.map(|_: Vec<()>| ())
    );
    assert_eq!(squares(&[2], 2), Ok(vec![4]));
}
