//! What a process with untrusted input may use.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The most that one process may use.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Time by the judge's clock, in seconds: for a subject, of all cases of one group together.
    pub wall_s: f64,
    /// Memory that it may write to, in bytes; each thread gets a little more for its stack.
    pub memory_bytes: u64,
    /// What it may print, in bytes.
    pub output_bytes: u64,
    /// Size of each file that it may write, in bytes.
    pub file_bytes: u64,
    /// Threads or processes at one time.
    pub threads: u64,
}

impl Limits {
    /// The usual limits of a process with student code.
    #[must_use]
    pub fn subject() -> Self {
        Self {
            wall_s: 10.0,
            memory_bytes: 1 << 30,
            output_bytes: 1 << 20,
            file_bytes: 0,
            threads: 64 + 2 * cores(),
        }
    }

    /// The usual limits of the compiler over student code.
    #[must_use]
    pub fn compiler() -> Self {
        Self {
            wall_s: 30.0,
            memory_bytes: 2 << 30,
            output_bytes: 4 << 20,
            file_bytes: 256 << 20,
            threads: 256 + 2 * cores(),
        }
    }

    /// The time limit.
    #[must_use]
    pub fn wall(&self) -> Duration {
        Duration::try_from_secs_f64(self.wall_s).unwrap_or(Duration::from_secs(10))
    }

    /// The same limits with another time limit.
    #[must_use]
    pub fn within(self, wall: Duration) -> Self {
        Self {
            wall_s: wall.as_secs_f64(),
            ..self
        }
    }

    /// Processor time in whole seconds: every core for the whole time, and a little for starting. The wall clock ends a
    /// process first; this ends what a dead judge left behind.
    #[must_use]
    pub fn cpu_s(&self) -> u64 {
        (self.wall().as_secs() + 2) * cores()
    }
}

/// Processors of this machine.
pub(crate) fn cores() -> u64 {
    std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64)
}
