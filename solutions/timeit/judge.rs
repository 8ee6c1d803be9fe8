//! The judge of timeit: clocks and work of all kinds, the loops and runs they must lead to, and what mistakes lead to.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::frames::{Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/lines.rs"]
mod lines;
#[path = "judge/world.rs"]
mod world;

use world::{MOST_LOOPS, RIGHT, SECOND, Search, Way, World};

fn main() -> ExitCode {
    contest::main(&Timer)
}

struct Timer;

const GROUPS: [Group; 5] = [
    Group::new("errors", 2, "no runs, and a clock that is stuck"),
    Group::new(
        "loops",
        3,
        "the number that `autorange` finds, and how it finds it",
    ),
    Group::new("runs", 2, "the times that `timeit` keeps"),
    Group::new("statistics", 1, "best, mean and standard deviation"),
    Group::new("lines", 2, "both lines, with digits and units"),
];

impl Judge for Timer {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "loops" => loops(&mut fresh),
            "runs" => runs(&mut fresh),
            "statistics" => statistics(&mut fresh),
            "lines" => lines::cases(&mut fresh),
            _ => Vec::new(),
        }
    }
}

/// What to ask the subject for.
const AUTORANGE: u8 = 0;
const TIMEIT: u8 = 1;
const STATISTICS: u8 = 2;
const LINES: u8 = 3;

/// The outcome of `autorange` or `timeit`: the loops and runs, or an error.
#[derive(Debug, PartialEq)]
enum Outcome {
    Found { loops: u64, runs: Vec<f64> },
    StuckClock,
    NoRuns,
    Unknown(u8),
}

/// Reads an outcome, and the calls and readings it took.
fn read(reply: &mut Reader<'_>, with_runs: bool) -> Result<(Outcome, u64, u64), String> {
    let outcome = match reply.u8()? {
        0 => {
            let loops = reply.u64()?;
            Outcome::Found {
                loops,
                runs: if with_runs { reply.f64s()? } else { Vec::new() },
            }
        }
        1 => Outcome::StuckClock,
        2 => Outcome::NoRuns,
        unknown => Outcome::Unknown(unknown),
    };
    Ok((outcome, reply.u64()?, reply.u64()?))
}

fn request(kind: u8, world: &World) -> Writer {
    let mut request = Writer::new();
    request.u8(kind);
    world.write(&mut request);
    request
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let stuck = World {
        origin: fresh.below(1 << 40),
        ..World::even(0)
    };
    let search = stuck.search(RIGHT);
    let mut input = request(AUTORANGE, &stuck);
    let mut cases = vec![Case::new(
        "autorange with a clock that doesn't move",
        input,
        move |reply| {
            let (outcome, calls, _) = read(reply, false)?;
            if outcome != Outcome::StuckClock {
                return Err(format!(
                    "{outcome:?} instead of StuckClock: in {MOST_LOOPS} loops it didn't move once"
                ));
            }
            if calls != search.calls {
                return Err(format!(
                    "it gave up after {calls} calls instead of {}",
                    search.calls
                ));
            }
            Ok(())
        },
    )];
    input = request(TIMEIT, &stuck);
    input.u64(3);
    cases.push(Case::new(
        "timeit with a clock that doesn't move",
        input,
        |reply| match read(reply, true)?.0 {
            Outcome::StuckClock => Ok(()),
            other => Err(format!("{other:?} instead of StuckClock")),
        },
    ));
    input = request(TIMEIT, &World::even(fresh.below(SECOND)));
    input.u64(0);
    cases.push(Case::new(
        "timeit with no runs",
        input,
        |reply| match read(reply, true)? {
            (Outcome::NoRuns, 0, _) => Ok(()),
            (Outcome::NoRuns, calls, _) => Err(format!(
                "NoRuns is right, but it comes after {calls} calls of the work"
            )),
            (other, ..) => Err(format!("{other:?} instead of NoRuns")),
        },
    ));
    cases
}

