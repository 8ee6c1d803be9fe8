//! Processor time beside the time on the wall: what all threads of a process took together.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::timing::clocks::cpu_time;

/// The processor time of one variant's laps, in seconds for each call.
#[derive(Debug, Clone, Default)]
pub(super) struct CoreTimes {
    /// `None` for a variant that has other processes do its work: what those take, nobody counts here.
    seconds: Option<Rc<RefCell<Vec<f64>>>>,
}

impl CoreTimes {
    /// None so far, of the variant of this name.
    pub(super) fn of(variant: &str) -> Self {
        let elsewhere = ["processes", "pool"]
            .iter()
            .any(|start| variant.starts_with(start));
        Self {
            seconds: (!elsewhere).then(Rc::default),
        }
    }

    /// Adds a lap of so many calls. One whose time isn't known leaves no gap to be taken for another's.
    pub(super) fn push(&self, lap: Option<Duration>, calls: u64) {
        if let Some(seconds) = &self.seconds {
            let lap = lap.map_or(f64::NAN, |lap| lap.as_secs_f64());
            seconds.borrow_mut().push(lap / calls as f64);
        }
    }

    /// The median of the last so many laps, which are those of the rounds; before them come those that found the number of
    /// calls.
    pub(super) fn median(&self, rounds: usize) -> Option<f64> {
        let seconds = self.seconds.as_ref()?.borrow();
        let mut laps = seconds[seconds.len().checked_sub(rounds)?..].to_vec();
        laps.sort_by(f64::total_cmp);
        let middle = *laps.get(laps.len() / 2)?;
        // Not a number sorts to the end: so all of them are known.
        laps.last()
            .is_some_and(|last| last.is_finite())
            .then_some(middle)
    }
}

/// Processor time of this process so far; `None` where the system won't tell.
pub(super) fn so_far() -> Option<Duration> {
    cpu_time().map(|cpu| cpu.user + cpu.sys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laps(variant: &str, seconds: &[f64]) -> CoreTimes {
        let cores = CoreTimes::of(variant);
        for lap in seconds {
            cores.push(Some(Duration::from_secs_f64(*lap)), 10);
        }
        cores
    }

    #[test]
    fn the_median_is_that_of_the_rounds_and_not_of_what_came_before() {
        assert_eq!(
            laps("simd", &[90.0, 80.0, 3.0, 1.0, 2.0]).median(3),
            Some(0.2)
        );
        assert_eq!(laps("simd", &[1.0]).median(3), None);
    }

    #[test]
    fn work_that_other_processes_do_has_no_core_time_and_neither_has_what_is_not_told() {
        assert_eq!(laps("processes-4", &[1.0, 1.0]).median(2), None);
        assert_eq!(laps("pool", &[1.0, 1.0]).median(2), None);
        let cores = laps("simd", &[1.0]);
        cores.push(None, 10);
        assert_eq!(cores.median(2), None);
    }

    #[cfg(unix)]
    #[test]
    fn two_busy_threads_take_more_processor_time_than_one_waits() {
        let before = so_far().unwrap();
        let answers = crate::timing::clocks::burn_twice(20_000_000);
        std::hint::black_box(answers);
        assert!(so_far().unwrap() > before);
    }
}
