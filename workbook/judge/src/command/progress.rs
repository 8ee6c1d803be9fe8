//! How far a batch is: a bar on a terminal, lines anywhere else. All of it on standard error.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::verdict::{Judgement, Verdict};

/// Width of the bar, in characters.
const WIDTH: usize = 20;

/// The most characters of a line on a terminal: what wraps can't be drawn over.
const COLUMNS: usize = 78;

/// How far a batch is, told as it goes.
pub(super) struct Progress {
    terminal: bool,
    state: Mutex<State>,
}

struct State {
    phase: Phase,
    done: usize,
    all: usize,
    /// Submissions that wait for the machine.
    waiting: usize,
    begin: Instant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Cases,
    Alone,
}

impl Progress {
    /// A batch with so many submissions to hear, besides those that wait for their races already.
    pub fn begin(all: usize, waiting: usize) -> Self {
        let progress = Self {
            terminal: std::io::stderr().is_terminal(),
            state: Mutex::new(State {
                phase: Phase::Cases,
                done: 0,
                all,
                waiting,
                begin: Instant::now(),
            }),
        };
        progress.draw(&progress.lock());
        progress
    }

    /// The cases of a submission were judged.
    pub fn heard(&self, name: &str, judgement: &Judgement) {
        let mut state = self.lock();
        state.done += 1;
        state.waiting += usize::from(judgement.unfinished);
        self.tell(&state, name, judgement);
    }

    /// From here on, submissions have the machine for themselves, one at a time.
    pub fn alone(&self, all: usize) {
        let mut state = self.lock();
        *state = State {
            phase: Phase::Alone,
            done: 0,
            all,
            waiting: 0,
            begin: Instant::now(),
        };
        if all > 0 && !self.terminal {
            eprintln!(
                "now one at a time: {}, and what others may have kept from working",
                races(all)
            );
        }
        self.draw(&state);
    }

    /// A submission has had the machine.
    pub fn concluded(&self, name: &str, judgement: &Judgement) {
        let mut state = self.lock();
        state.done += 1;
        self.tell(&state, name, judgement);
    }

    /// Leaves the terminal as it was.
    pub fn end(&self) {
        self.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// On a terminal, only what needs a person is worth a line of its own.
    fn tell(&self, state: &State, name: &str, judgement: &Judgement) {
        let fault = judgement.verdict == Verdict::GraderFault;
        if !self.terminal || fault {
            self.clear();
            eprintln!("{}", line(state, name, judgement));
        }
        self.draw(state);
    }

    fn clear(&self) {
        if self.terminal {
            // A terminal that is gone has nobody to tell.
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }

    fn draw(&self, state: &State) {
        if self.terminal && state.all > 0 {
            let bar = bar(state, state.begin.elapsed());
            let _ = write!(std::io::stderr(), "\r\x1b[2K{bar}");
        }
    }
}

fn line(state: &State, name: &str, judgement: &Judgement) -> String {
    let Judgement {
        verdict,
        points,
        max_points,
        unfinished,
        ..
    } = judgement;
    let what = match (state.phase, &judgement.speed) {
        (Phase::Alone, Some(speed)) => format!("{verdict}, {}", speed.verdict),
        _ => verdict.to_string(),
    };
    let more = if *unfinished { ", more to come" } else { "" };
    let State { done, all, .. } = state;
    format!("[{done}/{all}] {name}: {what}, {points}/{max_points}{more}")
}

/// The bar of a phase that has lasted so long.
fn bar(state: &State, elapsed: Duration) -> String {
    let State {
        phase,
        done,
        all,
        waiting,
        ..
    } = *state;
    let full = WIDTH * done / all.max(1);
    let drawn = "█".repeat(full) + &"░".repeat(WIDTH - full);
    let what = match phase {
        Phase::Cases => "judged",
        Phase::Alone => "raced",
    };
    let left = match done {
        0 => String::new(),
        _ => {
            let each = elapsed.as_secs_f64() / done as f64;
            format!(", {} left", rounded(each * (all - done) as f64))
        }
    };
    let then = match (phase, waiting) {
        (Phase::Cases, 1..) => format!(", then {}", races(waiting)),
        _ => String::new(),
    };
    let text = format!("{drawn} {done}/{all} {what}{left}{then}");
    text.chars().take(COLUMNS).collect()
}

fn races(count: usize) -> String {
    format!("{count} race{}", if count == 1 { "" } else { "s" })
}

/// A time in words, as exact as a guess can be.
fn rounded(seconds: f64) -> String {
    match seconds {
        ..10.0 => "a few seconds".to_owned(),
        ..90.0 => format!("about {:.0} s", (seconds / 10.0).ceil() * 10.0),
        ..5400.0 => format!("about {:.0} min", (seconds / 60.0).ceil()),
        _ => format!("about {:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Level;

    fn state(phase: Phase, done: usize, waiting: usize) -> State {
        State {
            phase,
            done,
            all: 300,
            waiting,
            begin: Instant::now(),
        }
    }

    #[test]
    fn the_bar_tells_what_is_done_and_how_long_the_rest_takes() {
        let at = |state: State, seconds| bar(&state, Duration::from_secs(seconds));
        let begin = at(state(Phase::Cases, 0, 0), 0);
        assert_eq!(begin, format!("{} 0/300 judged", "░".repeat(WIDTH)));
        let cases = at(state(Phase::Cases, 150, 140), 60);
        assert!(
            cases.ends_with("150/300 judged, about 60 s left, then 140 races"),
            "{cases}"
        );
        assert!(cases.starts_with(&format!("{}░", "█".repeat(WIDTH / 2))));
        let races = at(state(Phase::Alone, 100, 0), 120);
        assert!(
            races.ends_with("100/300 raced, about 4 min left"),
            "{races}"
        );
        let one = at(state(Phase::Cases, 150, 1), 60);
        assert!(one.ends_with(", then 1 race"), "{one}");
        for (done, waiting) in [(1, 0), (299, 299), (300, 300)] {
            let long = at(state(Phase::Cases, done, waiting), 1_000_000);
            assert!(long.chars().count() <= COLUMNS, "{long}");
        }
    }

    #[test]
    fn a_line_says_whether_more_is_to_come() {
        let mut judgement = Judgement::of_groups("q1", Vec::new(), None, Level::Landlock);
        judgement.unfinished = true;
        let cases = state(Phase::Cases, 7, 0);
        assert_eq!(
            line(&cases, "ada q1", &judgement),
            "[7/300] ada q1: pass, 0/0, more to come"
        );
    }
}
