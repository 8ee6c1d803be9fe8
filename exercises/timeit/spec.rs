//! `%timeit` says `1.24 µs ± 12.1 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)`. You never told it to
//! take a million loops. One call would have been too short for the clock, and a billion too long for you, so it tried.
//! In this exercise you write that timer, and make its search shorter than Python's.
//!
//! **The clock** counts ticks and knows how many make a second. It is passed in, so that the tests can bring one that
//! does as it is told: coarse, slow to read, or broken. (`Monotonic` is your machine's, to try your timer with.) A
//! stretch of time is the difference of two readings. Where a clock starts is its own business. The work is called for
//! what it does: whoever times a computation passes its result through `std::hint::black_box` inside the work, or the
//! optimiser may leave the computation out.
//!
//! **`autorange`** finds the number of loops. A *batch* is: read the clock, do the work that many times, read it again.
//! Two readings, however many loops, since reading takes time as well. The numbers to choose from are 1, 2, 5, 10, 20,
//! 50, … up to `MOST_LOOPS`. Begin with one loop.
//!
//! - If the batch took a fifth of a second or more, that is the number.
//! - If not, Python would try the next number. Yours skips ahead. At the pace of this batch, how many loops would have
//!   taken a fifth of a second? Take the smallest number in the list that is at least that, or `MOST_LOOPS` if none is.
//!   But never go further than to 100 times the number you tried: one short call, by luck, mustn't commit you to a batch
//!   that takes hours. (Worked out exactly, your next number is always larger than the last. Rounded, it may not be.)
//! - If the clock didn't move at all, there is no pace; take the next number.
//! - After `MOST_LOOPS` there is nothing left to try. If the clock moved during that batch, the work is next to nothing,
//!   and `MOST_LOOPS` it is. If it didn't move, it is stuck: `Err(TimerError::StuckClock)`.
//!
//! **`timeit`** asks `autorange` for the loops, then times `runs` more batches and keeps the seconds per loop of each.
//! The batches of the search don't count as runs: the first calls are often slow ones. No runs at all are an error
//! before any work is done.
//!
//! **`Timing`** sums up. `best` is the shortest run. `standard_deviation` is that of `%timeit` and of `np.std`: the
//! root of the mean squared distance from the mean, over the number of runs and not one less.
//!
//! **One line** for people. `{}` prints that of `%timeit`, and `{:#}` that of `python -m timeit`, which trusts the best
//! run only:
//!
//! ```text
//! 1.24 µs ± 12.1 ns per loop (mean ± std. dev. of 7 runs, 200000 loops each)
//! 200000 loops, best of 7: 1.22 µs per loop
//! ```
//!
//! A time has three digits (`1.24`, `12.4`, `124`) and a unit: s, ms, µs or ns, the largest in which the number, rounded
//! to three digits, is at least 1. The two ends of the list are exceptions: what is still below 1 in nanoseconds keeps
//! two decimals (`0.31 ns`), and a thousand seconds and more are rounded to whole ones (`4321 s`). One run is `1 run`,
//! one loop is `1 loop`. (IPython puts commas into the number of loops and Python writes `usec`; your lines do neither.)
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | no runs, and a clock that is stuck |
//! | `loops` | the number that `autorange` finds, and how few calls and readings it takes to find it |
//! | `runs` | the times that `timeit` keeps |
//! | `statistics` | best, mean and standard deviation |
//! | `lines` | both lines, with digits and units |
//!
//! All with clocks of the judge's own making. `std` is enough, and one thread.

use answer::{Clock, MOST_LOOPS, TimerError, Timing, autorange, timeit};
use std::cell::Cell;
use std::rc::Rc;

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;

/// A world in which time passes only when told to.
#[derive(Clone, Default)]
struct World {
    now: Rc<Cell<u64>>,
    calls: Rc<Cell<u64>>,
    readings: Rc<Cell<u64>>,
}

impl World {
    fn pass(&self, nanoseconds: u64) {
        self.now.set(self.now.get() + nanoseconds);
    }

    /// Work that takes `cost(n)` nanoseconds when it is called for the nth time, from 0.
    fn work(&self, cost: impl Fn(u64) -> u64) -> impl FnMut() {
        let world = self.clone();
        move || {
            let call = world.calls.get();
            world.calls.set(call + 1);
            world.pass(cost(call));
        }
    }

    /// A clock of that many ticks a second; reading it takes some nanoseconds.
    fn clock(&self, per_second: u64, reading: u64) -> Fake {
        Fake {
            world: self.clone(),
            per_second,
            reading,
        }
    }
}

struct Fake {
    world: World,
    per_second: u64,
    reading: u64,
}

impl Clock for Fake {
    fn ticks(&mut self) -> u64 {
        self.world.readings.set(self.world.readings.get() + 1);
        let ticks =
            u128::from(self.world.now.get()) * u128::from(self.per_second) / u128::from(SECOND);
        self.world.pass(self.reading);
        // Where a clock starts is its own business.
        5_000_000_000_000 + ticks as u64
    }

