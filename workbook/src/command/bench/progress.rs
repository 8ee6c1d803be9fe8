//! How far a run of several kernels has come: one line on a terminal that changes, lines of JSON for a program that
//! follows, and nothing anywhere else.

use std::io::{IsTerminal, Write, stderr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// What `measure --follow` tells of a kernel.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum Step {
    /// A Python twin is being made ready.
    Preparing {
        /// Which twin.
        variant: String,
        /// At which size.
        size: String,
    },
    /// So many variants know how many calls fill a sample.
    Calibrated {
        /// Variants ready.
        done: usize,
        /// Variants in all.
        of: usize,
    },
    /// So many rounds are done.
    Round {
        /// Rounds done.
        done: usize,
        /// Rounds planned.
        of: usize,
        /// Time for the rest of them, in seconds.
        left_s: f64,
    },
}

/// The line.
#[derive(Debug)]
pub struct Bar {
    face: Face,
    state: Mutex<State>,
}

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Terminal,
    Program,
    Nobody,
}

/// What a program that follows is told.
#[derive(Debug, Serialize)]
struct Told {
    progress: String,
    #[serde(flatten)]
    steps: Option<Steps>,
}

#[derive(Debug, Serialize)]
struct Steps {
    done: usize,
    of: usize,
}

#[derive(Debug)]
struct State {
    /// Each kernel with the time that it should take, where that can be told.
    kernels: Vec<(String, Option<Duration>)>,
    at: usize,
    began: Instant,
    drawn: bool,
}

impl Bar {
    /// The line of a run of these kernels, which should take so long each.
    pub fn new(kernels: Vec<(String, Option<Duration>)>) -> Self {
        Self {
            face: if stderr().is_terminal() {
                Face::Terminal
            } else {
                Face::Nobody
            },
            state: Mutex::new(State {
                kernels,
                at: 0,
                began: Instant::now(),
                drawn: false,
            }),
        }
    }

    /// The same as lines of JSON on standard error.
    pub fn told(mut self) -> Self {
        self.face = Face::Program;
        self
    }

    /// The kernel of this number begins.
    pub fn begin(&self, at: usize) {
        let mut state = self.state();
        (state.at, state.began) = (at, Instant::now());
        self.draw(&mut state, None);
    }

    /// It has come so far.
    pub fn step(&self, step: &Step) {
        self.draw(&mut self.state(), Some(step));
    }

    /// Says something on standard error, on a line of its own.
    pub fn say(&self, words: &str) {
        let mut state = self.state();
        self.wipe(&mut state);
        eprintln!("{words}");
    }

    /// Takes the line away: something else is about to be printed.
    pub fn clear(&self) {
        self.wipe(&mut self.state());
    }

    fn draw(&self, state: &mut State, step: Option<&Step>) {
        let text = || state.text(step, state.began.elapsed());
        if self.face == Face::Program {
            eprintln!("{}", told(text(), step));
        }
        if self.face == Face::Terminal {
            let text = text();
            let mut out = stderr().lock();
            // Without wrapping, so that a narrow terminal has one line, too. Nobody is left to tell when this fails.
            let drawn = write!(out, "\r\x1b[K\x1b[?7l{text}\x1b[?7h").and_then(|()| out.flush());
            state.drawn = drawn.is_ok();
        }
    }

