//! Stopping a run that goes on: what `measure --follow` hears on its standard input.
//!
//! The word `stop` ends the run after the lap that is being timed. Whole rounds that were done count; the one that was
//! broken off doesn't, since samples of the same round belong together. When too few are done for an interval, there is
//! nothing to keep, and the program ends at once. It does so, too, when its input ends: whoever asked is gone.

use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use stopwatch::{Clock, LEAST_ROUNDS, Lap, Monotonic};

/// The exit status of a run that was stopped with nothing to keep.
pub const STOPPED: u8 = 4;

/// Longer than any budget, and short enough to be reckoned with: some three thousand years.
const FOREVER: Duration = Duration::from_secs(100_000_000_000);

/// What a run knows of being stopped.
#[derive(Debug, Clone, Default)]
pub struct Control(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    stopped: AtomicBool,
    /// Whole rounds done before the stop.
    rounds: AtomicUsize,
}

impl Control {
    /// A run that listens to lines on `input`, in a thread of its own. `end` ends the program.
    #[must_use]
    pub fn listening(
        mut input: impl BufRead + Send + 'static,
        end: impl Fn(u8) + Send + 'static,
    ) -> Self {
        let control = Self::default();
        let heard = control.clone();
        std::thread::spawn(move || {
            let mut line = String::new();
            loop {
                line.clear();
                match input.read_line(&mut line) {
                    Ok(length) if length > 0 => {
                        if line.trim() == "stop" && !heard.stop() {
                            end(STOPPED);
                        }
                    }
                    _ => return end(STOPPED),
                }
            }
        });
        control
    }

    /// Stops the run, and says whether there is anything to keep of it.
    fn stop(&self) -> bool {
        let enough = self.0.rounds.load(Ordering::SeqCst) >= LEAST_ROUNDS;
        self.0.stopped.store(true, Ordering::SeqCst);
        enough
    }

    /// Whether the run is to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::SeqCst)
    }

    /// So many rounds are done. One that a stop broke into isn't.
    pub fn done(&self, rounds: usize) {
        if !self.is_stopped() {
            self.0.rounds.store(rounds, Ordering::SeqCst);
        }
    }

    /// How many whole rounds a stopped run has.
    #[must_use]
    pub fn kept(&self) -> Option<usize> {
        self.is_stopped()
            .then(|| self.0.rounds.load(Ordering::SeqCst))
    }

    /// A lap that is skipped once the run is stopped. What a skipped one returns is never kept.
    #[must_use]
    pub fn lap<'a, E: 'a>(&self, mut lap: Lap<'a, E>) -> Lap<'a, E> {
        let control = self.clone();
        Box::new(move |calls| {
            if control.is_stopped() {
                return Ok(FOREVER);
            }
            lap(calls)
        })
    }

    /// A clock by which a stopped run has used up its budget.
    pub fn clock(&self) -> impl Clock + use<> {
        let control = self.clone();
        let mut clock = Monotonic::new();
        move || {
            if control.is_stopped() {
                FOREVER
            } else {
                clock.now()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::io::BufReader;
    use std::sync::mpsc::channel;

    use stopwatch::{Plan, Progress, rounds};

    use super::*;

    const PLAN: Plan = Plan {
        rounds: 31,
        min_round: Duration::ZERO,
        budget: Duration::from_secs(3600),
    };

    /// Runs two laps by turns; `stops` says at which call of the second the stop comes.
    fn run(stops: usize) -> (Control, Vec<usize>) {
        let control = Control::default();
        let mut calls = 0;
        let stopper = control.clone();
        let first: Lap<Infallible> = Box::new(|_| Ok(Duration::from_millis(1)));
        let second: Lap<Infallible> = Box::new(move |_| {
            calls += 1;
            if calls == stops {
                stopper.stop();
            }
            Ok(Duration::from_millis(1))
        });
        let mut laps = [control.lap(first), control.lap(second)];
        let results = rounds(&PLAN, &mut control.clock(), &mut laps, &mut |step| {
            if let Progress::Rounds { done, .. } = step {
                control.done(done);
            }
        });
        let lengths = results
            .into_iter()
            .map(|result| result.outcome.unwrap().as_slice().len())
            .collect();
        (control, lengths)
    }

    #[test]
    fn a_run_that_nobody_stops_keeps_every_round() {
        let (control, lengths) = run(usize::MAX);
        assert_eq!((control.kept(), lengths), (None, vec![31, 31]));
    }

    #[test]
    fn a_stopped_run_keeps_its_whole_rounds_and_ends_with_the_one_it_is_in() {
        // Two calls to calibrate, then one in each round: the stop comes in the tenth.
        let (control, lengths) = run(2 + 10);
        assert_eq!(control.kept(), Some(9));
        assert_eq!(
            lengths,
            [10, 10],
            "the tenth is there, and left out by its number"
        );
    }

    #[test]
    fn a_word_on_the_input_stops_and_its_end_ends_the_program() {
        let (sender, ended) = channel();
        let (input, mut writer) = std::io::pipe().unwrap();
        let control = Control::listening(BufReader::new(input), move |status| {
            sender.send(status).unwrap();
        });
        control.done(LEAST_ROUNDS);
        std::io::Write::write_all(&mut writer, b"go on\nstop\n").unwrap();
        while !control.is_stopped() {
            std::thread::yield_now();
        }
        assert!(ended.try_recv().is_err(), "there are rounds to keep");
        drop(writer);
        assert_eq!(ended.recv().unwrap(), STOPPED);
    }

    #[test]
    fn a_stop_before_an_interval_can_be_told_ends_the_program() {
        let (sender, ended) = channel();
        let control = Control::listening(&b"stop\n"[..], move |status| {
            // The end of the input is told too, to nobody.
            let _ = sender.send(status);
        });
        assert_eq!(ended.recv().unwrap(), STOPPED);
        assert!(control.is_stopped());
    }
}
