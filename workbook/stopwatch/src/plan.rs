//! How much trouble to take.

use std::time::Duration;

use crate::interval::LEAST_ROUNDS;

/// How many rounds to run, and how long each sample in them should last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Rounds: samples taken of each variant, at least one. An odd number has a sample in the middle.
    pub rounds: usize,
    /// Each sample repeats its calls until it lasts about this long.
    pub min_round: Duration,
    /// Once this much time is used up no further round starts, unless fewer than [`LEAST_ROUNDS`] are done.
    pub budget: Duration,
}

impl Plan {
    /// Enough for a record.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            rounds: 31,
            min_round: Duration::from_millis(20),
            budget: Duration::from_secs(300),
        }
    }

    /// Enough for a first impression.
    #[must_use]
    pub const fn quick() -> Self {
        Self {
            rounds: 11,
            min_round: Duration::from_millis(2),
            budget: Duration::from_secs(30),
        }
    }

    /// Enough for a verdict while somebody waits for it.
    #[must_use]
    pub const fn race() -> Self {
        Self {
            budget: Duration::from_secs(20),
            ..Self::full()
        }
    }

    /// Whether another round should start after so many, so long after the first.
    pub(crate) fn wants_more(&self, done: usize, elapsed: Duration) -> bool {
        done < self.rounds.max(1) && (done < LEAST_ROUNDS || elapsed < self.budget)
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::full()
    }
}
