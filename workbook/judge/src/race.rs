//! The race: the submission and the judge's plain version, in turns, on fresh inputs, by the judge's clock.

use std::time::{Duration, Instant};

use stopwatch::{Comparison, Samples};

use crate::contest::{Judge, RaceCase};
use crate::conversation::{Conversation, Failure};
use crate::frames::Reader;
use crate::trial::{Court, Finding, whole};
use crate::verdict::{Speed, SpeedVerdict, Verdict};

/// Rounds of one attempt; the first round of all warms both sides up and isn't counted.
const ROUNDS: u32 = 15;

/// The fewest rounds that are compared.
const FEWEST_ROUNDS: u32 = 7;

/// After this time an attempt stops at the fewest rounds.
const BUDGET: Duration = Duration::from_secs(6);

/// A ratio this many times the goal or more, or that part of it or less, in every round, needs no more rounds.
const FAR_FROM_THE_GOAL: f64 = 1.25;

/// How often a race that can't tell is run.
const ATTEMPTS: u32 = 3;

/// Where the judge's own version gains less than this by all threads, the machine has too few cores to spare, and no
/// speed-up can be told from none.
const LEAST_SPEED_UP: f64 = 1.4;

/// Runs the race until it can tell, or has been tried often enough.
pub(crate) fn run(judge: &impl Judge, court: &Court<'_>, goal: f64) -> Result<Speed, Finding> {
    let mut first = 0;
    let mut attempts = 0;
    loop {
        attempts += 1;
        let Attempt {
            comparison,
            speed_up,
        } = attempt(judge, court, first, goal)?;
        // No input is used twice, in no attempt.
        first += ROUNDS + 1;
        let (verdict, reason) = match comparison.verdict(goal) {
            stopwatch::Verdict::Faster => (SpeedVerdict::Faster, None),
            stopwatch::Verdict::NotFaster => (SpeedVerdict::NotFaster, None),
            stopwatch::Verdict::CannotTell(reason) => {
                (SpeedVerdict::CannotTell, Some(reason.to_string()))
            }
        };
        let (verdict, reason) = match speed_up {
            Some(gained) if gained < LEAST_SPEED_UP => {
                let reason = format!(
                    "the judge's own version gained only {gained:.2} by all threads, so the machine is busy or has too few cores"
                );
                (SpeedVerdict::CannotTell, Some(reason))
            }
            _ => (verdict, reason),
        };
        if verdict != SpeedVerdict::CannotTell || attempts == ATTEMPTS {
            let Comparison {
                ratio,
                low,
                high,
                rounds,
                ..
            } = comparison;
            return Ok(Speed {
                verdict,
                reason,
                ratio,
                low,
                high,
                goal,
                rounds,
                attempts,
                of_speed_ups: speed_up.is_some(),
            });
        }
    }
}

/// What came of some rounds.
struct Attempt {
    comparison: Comparison,
    /// How much the judge's own version gained, where speed-ups race.
    speed_up: Option<f64>,
}

