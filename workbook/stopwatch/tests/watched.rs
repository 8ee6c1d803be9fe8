//! A profiler takes the place of the clock. A watcher is for the whole process, so this has one of its own.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use stopwatch::Plan;
use stopwatch::race::{Race, watch_instead};

#[test]
fn a_watcher_is_handed_the_contender_alone() {
    static CONTENDER: AtomicU32 = AtomicU32::new(0);
    watch_instead(|work| (0..3).for_each(|_| work()));
    let race = Race {
        exercise: "q1".to_owned(),
        title: "The stock market".to_owned(),
        goal: 3.0,
        cores: 1,
        plan: Plan::race(),
    };
    let _ = race.run(
        || -> u32 { panic!("the plain version isn't profiled") },
        || CONTENDER.fetch_add(1, Relaxed),
    );
    assert_eq!(CONTENDER.load(Relaxed), 3);
}
