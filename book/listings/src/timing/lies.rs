//! Seven ways in which a benchmark lies, each with its mending.
//!
//! The lies that are told with a clock take the clock as an argument, so that a test can hand them one that ticks only when it is told to.

pub mod closed_form;
pub mod cold_caches;
pub mod dead_code;
pub mod debug_build;
pub mod first_call;
pub mod one_sample;
pub mod setup_counted;

#[cfg(test)]
mod hand {
    use std::cell::Cell;
    use std::time::Duration;

    use stopwatch::Clock;

    /// The hand of a clock that stands still until work pushes it on.
    #[derive(Default)]
    pub struct Hand(Cell<u64>);

    impl Hand {
        /// Lets seconds pass.
        pub fn push(&self, seconds: u64) {
            self.0.set(self.0.get() + seconds);
        }

        /// The clock that shows them.
        pub fn clock(&self) -> impl Clock {
            || Duration::from_secs(self.0.get())
        }
    }
}