fn attempt(
    judge: &impl Judge,
    court: &Court<'_>,
    first: u32,
    goal: f64,
) -> Result<Attempt, Finding> {
    // Each request has the whole time limit, and a round may have two of each side.
    let wall = court.job.limits.wall();
    let mut contender = court.subject(wall * 2 * (ROUNDS + 1))?;
    let mut plain = court.plain(wall * 2 * (ROUNDS + 1)).map_err(ours)?;
    let (mut contender_s, mut plain_s) = (Vec::new(), Vec::new());
    let mut of_speed_ups = false;
    let begin = Instant::now();
    for round in 0..=ROUNDS {
        let enough = round > FEWEST_ROUNDS;
        if enough && (begin.elapsed() > BUDGET || is_plain(&plain_s, &contender_s, goal)) {
            break;
        }
        let Some(case) = judge.race(court.job.seed, first + round) else {
            return Err(Finding::new(
                Verdict::GraderFault,
                "the manifest has a goal, but the judge has no race",
            ));
        };
        // Who goes first changes from round to round.
        let sides = if round % 2 == 0 {
            [Side::Plain, Side::Contender]
        } else {
            [Side::Contender, Side::Plain]
        };
        let mut turns = vec![(&case.contender, &case.plain)];
        if let Some(units) = &case.units {
            of_speed_ups = true;
            turns.push((&units.contender, &units.plain));
        }
        // Of each side, the time of its first request and that of the one it is measured in.
        let mut seconds = [[1.0; 2]; 2];
        let mut replies = vec![[Vec::new(), Vec::new()]; turns.len()];
        for side in sides {
            for (turn, (to_contender, to_plain)) in turns.iter().enumerate() {
                let (process, other, request) = match side {
                    Side::Contender => (&mut contender, &plain, to_contender),
                    Side::Plain => (&mut plain, &contender, to_plain),
                };
                // The other side stands still: threads that it left running would slow this one down.
                other.pause();
                process.resume();
                match process.ask(request.as_bytes(), wall) {
                    Ok(reply) => {
                        seconds[side as usize][turn] = reply.time.as_secs_f64();
                        replies[turn][side as usize] = reply.bytes;
                    }
                    Err(failure) => return Err(lost(court, side, contender, plain, failure)),
                }
            }
        }
        if round > 0 {
            let [of_contender, of_plain] = seconds.map(|[time, unit]| time / unit);
            contender_s.push(of_contender);
            plain_s.push(of_plain);
        }
        for replies in &replies {
            check(&case, replies, round)?;
        }
    }
    contender.resume();
    if contender.end().overflowed() {
        return Err(Finding::new(
            Verdict::OutputLimit,
            "it printed too much during the race",
        ));
    }
    let samples = |seconds| {
        Samples::new(seconds).map_err(|error| {
            Finding::new(
                Verdict::GraderFault,
                format!("no times to compare: {error}"),
            )
        })
    };
    let (plain, contender) = (samples(plain_s)?, samples(contender_s)?);
    Ok(Attempt {
        comparison: Comparison::of(&plain, &contender),
        speed_up: of_speed_ups.then(|| plain.median().recip()),
    })
}

/// Whether every round so far says the same, and by far: then a class needn't wait for more of them. No round decides by
/// being the last one, since all of them lie far beyond the goal on one side.
fn is_plain(plain_s: &[f64], contender_s: &[f64], goal: f64) -> bool {
    let ratios = || {
        plain_s
            .iter()
            .zip(contender_s)
            .map(|(plain, other)| plain / other)
    };
    let far = |ratio: f64| ratio >= goal * FAR_FROM_THE_GOAL;
    let short = |ratio: f64| ratio <= goal / FAR_FROM_THE_GOAL;
    ratios().all(far) || ratios().all(short)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Contender,
    Plain,
}

fn check(case: &RaceCase, [contender, plain]: &[Vec<u8>; 2], round: u32) -> Result<(), Finding> {
    let (mut contender, mut plain) = (Reader::new(contender), Reader::new(plain));
    (case.check)(&mut contender, &mut plain)
        .and_then(|()| whole(&contender))
        .map_err(|wrong| {
            Finding::new(
                Verdict::Wrong,
                format!("round {round} of the race: {wrong}"),
            )
        })
}

fn lost(
    court: &Court<'_>,
    side: Side,
    contender: Conversation,
    plain: Conversation,
    failure: Failure,
) -> Finding {
    let wall = court.job.limits.wall();
    match side {
        Side::Contender => court.explain(contender, failure, "in the race", wall),
        Side::Plain => ours(court.explain(plain, failure, "the judge's plain version", wall)),
    }
}

/// A failure of the judge's own process is never the student's.
fn ours(finding: Finding) -> Finding {
    finding.blamed_on_the_grader()
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_race_ends_early_only_where_every_round_says_the_same_by_far() {
        let plain = [8.0; 7];
        let with = |contender: f64, last: f64| {
            let mut times = [contender; 7];
            times[6] = last;
            is_plain(&plain, &times, 2.0)
        };
        assert!(with(1.0, 1.5), "8 and 5.3 times, and the goal is 2");
        assert!(with(8.0, 6.0), "1 and 1.3 times");
        assert!(!with(1.0, 3.5), "one round is near the goal");
        assert!(!with(1.0, 8.0), "one round says something else");
        assert!(!with(3.9, 4.1), "near the goal");
    }
}