fn loops(fresh: &mut Fresh) -> Vec<Case> {
    let mut worlds = vec![
        World::even(SECOND + fresh.below(SECOND)),
        World::even(SECOND / 5),
        World::even(SECOND / 5 - 1),
        World::even(SECOND / 50),
        World::even(SECOND / 500 - 1),
        World {
            reading: 20 + fresh.below(20),
            ..World::even(0)
        },
        World {
            first: vec![1 + fresh.below(9)],
            ..World::even(10_000_000 + fresh.below(1_000_000))
        },
        World {
            first: vec![120_000_000 + fresh.below(50_000_000)],
            ..World::even(1_000 + fresh.below(1000))
        },
    ];
    for exponent in [1, 2, 3, 4, 5, 6, 7, 8] {
        let cost = 10u64.pow(exponent);
        worlds.push(World {
            origin: fresh.below(1 << 50),
            ..World::even(cost + fresh.below(9 * cost))
        });
    }
    for per_second in [64, 100, 1000, 1_000_000] {
        let cost = 100_000 + fresh.below(3_000_000);
        worlds.push(World {
            per_second,
            reading: fresh.below(300),
            ..World::even(cost)
        });
    }
    worlds.into_iter().map(search_case).collect()
}

fn search_case(world: World) -> Case {
    let label = format!("autorange with {}", world.describe());
    Case::new(label, request(AUTORANGE, &world), move |reply| {
        let (outcome, calls, readings) = read(reply, false)?;
        let expected = world.search(RIGHT);
        let loops = match outcome {
            Outcome::Found { loops, .. } => Some(loops),
            Outcome::StuckClock => None,
            _ => return Err(format!("{outcome:?} instead of loops")),
        };
        let found = Search {
            loops,
            calls,
            readings,
        };
        if found == expected {
            Ok(())
        } else {
            Err(complain(&world, found, expected))
        }
    })
}

fn complain(world: &World, found: Search, expected: Search) -> String {
    let said = |search: Search| match search.loops {
        Some(loops) => format!(
            "{loops} loops after {} calls and {} readings",
            search.calls, search.readings
        ),
        None => format!("a stuck clock after {} calls", search.calls),
    };
    let mut complaint = format!("{} instead of {}", said(found), said(expected));
    let ways = [
        (
            Way {
                every: true,
                ..RIGHT
            },
            "that is a search that tries every number; yours is to skip",
        ),
        (
            Way {
                unlimited: true,
                ..RIGHT
            },
            "that is a search with steps of more than a hundredfold",
        ),
        (
            Way {
                longer: true,
                ..RIGHT
            },
            "that is a search for more than a fifth of a second; a fifth is enough",
        ),
        (
            Way {
                tens: true,
                ..RIGHT
            },
            "that is a search over 1, 10, 100, …; the numbers are 1, 2, 5, 10, …",
        ),
        (
            Way {
                doubling: true,
                ..RIGHT
            },
            "that is a search over 1, 2, 4, 8, …; the numbers are 1, 2, 5, 10, …",
        ),
        (
            Way {
                nanoseconds: true,
                ..RIGHT
            },
            "that is a search that takes every tick for a nanosecond",
        ),
    ];
    if found.readings == 2 * found.calls && found.readings > expected.readings {
        complaint += ": the clock was read around every call; read it before and after a batch";
    } else if let Some((_, what)) = ways
        .into_iter()
        .find(|(way, _)| world.search(*way) == found)
    {
        complaint += &format!(": {what}");
    }
    complaint
}

fn runs(fresh: &mut Fresh) -> Vec<Case> {
    let mut worlds = vec![
        (World::even(SECOND + fresh.below(SECOND)), 1),
        (World::even(30_000_000 + fresh.below(9_000_000)), 5),
        (
            World {
                per_second: 1000,
                ..World::even(3_000_000 + fresh.below(900_000))
            },
            3,
        ),
        (
            World {
                reading: 1000 + fresh.below(5000),
                ..World::even(150_000 + fresh.below(9000))
            },
            7,
        ),
    ];
    for runs in [2, 4, 7] {
        let first = vec![SECOND / 20 + fresh.below(SECOND / 20)];
        let others = (0..7)
            .map(|_| 20_000_000 + fresh.below(40_000_000))
            .collect();
        worlds.push((
            World {
                first,
                others,
                ..World::even(0)
            },
            runs,
        ));
    }
    worlds
        .into_iter()
        .map(|(world, runs)| run_case(world, runs))
        .collect()
}

