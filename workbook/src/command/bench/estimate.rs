//! How long a kernel should take: as long as it took last time, or as its plan and an earlier record say.

use std::time::Duration;

use stopwatch::Plan;
use workbook_pages::record::{Language, Record};

/// What a run is like that is about to begin.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Fewer and shorter rounds.
    pub quick: bool,
    /// With the Python twins.
    pub python: bool,
}

impl Kind {
    fn plan(self) -> Plan {
        if self.quick {
            Plan::quick()
        } else {
            Plan::full()
        }
    }

    fn is_like(self, record: &Record) -> bool {
        !record.run.interrupted
            && record.run.quick == self.quick
            && record.run.python.is_some() == self.python
    }
}

/// How long a run should take, from what was run here before, the newest first, and the reference record.
pub fn duration(kind: Kind, runs: &[Record], reference: Option<&Record>) -> Option<Duration> {
    let before = runs.iter().filter(|record| kind.is_like(record));
    let told = before
        .filter_map(|record| Duration::try_from_secs_f64(record.run.duration_s?).ok())
        .next();
    told.or_else(|| {
        let known = runs.first().into_iter().chain(reference);
        known
            .max_by_key(|record| record.rows.len())
            .map(|record| planned(kind, record))
    })
}

/// What the plan takes for the rows of a record: each round has a sample of every row, and finding the number of calls
/// costs about four more.
fn planned(kind: Kind, record: &Record) -> Duration {
    let plan = kind.plan();
    let shortest = plan.min_round.as_secs_f64();
    let rows = record
        .rows
        .iter()
        .filter(|row| kind.python || row.language == Language::Rust);
    let round: f64 = rows.map(|row| row.median_s.max(shortest)).sum();
    let rounds = (round * plan.rounds as f64).min(plan.budget.as_secs_f64() + round);
    Duration::try_from_secs_f64(4.0 * round + rounds).unwrap_or(plan.budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::bench::sample;

    const FULL: Kind = Kind {
        quick: false,
        python: false,
    };
    const QUICK: Kind = Kind {
        quick: true,
        python: false,
    };

    #[test]
    fn it_takes_as_long_as_the_last_run_of_its_kind_took() {
        let run = |seconds: f64, quick: bool, interrupted: bool| {
            let mut record = sample::record("2026-11-22T10:50:00Z", &[("powi", 1e-6)]);
            record.run.duration_s = Some(seconds);
            (record.run.quick, record.run.interrupted) = (quick, interrupted);
            record
        };
        let runs = [
            run(1.0, true, false),
            run(2.0, false, true),
            run(40.0, false, false),
            run(50.0, false, false),
        ];
        assert_eq!(duration(FULL, &runs, None), Some(Duration::from_secs(40)));
        assert_eq!(duration(QUICK, &runs, None), Some(Duration::from_secs(1)));
    }

    #[test]
    fn what_was_not_run_here_takes_what_its_plan_says_of_the_reference_s_rows() {
        let reference = sample::record("2026-11-22T10:50:00Z", &[("short", 1e-6), ("long", 0.1)]);
        let seconds = |kind| duration(kind, &[], Some(&reference)).unwrap().as_secs_f64();
        assert!((seconds(FULL) - 35.0 * 0.12).abs() < 1e-6);
        assert!((seconds(QUICK) - 15.0 * 0.102).abs() < 1e-6);
        let slow = sample::record("2026-11-22T10:50:00Z", &[("slow", 60.0)]);
        let most = duration(FULL, &[], Some(&slow)).unwrap();
        assert_eq!(most.as_secs(), 4 * 60 + 300 + 60, "the budget ends it");
        assert_eq!(duration(FULL, &[], None), None);
    }
}