    fn wipe(&self, state: &mut State) {
        if std::mem::take(&mut state.drawn) {
            let mut out = stderr().lock();
            let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

impl State {
    fn text(&self, step: Option<&Step>, elapsed: Duration) -> String {
        let Some((name, expected)) = self.kernels.get(self.at) else {
            return String::new();
        };
        let of = self.kernels.len();
        let place = match of {
            1 => String::new(),
            _ => format!(" ({} of {of})", self.at + 1),
        };
        let doing = match step {
            None => "getting ready".to_owned(),
            Some(Step::Preparing { variant, size }) => {
                format!("preparing python {variant} at {size}")
            }
            Some(Step::Calibrated { done, of }) => {
                format!("finding how many calls fill a sample, {done} of {of}")
            }
            Some(Step::Round { done, of, .. }) => format!("round {done} of {of}"),
        };
        let left = match step {
            Some(Step::Round { left_s, .. }) => Duration::try_from_secs_f64(*left_s).ok(),
            // A kernel that takes longer than it should have is nearly done, for all that is known.
            _ => expected.map(|expected| expected.saturating_sub(elapsed)),
        };
        let mut text = format!("{name}{place}: {doing}");
        if let Some(left) = left {
            text += &format!(", about {} left", rough(left));
        }
        let later = &self.kernels[self.at + 1..];
        if !later.is_empty() {
            let known: Duration = later.iter().filter_map(|(_, expected)| *expected).sum();
            let whole = left.is_some() && later.iter().all(|(_, expected)| expected.is_some());
            let about = if whole { "about" } else { "more than" };
            text += &format!("; all: {about} {}", rough(left.unwrap_or_default() + known));
        }
        text
    }
}

/// A line of JSON.
fn told(progress: String, step: Option<&Step>) -> String {
    let steps = match step {
        Some(&Step::Round { done, of, .. }) => Some(Steps { done, of }),
        _ => None,
    };
    serde_json::to_string(&Told { progress, steps }).expect("words and numbers are JSON")
}

/// The line after a round, for whoever reads such lines.
#[cfg(test)]
pub fn line_of_round(kernel: &str, left: Duration, (done, of): (usize, usize)) -> String {
    let state = State {
        kernels: vec![(kernel.to_owned(), None)],
        at: 0,
        began: Instant::now(),
        drawn: false,
    };
    let step = Step::Round {
        done,
        of,
        left_s: left.as_secs_f64(),
    };
    told(state.text(Some(&step), Duration::ZERO), Some(&step))
}

/// A time as an estimate deserves it.
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

    fn state(kernels: &[(&str, Option<u64>)], at: usize) -> State {
        let kernel = |(name, seconds): &(&str, Option<u64>)| {
            ((*name).to_owned(), seconds.map(Duration::from_secs))
        };
        State {
            kernels: kernels.iter().map(kernel).collect(),
            at,
            began: Instant::now(),
            drawn: false,
        }
    }

    #[test]
    fn the_line_tells_the_time_left_for_this_kernel_and_for_all() {
        let three = state(
            &[("powers", Some(10)), ("sum", Some(20)), ("std", Some(90))],
            1,
        );
        assert_eq!(
            three.text(None, Duration::from_secs(5)),
            "sum (2 of 3): getting ready, about 16 s left; all: about 2 min"
        );
        let round = Step::Round {
            done: 12,
            of: 31,
            left_s: 7.5,
        };
        assert_eq!(
            three.text(Some(&round), Duration::from_secs(9)),
            "sum (2 of 3): round 12 of 31, about 8 s left; all: about 2 min"
        );
    }

    #[test]
    fn what_was_never_measured_has_no_estimate() {
        let two = state(&[("new", None), ("sum", Some(20))], 0);
        assert_eq!(
            two.text(Some(&Step::Calibrated { done: 1, of: 4 }), Duration::ZERO),
            "new (1 of 2): finding how many calls fill a sample, 1 of 4; all: more than 21 s"
        );
        let one = state(&[("new", None)], 0);
        assert_eq!(one.text(None, Duration::ZERO), "new: getting ready");
    }

    #[test]
    fn a_kernel_that_takes_longer_than_it_should_is_nearly_done() {
        let one = state(&[("sum", Some(5))], 0);
        let text = one.text(None, Duration::from_secs(60));
        assert_eq!(text, "sum: getting ready, about a second left");
    }

    #[test]
    fn steps_are_read_as_measure_tells_them() {
        let step: Step =
            serde_json::from_str(r#"{"step":"round","done":3,"of":11,"left_s":0.5}"#).unwrap();
        assert_eq!(
            step,
            Step::Round {
                done: 3,
                of: 11,
                left_s: 0.5
            }
        );
        let step: Step =
            serde_json::from_str(r#"{"step":"preparing","variant":"numpy","size":"1"}"#).unwrap();
        assert!(matches!(step, Step::Preparing { .. }));
    }
}
