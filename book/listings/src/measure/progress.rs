//! How far a run has come, on standard error: one line that changes on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// The progress of one kernel.
pub struct Progress {
    name: &'static str,
    terminal: bool,
    last: Option<Instant>,
}

impl Progress {
    /// Progress of the kernel of that name.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            terminal: stderr().is_terminal(),
            last: None,
        }
    }

    /// A Python twin is being made ready, which may mean compiling it.
    pub fn preparing(&mut self, variant: &str, size: &str) {
        self.show(&format!("preparing python {variant} at {size}"), false);
    }

    /// A step of the rounds is done.
    pub fn step(&mut self, step: stopwatch::Progress) {
        let last = matches!(step, stopwatch::Progress::Rounds { done, of, .. } if done >= of);
        self.show(&words(step), last);
    }

    fn show(&mut self, text: &str, last: bool) {
        let pause = Duration::from_millis(if self.terminal { 100 } else { 10_000 });
        if !last && self.last.is_some_and(|at| at.elapsed() < pause) {
            return;
        }
        self.last = Some(Instant::now());
        let mut out = stderr().lock();
        // Nobody is left to tell when standard error is closed.
        let _ = if self.terminal {
            let end = if last { "\n" } else { "" };
            write!(out, "\r\x1b[K{}: {text}{end}", self.name).and_then(|()| out.flush())
        } else {
            writeln!(out, "{}: {text}", self.name)
        };
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal && self.last.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn words(step: stopwatch::Progress) -> String {
    match step {
        stopwatch::Progress::Calibrated { done, of } => {
            format!("finding how many calls fill a sample, {done} of {of}")
        }
        stopwatch::Progress::Rounds { done, of, left } if left.is_zero() => {
            format!("{done} of {of} rounds done")
        }
        stopwatch::Progress::Rounds { done, of, left } => {
            format!("round {done} of {of}, about {} left", rough(left))
        }
    }
}

fn rough(left: Duration) -> String {
    match left.as_secs() {
        0 => "a second".to_owned(),
        seconds @ 1..60 => format!("{} s", seconds + 1),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_roughly() {
        for (seconds, text) in [(0, "a second"), (7, "8 s"), (61, "2 min"), (600, "10 min")] {
            assert_eq!(rough(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn the_last_round_promises_nothing_more() {
        let step = stopwatch::Progress::Rounds {
            done: 31,
            of: 31,
            left: Duration::ZERO,
        };
        assert_eq!(words(step), "31 of 31 rounds done");
    }
}
