//! Repeat the code until it takes long enough for the clock.

use std::time::Duration;

/// No sample makes more calls than this, however short they are.
///
/// Only code that was compiled away gets here: at a quarter of a nanosecond a call, this many last a second.
pub const MOST_CALLS: u64 = 5_000_000_000;

// ANCHOR: autorange
/// How many calls make a sample last at least `target`: the first of 1, 2, 5,
/// 10, 20, 50, … that does.
///
/// `lap` makes that many calls and returns how long they took. Python's
/// `timeit` picks its loop count in the same way, with a target of 0.2 s.
pub fn calibrate(target: Duration, mut lap: impl FnMut(u64) -> Duration) -> u64 {
    let mut power = 1;
    loop {
        for digit in [1, 2, 5] {
            let calls = digit * power;
            if lap(calls) >= target || calls >= MOST_CALLS {
                return calls;
            }
        }
        power *= 10;
    }
}
// ANCHOR_END: autorange

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Duration = Duration::from_millis(200);

    #[test]
    fn calls_go_up_by_one_two_five_until_the_target_is_met() {
        let mut tried = Vec::new();
        let calls = calibrate(TARGET, |calls| {
            tried.push(calls);
            Duration::from_millis(3) * u32::try_from(calls).unwrap()
        });
        assert_eq!(calls, 100);
        assert_eq!(tried, [1, 2, 5, 10, 20, 50, 100]);
    }

    #[test]
    fn one_call_is_enough_when_it_meets_the_target_exactly() {
        assert_eq!(calibrate(TARGET, |_| TARGET), 1);
    }

    #[test]
    fn calls_that_take_no_time_end_at_the_cap() {
        assert_eq!(calibrate(TARGET, |_| Duration::ZERO), MOST_CALLS);
    }

    #[test]
    fn a_target_of_nothing_is_met_by_one_call() {
        assert_eq!(calibrate(Duration::ZERO, |_| Duration::ZERO), 1);
    }
}
