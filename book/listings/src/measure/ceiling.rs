//! Measures the machine itself: what the program `measure ceiling` does.

use std::convert::Infallible;
use std::time::Duration;

use stopwatch::{Clock, Lap, Monotonic, Plan, Samples, lap, rounds};

use super::control::Control;
use super::progress::Progress;
use super::row::Row;
use super::whole;
use crate::ceiling::{Entry, entries};

/// Rounds for a record: well under a minute.
const FULL: Plan = Plan {
    rounds: 15,
    min_round: Duration::from_millis(5),
    budget: Duration::from_secs(30),
};

/// Rounds for a first impression.
const QUICK: Plan = Plan {
    rounds: 7,
    min_round: Duration::from_millis(1),
    budget: Duration::from_secs(8),
};

/// What a run gave.
#[derive(Debug)]
pub struct Measured {
    /// A row for each ceiling.
    pub rows: Vec<Row>,
    /// Whole rounds in the rows, if the run was stopped before it had all.
    pub stopped: Option<usize>,
}

/// Times everything in the same rounds, with working sets of up to so many bytes. A row's times are those of what its size
/// says, whatever a call did. `control` may stop the run before its last round.
#[must_use]
pub fn ceiling(
    quick: bool,
    largest: usize,
    progress: &mut Progress,
    control: &Control,
) -> Measured {
    let plan = if quick { QUICK } else { FULL };
    measured(&plan, entries(largest), progress, control)
}

fn measured(
    plan: &Plan,
    entries: Vec<Entry>,
    progress: &mut Progress,
    control: &Control,
) -> Measured {
    let mut kept = Vec::new();
    let mut laps: Vec<Lap<Infallible>> = Vec::new();
    for Entry {
        variant,
        size,
        threads,
        times,
        mut call,
    } in entries
    {
        kept.push((variant, size, threads, times));
        let mut clock = Monotonic::new();
        laps.push(control.lap(Box::new(move |calls| {
            Ok(timed(&mut clock, calls, &mut call))
        })));
    }
    let results = rounds(plan, &mut control.clock(), &mut laps, &mut |step| {
        if let stopwatch::Progress::Rounds { done, .. } = step {
            control.done(done);
        }
        progress.step(step);
    });
    // From here on the rounds are whole: a stop that comes now comes too late.
    let stopped = control.kept();
    let rows = kept.into_iter().zip(results);
    let rows = rows.map(|((variant, size, threads, times), result)| {
        let samples = match result.outcome {
            Ok(samples) => whole(&samples, stopped),
            Err(never) => match never {},
        };
        let each = samples.as_slice().iter().map(|seconds| seconds / times);
        let samples = Samples::new(each.collect()).expect("a part of a positive time is one");
        Row {
            threads,
            ..Row::of_samples(ceilings::RECORD, variant, &size, &samples)
        }
    });
    Measured {
        rows: rows.collect(),
        stopped,
    }
}

fn timed(clock: &mut impl Clock, calls: u64, call: &mut dyn FnMut()) -> Duration {
    lap(clock, calls, call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_for_what_its_size_says_whatever_a_call_does() {
        let entry = |times| Entry {
            variant: "spawn",
            size: "1 task".to_owned(),
            threads: 2,
            times,
            call: Box::new(|| std::thread::sleep(Duration::from_millis(2))),
        };
        let plan = Plan {
            rounds: 1,
            min_round: Duration::ZERO,
            budget: Duration::ZERO,
        };
        let mut progress = Progress::new(ceilings::RECORD, false);
        let entries = vec![entry(1.0), entry(1000.0)];
        let run = measured(&plan, entries, &mut progress, &Control::default());
        assert_eq!(run.stopped, None);
        let rows = run.rows;
        assert!(rows[0].low_s >= 2e-3 && rows[1].low_s >= 2e-6);
        assert!(rows[1].median_s < rows[0].median_s / 10.0);
        assert_eq!((rows[1].kernel.as_str(), rows[1].threads), ("ceiling", 2));
    }
}
