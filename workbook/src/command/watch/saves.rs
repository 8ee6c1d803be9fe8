//! Hearing of saves.

use std::time::Duration;

use notify_debouncer_full::notify::{Error, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::workspace::Exercise;

/// How long files must be quiet: editors save in several steps. The learner waits for this on every save.
const QUIET: Duration = Duration::from_millis(30);

/// How often is looked whether they are quiet.
const TICK: Duration = Duration::from_millis(10);

/// Watches an exercise's folder for as long as it lives.
pub struct Saves {
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Saves {
    /// Calls `changed` after each change of a file in the exercise's folder; it may have changed back.
    pub fn of(exercise: &Exercise, changed: impl Fn() + Send + 'static) -> Result<Self, Error> {
        let told = move |result: DebounceEventResult| {
            let wrote = |events: &[notify_debouncer_full::DebouncedEvent]| {
                events
                    .iter()
                    .any(|event| !matches!(event.kind, EventKind::Access(_)))
            };
            // What went wrong while watching may have hidden a change.
            if result.as_ref().map_or(true, |events| wrote(events)) {
                changed();
            }
        };
        let mut watcher = new_debouncer(QUIET, Some(TICK), told)?;
        // The folder and not the file, which many editors replace by another.
        watcher.watch(&exercise.dir, RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher })
    }
}