    fn per_second(&self) -> u64 {
        self.per_second
    }
}

/// What `autorange` finds on a clock of nanoseconds, and the calls it makes.
fn search(cost: impl Fn(u64) -> u64) -> (Result<u64, TimerError>, u64) {
    let world = World::default();
    let found = autorange(&mut world.clock(SECOND, 0), &mut world.work(cost));
    (found, world.calls.get())
}

#[test]
fn one_slow_call_is_enough() {
    assert_eq!(
        search(|_| 3 * SECOND),
        (Ok(1), 1),
        "the loops, and the calls made to find them"
    );
}

#[test]
fn a_fifth_of_a_second_is_long_enough_and_a_nanosecond_less_is_not() {
    assert_eq!(
        search(|_| 200 * MILLISECOND),
        (Ok(1), 1),
        "one loop takes a fifth of a second: the loops, and the calls made to find them"
    );
    assert_eq!(
        search(|_| 200 * MILLISECOND - 1),
        (Ok(2), 1 + 2),
        "one loop takes a nanosecond less than a fifth of a second, so two are tried"
    );
}

#[test]
fn the_search_skips_numbers_that_would_be_too_few() {
    assert_eq!(
        search(|_| 3 * MILLISECOND),
        (Ok(100), 1 + 100),
        "one loop takes 3 ms, so 67 would take 200 ms; 2, 5, 10, 20 and 50 needn't be tried"
    );
}

#[test]
fn a_number_that_just_suffices_is_not_skipped() {
    assert_eq!(
        search(|_| 40 * MILLISECOND),
        (Ok(5), 1 + 5),
        "five times 40 ms is 200 ms"
    );
    assert_eq!(
        search(|_| 40 * MILLISECOND - 1),
        (Ok(10), 1 + 10),
        "five loops would take 5 ns less than 200 ms"
    );
}

#[test]
fn a_step_is_never_more_than_a_hundredfold() {
    assert_eq!(
        search(|_| MICROSECOND),
        (Ok(200_000), 1 + 100 + 10_000 + 200_000),
        "one loop takes 1 µs, so 200 000 are needed, a hundredfold at most at a time"
    );
    assert_eq!(
        search(|call| if call == 0 { 1 } else { 10 * MILLISECOND }),
        (Ok(100), 1 + 100),
        "a lucky first call says 200 million loops, and even MOST_LOOPS would take a day"
    );
}

#[test]
fn a_slow_first_call_leads_to_no_wrong_number() {
    let (found, calls) = search(|call| {
        if call == 0 {
            150 * MILLISECOND
        } else {
            MILLISECOND
        }
    });
    assert_eq!(
        (found, calls),
        (Ok(200), 1 + 2 + 200),
        "after one call of 150 ms, two are tried; they take 2 ms, so 200 are needed"
    );
}

#[test]
fn a_coarse_clock_is_given_more_loops_until_it_moves() {
    // 64 ticks a second, as some systems have had. A tick is 15.6 ms.
    let world = World::default();
    let found = autorange(&mut world.clock(64, 0), &mut world.work(|_| MILLISECOND));
    assert_eq!(
        found,
        Ok(500),
        "at 64 ticks a second, a fifth of a second is 12.8 ticks, and 200 loops take 12"
    );
    assert_eq!(
        world.calls.get(),
        1 + 2 + 5 + 10 + 200 + 500,
        "ten calls begin at 8 ms and end at 18 ms, one tick later; at that pace 128 loops are needed, so 200 are tried; \
         they take 12 ticks, and 12.8 are a fifth of a second"
    );
}

#[test]
fn the_clock_is_read_twice_a_batch_however_many_loops() {
    let world = World::default();
    let found = autorange(
        &mut world.clock(SECOND, 100),
        &mut world.work(|_| MILLISECOND),
    );
    assert_eq!(found, Ok(200));
    assert_eq!(
        world.readings.get(),
        2 * 3,
        "batches of 1, 100 and 200 loops"
    );
}

#[test]
fn work_that_takes_no_time_gets_most_loops() {
    // The clock moves, as reading it takes 20 ns.
    let world = World::default();
    let found = autorange(&mut world.clock(SECOND, 20), &mut world.work(|_| 0));
    assert_eq!(
        found,
        Ok(MOST_LOOPS),
        "however many loops, a batch takes 20 ns; the clock moves, so it isn't stuck"
    );
}

#[test]
fn a_stuck_clock_is_an_error_and_not_an_endless_loop() {
    let world = World::default();
    let found = autorange(&mut world.clock(SECOND, 0), &mut world.work(|_| 0));
    assert_eq!(found, Err(TimerError::StuckClock));
    assert_eq!(
        world.calls.get(),
        8 * 1_111_111 + MOST_LOOPS,
        "1 + 2 + 5 + 10 + … + 5 000 000 + 10 000 000"
    );
}

