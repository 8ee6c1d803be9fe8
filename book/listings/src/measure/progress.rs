//! How far a run has come: one line that changes on a terminal, and lines of JSON for whoever follows the run.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use serde_json::json;

/// The progress of one kernel.
pub struct Progress {
    name: &'static str,
    told: Told,
    last: Option<Instant>,
}

/// Who wants to know.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    /// Somebody at a terminal, on standard error.
    Terminal,
    /// A program that reads lines of JSON from standard output.
    Follower,
    Nobody,
}

impl Progress {
    /// Progress of the kernel of that name; with `followed`, it is told on standard output, as lines of JSON.
    #[must_use]
    pub fn new(name: &'static str, followed: bool) -> Self {
        Self {
            name,
            told: match followed {
                true => Told::Follower,
                false if stderr().is_terminal() => Told::Terminal,
                false => Told::Nobody,
            },
            last: None,
        }
    }

    /// A Python twin is being made ready, which may mean compiling it.
    pub fn preparing(&mut self, variant: &str, size: &str) {
        if self.is_time(false) {
            match self.told {
                Told::Follower => println!(
                    "{}",
                    json!({"step": "preparing", "variant": variant, "size": size})
                ),
                _ => self.show(&format!("preparing python {variant} at {size}"), false),
            }
        }
    }

    /// A step of the rounds is done.
    pub fn step(&mut self, step: stopwatch::Progress) {
        let last = matches!(step, stopwatch::Progress::Rounds { done, of, .. } if done >= of);
        if self.is_time(last) {
            match self.told {
                Told::Follower => println!("{}", followed(step)),
                _ => self.show(&words(step), last),
            }
        }
    }

    /// Ten times a second is enough, and costs the next lap nothing.
    fn is_time(&mut self, last: bool) -> bool {
        let pause = Duration::from_millis(100);
        if self.told == Told::Nobody || !last && self.last.is_some_and(|at| at.elapsed() < pause) {
            return false;
        }
        self.last = Some(Instant::now());
        true
    }

    fn show(&self, text: &str, last: bool) {
        let end = if last { "\n" } else { "" };
        let mut out = stderr().lock();
        // Nobody is left to tell when standard error is closed.
        let _ = write!(out, "\r\x1b[K{}: {text}{end}", self.name).and_then(|()| out.flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.told == Told::Terminal && self.last.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

/// A step for a follower.
fn followed(step: stopwatch::Progress) -> serde_json::Value {
    match step {
        stopwatch::Progress::Calibrated { done, of } => {
            json!({"step": "calibrated", "done": done, "of": of})
        }
        stopwatch::Progress::Rounds { done, of, left } => {
            json!({"step": "round", "done": done, "of": of, "left_s": left.as_secs_f64()})
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
