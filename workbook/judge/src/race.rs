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

/// How often a race that can't tell is run.
const ATTEMPTS: u32 = 3;

/// Runs the race until it can tell, or has been tried often enough.
pub(crate) fn run(judge: &impl Judge, court: &Court<'_>, goal: f64) -> Result<Speed, Finding> {
    let mut first = 0;
    let mut attempts = 0;
    loop {
        attempts += 1;
        let comparison = attempt(judge, court, first)?;
        // No input is used twice, in no attempt.
        first += ROUNDS + 1;
        let (verdict, reason) = match comparison.verdict(goal) {
            stopwatch::Verdict::Faster => (SpeedVerdict::Faster, None),
            stopwatch::Verdict::NotFaster => (SpeedVerdict::NotFaster, None),
            stopwatch::Verdict::CannotTell(reason) => {
                (SpeedVerdict::CannotTell, Some(reason.to_string()))
            }
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
            });
        }
    }
}

fn attempt(judge: &impl Judge, court: &Court<'_>, first: u32) -> Result<Comparison, Finding> {
    // Each round has the whole time limit.
    let wall = court.job.limits.wall();
    let mut contender = court.subject(wall * (ROUNDS + 1))?;
    let mut plain = court.plain(wall * (ROUNDS + 1)).map_err(ours)?;
    let (mut contender_s, mut plain_s) = (Vec::new(), Vec::new());
    let begin = Instant::now();
    for round in 0..=ROUNDS {
        if round > FEWEST_ROUNDS && begin.elapsed() > BUDGET {
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
        let mut replies = [Vec::new(), Vec::new()];
        for side in sides {
            let (process, other, request) = match side {
                Side::Contender => (&mut contender, &plain, &case.contender),
                Side::Plain => (&mut plain, &contender, &case.plain),
            };
            // The other side stands still: threads that it left running would slow this one down.
            other.pause();
            process.resume();
            match process.ask(request.as_bytes(), wall) {
                Ok(reply) => {
                    if round > 0 {
                        let seconds = reply.time.as_secs_f64();
                        if side == Side::Plain {
                            plain_s.push(seconds)
                        } else {
                            contender_s.push(seconds)
                        }
                    }
                    replies[side as usize] = reply.bytes;
                }
                Err(failure) => return Err(lost(court, side, contender, plain, failure)),
            }
        }
        check(&case, &replies, round)?;
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
    Ok(Comparison::of(&samples(plain_s)?, &samples(contender_s)?))
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