fn run_case(world: World, runs: u64) -> Case {
    let mut input = request(TIMEIT, &world);
    input.u64(runs);
    Case::new(
        format!("timeit for {runs} runs with {}", world.describe()),
        input,
        move |reply| {
            let (outcome, calls, readings) = read(reply, true)?;
            let search = world.search(RIGHT);
            let loops = search.loops.unwrap_or(MOST_LOOPS);
            let expected = world.runs(search, loops, runs);
            let Outcome::Found {
                loops: found_loops,
                runs: found,
            } = outcome
            else {
                return Err(format!(
                    "{outcome:?} instead of {loops} loops and the runs {expected:?}"
                ));
            };
            if found_loops != loops {
                return Err(format!("{found_loops} loops instead of {loops}"));
            }
            if !close(&found, &expected) {
                let mut complaint = format!("the runs {found:?} s instead of {expected:?} s");
                let scaled =
                    |factor: f64| expected.iter().map(|run| run * factor).collect::<Vec<_>>();
                let before = Search {
                    calls: search.calls - loops,
                    readings: search.readings - 2,
                    ..search
                };
                if close(&found, &world.runs(before, loops, runs)) {
                    complaint += ": the last batch of the search is among them";
                } else if close(&found, &scaled(loops as f64)) {
                    complaint += ": they are seconds per run, not per loop";
                } else if close(&found, &scaled(world.per_second as f64)) {
                    complaint += ": they are in ticks, not in seconds";
                } else if found.len() != expected.len() {
                    complaint += &format!(": {} instead of {} runs", found.len(), expected.len());
                }
                return Err(complaint);
            }
            let expected_calls = search.calls + runs * loops;
            if calls != expected_calls {
                return Err(format!(
                    "the runs are right, but took {calls} calls instead of {expected_calls}"
                ));
            }
            let expected_readings = search.readings + 2 * runs;
            if readings != expected_readings {
                return Err(format!(
                    "the runs are right, but the clock was read {readings} times instead of {expected_readings}: read it before and after a batch"
                ));
            }
            Ok(())
        },
    )
}

fn statistics(fresh: &mut Fresh) -> Vec<Case> {
    let mut samples = vec![
        vec![fresh.fraction()],
        vec![1000.0 - 1e-6, 1000.0, 1000.0 + 1e-6],
    ];
    samples.extend((2..9).map(|count| {
        (0..count)
            .map(|_| 1e-6 * (1.0 + fresh.fraction()))
            .collect()
    }));
    samples.into_iter().map(statistics_case).collect()
}

fn statistics_case(runs: Vec<f64>) -> Case {
    let mut input = Writer::new();
    input.u8(STATISTICS).u64(10).f64s(&runs);
    Case::new(format!("the runs {runs:?}"), input, move |reply| {
        let (best, mean, deviation) = (reply.f64()?, reply.f64()?, reply.f64()?);
        let expected = lines::Statistics::of(&runs);
        if best != expected.best {
            return Err(format!(
                "the best is {best:e} instead of {:e}",
                expected.best
            ));
        }
        if !close(&[mean], &[expected.mean]) {
            let mut sorted = runs.clone();
            sorted.sort_by(f64::total_cmp);
            let median = close(&[mean], &[sorted[sorted.len() / 2]]);
            let what = if median { ": that is the median" } else { "" };
            return Err(format!(
                "the mean is {mean:e} instead of {:e}{what}",
                expected.mean
            ));
        }
        // A deviation is a small difference: how well it can be known depends on what it is a difference of.
        let off = |expected: f64| (deviation - expected).abs();
        let count = runs.len() as f64;
        let sure = 1e-9 * expected.deviation + 1e-15 * expected.mean.abs() * count;
        if off(expected.deviation) <= sure {
            return Ok(());
        }
        let what = if off(expected.deviation * (count / (count - 1.0)).sqrt()) <= sure {
            ": that one is over the number of runs less one"
        } else if off(expected.deviation.powi(2)) <= sure {
            ": that is the variance, its square"
        } else {
            ""
        };
        Err(format!(
            "the standard deviation is {deviation:e} instead of {:e}{what}",
            expected.deviation
        ))
    })
}

fn close(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(x, y)| (x - y).abs() <= 1e-12 * y.abs())
}