#[test]
fn no_runs_are_an_error_before_any_work_is_done() {
    let world = World::default();
    let timing = timeit(&mut world.clock(SECOND, 0), &mut world.work(|_| SECOND), 0);
    assert_eq!(timing, Err(TimerError::NoRuns));
    assert_eq!(world.calls.get(), 0, "calls made before the error");
}

#[test]
fn every_run_has_the_loops_that_were_found() {
    let world = World::default();
    let timing = timeit(
        &mut world.clock(SECOND, 0),
        &mut world.work(|_| 50 * MILLISECOND),
        7,
    )
    .expect("the clock moves");
    assert_eq!(timing.loops, 5);
    assert_close(&timing.runs, &[0.05; 7]);
    assert_eq!(
        world.calls.get(),
        1 + 5 + 7 * 5,
        "the search, then the runs"
    );
}

#[test]
fn runs_are_seconds_per_loop_in_order_and_the_search_is_none_of_them() {
    let world = World::default();
    let timing = timeit(
        &mut world.clock(1000, 0),
        &mut world.work(|call| (200 + 10 * call) * MILLISECOND),
        4,
    )
    .expect("the clock moves");
    assert_eq!(timing.loops, 1, "the first loop takes a fifth of a second");
    assert_close(&timing.runs, &[0.21, 0.22, 0.23, 0.24]);
}

#[test]
fn a_stuck_clock_stops_timeit_too() {
    let world = World::default();
    let timing = timeit(&mut world.clock(SECOND, 0), &mut world.work(|_| 0), 3);
    assert_eq!(timing, Err(TimerError::StuckClock));
}

fn timing(loops: u64, runs: &[f64]) -> Timing {
    Timing {
        loops,
        runs: runs.to_vec(),
    }
}

#[test]
fn best_is_the_shortest_run() {
    assert_eq!(timing(1, &[3.0, 1.0, 2.0]).best(), 1.0);
}

#[test]
fn mean_is_the_mean() {
    assert_close(&[timing(1, &[1.0, 2.0, 6.0]).mean()], &[3.0]);
}

#[test]
fn standard_deviation_is_over_the_number_of_runs() {
    let found = timing(1, &[1.0, 2.0, 3.0, 4.0]).standard_deviation();
    assert_close(&[found], &[1.25f64.sqrt()]);
}

#[test]
fn one_run_does_not_deviate() {
    assert_eq!(timing(1, &[0.3]).standard_deviation(), 0.0);
}

#[test]
fn a_small_deviation_of_long_runs_survives() {
    // The mean of the squares minus the square of the mean loses all digits here. Subtract the mean first.
    let found = timing(1, &[1000.0 - 1e-6, 1000.0 + 1e-6]).standard_deviation();
    assert!((found / 1e-6 - 1.0).abs() < 1e-3, "{found} isn't 1e-6");
}

#[test]
fn the_line_is_that_of_timeit() {
    let found = timing(200_000, &[1.2e-6, 1.3e-6, 1.22e-6]).to_string();
    assert_eq!(
        found,
        "1.24 µs ± 43.2 ns per loop (mean ± std. dev. of 3 runs, 200000 loops each)"
    );
}

#[test]
fn the_other_line_is_that_of_python_m_timeit() {
    let found = format!("{:#}", timing(200_000, &[1.2e-6, 1.3e-6, 1.22e-6]));
    assert_eq!(found, "200000 loops, best of 3: 1.20 µs per loop");
}

#[test]
fn one_is_singular() {
    let once = timing(1, &[2.5]);
    assert_eq!(
        once.to_string(),
        "2.50 s ± 0.00 ns per loop (mean ± std. dev. of 1 run, 1 loop each)"
    );
    assert_eq!(format!("{once:#}"), "1 loop, best of 1: 2.50 s per loop");
}

#[test]
fn a_time_has_three_digits_and_a_fitting_unit() {
    for (seconds, text) in [
        (1.5, "1.50 s"),
        (12.34, "12.3 s"),
        (4321.0, "4321 s"),
        (0.999_4, "999 ms"),
        (0.001_534, "1.53 ms"),
        (123.4e-6, "123 µs"),
        (0.31e-9, "0.31 ns"),
        (0.0, "0.00 ns"),
    ] {
        assert_time(seconds, text);
    }
}

#[test]
fn rounding_comes_before_digits_and_unit_are_chosen() {
    for (seconds, text) in [
        (9.996e-6, "10.0 µs"),
        (99.96e-3, "100 ms"),
        (999.7e-9, "1.00 µs"),
        (0.999_7, "1.00 s"),
    ] {
        assert_time(seconds, text);
    }
}

fn assert_time(seconds: f64, text: &str) {
    let found = format!("{:#}", timing(10, &[seconds]));
    assert_eq!(found, format!("10 loops, best of 1: {text} per loop"));
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?} aren't {expected:?}");
    for (x, y) in found.iter().zip(expected) {
        assert!(
            (x - y).abs() <= 1e-12 * y.abs(),
            "{found:?} aren't {expected:?}"
        );
    }
}
