//! Time that passes when a test says so, and noise that is the same on every run.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::Clock;

/// A clock's hidden hand.
#[derive(Clone, Default)]
pub(crate) struct Simulated {
    now: Rc<Cell<Duration>>,
}

impl Simulated {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A clock that shows this time.
    pub(crate) fn clock(&self) -> impl Clock + Clone + use<> {
        let now = Rc::clone(&self.now);
        move || now.get()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
    }

    /// Seconds since the start.
    pub(crate) fn seconds(&self) -> f64 {
        self.now.get().as_secs_f64()
    }
}

/// Uniform numbers in [0, 1): `SplitMix64`, seeded.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn uniform(&mut self) -> f64 {
        crate::interleave::next_random(&mut self.0) as f64 / 2_f64.powi(64)
    }
}
