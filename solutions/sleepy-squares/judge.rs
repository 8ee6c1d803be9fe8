//! The judge of sleepy-squares: jobs that wait for each other, and the order in which a pool lets them begin and end.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/night.rs"]
mod night;
#[path = "judge/story.rs"]
mod story;

use night::{Ending, Job, Look, Night};

fn main() -> ExitCode {
    contest::main(&SleepySquares)
}

struct SleepySquares;

const GROUPS: [Group; 7] = [
    Group::new("order", 2, "jobs that end in another order than they began"),
    Group::new("progress", 1, "how many have ended, as soon as they have"),
    Group::new(
        "rounds",
        2,
        "as many at a time as there are threads, and no more",
    ),
    Group::new(
        "free-hands",
        1,
        "a job that takes as long as all others together",
    ),
    Group::new("edges", 1, "no jobs, no threads, more threads than jobs"),
    Group::new("panics", 2, "jobs that panic"),
    Group::new(SPEED, 1, "faster than one job at a time"),
];

impl Judge for SleepySquares {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "order" => order(&mut fresh),
            "progress" => progress(&mut fresh),
            "rounds" => rounds(&mut fresh),
            "free-hands" => free_hands(&mut fresh),
            "edges" => edges(&mut fresh),
            "panics" => panics(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// One job at a time.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let (_race, _threads) = (input.bool()?, input.u64()?);
        let nap = Duration::from_micros(input.u64()?);
        let mut squares = Vec::new();
        for x in input.u64s()? {
            sleep(nap);
            squares.push(x.wrapping_mul(x));
        }
        output.u64s(&squares);
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let numbers: Vec<u64> = (0..12).map(|_| fresh.word()).collect();
        let mut request = Writer::new();
        request.bool(true).u64(4).u64(4000).u64s(&numbers);
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, _| {
                let expected: Vec<u64> = numbers.iter().map(|x| x.wrapping_mul(*x)).collect();
                if contender.u64s()? == expected {
                    Ok(())
                } else {
                    Err("these aren't the squares, in the order of the inputs".to_owned())
                }
            },
        ))
    }
}

/// So many jobs that don't wait.
fn night(fresh: &mut Fresh, jobs: u64, threads: u64) -> Night {
    let job = |_| Job {
        x: fresh.below(1 << 32),
        ..Job::default()
    };
    let jobs = (0..jobs).map(job).collect();
    Night {
        threads,
        nap: 0,
        in_rounds: false,
        salt: fresh.word(),
        jobs,
        look: Look::No,
        in_vain: "no job had to wait",
    }
}

// The cases.

/// As many jobs as threads, of which the last one ends first.
fn backwards(fresh: &mut Fresh, jobs: u64) -> Night {
    let mut night = night(fresh, jobs, jobs);
    for (ended, job) in night.jobs.iter_mut().rev().enumerate() {
        job.ended = ended as u32;
    }
    night.in_vain = "with as many threads as jobs, all of them run at a time";
    night
}

fn order(fresh: &mut Fresh) -> Vec<Case> {
    let mut nights: Vec<Night> = [2, 3, 5, 8].map(|jobs| backwards(fresh, jobs)).into();
    for threads in [1, 2, 3, 7] {
        let jobs = 20 + fresh.below(20);
        nights.push(night(fresh, jobs, threads));
    }
    let look = |night| Night {
        look: Look::Order,
        ..night
    };
    let nights = nights.into_iter().map(look);
    nights
        .map(|night| night.case("the order of results"))
        .collect()
}

fn progress(fresh: &mut Fresh) -> Vec<Case> {
    let mut nights = Vec::new();
    for jobs in [2, 3, 6] {
        let mut chain = night(fresh, jobs, jobs);
        for (told, job) in chain.jobs.iter_mut().enumerate() {
            job.told = told as u32;
        }
        chain.in_vain = "a job had ended, and progress wasn't told while others still ran";
        nights.push(chain);
        nights.push(backwards(fresh, jobs));
    }
    for threads in [1, 2, 5] {
        let jobs = 20 + fresh.below(20);
        nights.push(night(fresh, jobs, threads));
    }
    let look = |night| Night {
        look: Look::Progress,
        ..night
    };
    let nights = nights.into_iter().map(look);
    nights.map(|night| night.case("progress")).collect()
}

fn rounds(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (jobs, threads) in [(9, 3), (9, 4), (10, 4), (6, 6), (5, 2), (4, 1)] {
        let mut sleepers = night(fresh, jobs, threads);
        sleepers.in_rounds = true;
        // Long enough for another job to begin, if it may.
        sleepers.nap = 3000;
        sleepers.in_vain = "while there are jobs enough, as many run as there are threads";
        cases.push(sleepers.case("jobs that sleep in rounds"));
    }
    cases
}

fn free_hands(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for threads in [2, 3] {
        let mut long = night(fresh, 12, threads);
        long.jobs[0].ended = 11;
        long.in_vain = "a thread that is free takes the next job, whatever the others are doing";
        cases.push(long.case("one long job"));
    }
    cases
}

fn edges(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for threads in [1, 2, 100] {
        cases.push(night(fresh, 0, threads).case("no jobs"));
    }
    for jobs in [0, 1, 5] {
        cases.push(night(fresh, jobs, 0).case("no threads"));
    }
    for threads in [2, 5, 1_000_000, u64::MAX] {
        let jobs = 1 + fresh.below(4);
        cases.push(night(fresh, jobs, threads).case("more threads than jobs, or nearly so"));
    }
    cases
}

fn panics(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (threads, ending) in [
        (1, Ending::Panic),
        (1, Ending::PanicWithNumber),
        (2, Ending::Panic),
        (3, Ending::PanicWithNumber),
    ] {
        let mut one = night(fresh, 40, threads);
        one.nap = 2000;
        one.jobs[3 + fresh.below(4) as usize].ending = ending;
        cases.push(one.case("a job that panics"));
    }
    for jobs in [2, 4] {
        for last_first in [true, false] {
            let mut all = backwards(fresh, jobs);
            for job in &mut all.jobs {
                job.started = jobs as u32;
                job.ending = Ending::PanicWithNumber;
                if !last_first {
                    job.ended = jobs as u32 - 1 - job.ended;
                }
            }
            let order = if last_first { "last" } else { "first" };
            cases.push(all.case(&format!("all jobs panic, the {order} one first")));
        }
    }
    let mut late = night(fresh, 2, 2);
    late.jobs[0].started = 2;
    late.jobs[0].ending = Ending::Panic;
    late.jobs[1].ended = 1;
    late.in_vain = "jobs that have begun come to their end";
    cases.push(late.case("a job that outlives another one's panic"));
    cases.push(night(fresh, 10, 2).case("jobs after a panic in the call before"));
    cases
}
