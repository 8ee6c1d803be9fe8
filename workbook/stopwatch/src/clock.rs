//! Read a clock twice and take the difference.

use std::hint::black_box;
use std::time::{Duration, Instant};

// ANCHOR: clock
/// Something that tells the time since a moment of its own choosing, and
/// never goes back.
///
/// Every closure that returns a [`Duration`] is a clock; that is how the
/// tests bring their own.
pub trait Clock {
    /// The time since the clock's origin.
    fn now(&mut self) -> Duration;
}

/// The clock of the operating system that only goes forward.
#[derive(Debug, Clone, Copy)]
pub struct Monotonic {
    origin: Instant,
}

impl Clock for Monotonic {
    fn now(&mut self) -> Duration {
        self.origin.elapsed()
    }
}
// ANCHOR_END: clock

impl Monotonic {
    /// A clock whose origin is now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for Monotonic {
    fn default() -> Self {
        Self::new()
    }
}

impl<F: FnMut() -> Duration> Clock for F {
    fn now(&mut self) -> Duration {
        self()
    }
}

// ANCHOR: lap
/// Calls `work` as often as `calls` says and returns how long all the calls
/// took together.
///
/// Each result goes through [`black_box`]: the optimiser must make it, since
/// for all it knows somebody looks at it.
pub fn lap<T>(clock: &mut impl Clock, calls: u64, mut work: impl FnMut() -> T) -> Duration {
    let start = clock.now();
    for _ in 0..calls {
        black_box(work());
    }
    clock.now().saturating_sub(start)
}
// ANCHOR_END: lap

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::Simulated;

    #[test]
    fn a_lap_makes_every_call_and_lasts_as_long_as_all_of_them() {
        let time = Simulated::new();
        let mut calls = 0;
        let taken = lap(&mut time.clock(), 7, || {
            calls += 1;
            time.pass(Duration::from_millis(3));
        });
        assert_eq!(calls, 7);
        assert_eq!(taken, Duration::from_millis(21));
    }

    #[test]
    fn a_lap_of_no_calls_takes_no_time() {
        let time = Simulated::new();
        let work = || time.pass(Duration::from_secs(1));
        assert_eq!(lap(&mut time.clock(), 0, work), Duration::ZERO);
    }

    #[test]
    fn the_monotonic_clock_never_goes_back() {
        let mut clock = Monotonic::new();
        let mut last = clock.now();
        for _ in 0..1000 {
            let now = clock.now();
            assert!(now >= last);
            last = now;
        }
    }
}
