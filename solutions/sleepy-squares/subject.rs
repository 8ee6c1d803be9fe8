//! Hands jobs that wait for each other to the answer, and what happened back, in order.

use std::sync::{Condvar, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use answer::{PoolError, pooled};
use frames::{Malformed, Reader, Writer};

fn main() {
    frames::serve(|input, output| {
        if input.bool()? {
            race(input, output)
        } else {
            once(input, output)
        }
    });
}

/// What a job waits for, and how it ends.
struct Job {
    number: u32,
    x: u64,
    started: u32,
    ended: u32,
    told: u32,
    /// 0: with a result; 1: with a panic that says a text of the program; 2: with one that was put together.
    ending: u8,
}

/// One call with jobs that wait.
fn once(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let threads = input.u64()? as usize;
    let nap = Duration::from_micros(input.u64()?);
    // With a round's size, a job also waits until its round is full.
    let round = input.u32()?;
    let salt = input.u64()?;
    let mut jobs = Vec::new();
    for number in 0..input.u32()? {
        jobs.push(Job {
            number,
            x: input.u64()?,
            started: input.u32()?,
            ended: input.u32()?,
            told: input.u32()?,
            ending: input.u8()?,
        });
    }
    let notes = Notes::new();
    let all = jobs.len() as u32;
    let job = |job: &Job| {
        let rank = notes.begin(job.number);
        let full = rank
            .checked_div(round)
            .map_or(0, |rounds| all.min((rounds + 1) * round));
        notes.wait_until(job.number, |seen| {
            seen.started >= job.started.max(full)
                && seen.ended >= job.ended
                && seen.told >= job.told
        });
        sleep(nap);
        match job.ending {
            0 => {
                notes.note(1, job.number);
                job.x.wrapping_mul(job.x) ^ salt
            }
            1 => {
                notes.note(4, job.number);
                panic!("out of bed")
            }
            _ => {
                notes.note(4, job.number);
                panic!("out of bed {}", job.x)
            }
        }
    };
    let outcome = pooled(&jobs, threads, job, |count| {
        notes.note(2, count as u32);
    });
    for (kind, number) in notes.events() {
        output.u8(kind).u32(number);
    }
    output.u8(u8::MAX);
    match outcome {
        Ok(results) => output.u8(0).u64s(&results),
        Err(PoolError::NoThreads) => output.u8(1),
        Err(PoolError::Panicked { job, message }) => output.u8(2).u64(job as u64).str(&message),
    };
    Ok(())
}

/// One call with jobs that only sleep.
fn race(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let threads = input.u64()? as usize;
    let nap = Duration::from_micros(input.u64()?);
    let numbers = input.u64s()?;
    let square = |x: &u64| {
        sleep(nap);
        x.wrapping_mul(*x)
    };
    output.u64s(&pooled(&numbers, threads, square, |_| ()).unwrap_or_default());
    Ok(())
}

/// What happened so far.
struct Notes {
    seen: Mutex<Seen>,
    changed: Condvar,
    late: Instant,
}

#[derive(Default)]
struct Seen {
    started: u32,
    ended: u32,
    told: u32,
    stuck: bool,
    /// Kinds: 0 begun, 1 ended, 2 progress told of a number of jobs, 3 waited in vain, 4 panicked.
    events: Vec<(u8, u32)>,
}

impl Notes {
    /// After this long in one call nothing is waited for any more.
    const LONG: Duration = Duration::from_secs(2);

    fn new() -> Notes {
        Notes {
            seen: Mutex::default(),
            changed: Condvar::new(),
            late: Instant::now() + Self::LONG,
        }
    }

    /// A job begins; it is the so-manieth.
    fn begin(&self, number: u32) -> u32 {
        self.note(0, number) - 1
    }

    /// Notes an event, and says how many jobs have begun.
    fn note(&self, kind: u8, number: u32) -> u32 {
        let mut seen = self.seen.lock().unwrap_or_else(|e| e.into_inner());
        seen.events.push((kind, number));
        match kind {
            0 => seen.started += 1,
            2 => seen.told += 1,
            _ => seen.ended += 1,
        }
        self.changed.notify_all();
        seen.started
    }

    fn wait_until(&self, number: u32, so: impl Fn(&Seen) -> bool) {
        let mut seen = self.seen.lock().unwrap_or_else(|e| e.into_inner());
        while !so(&seen) && !seen.stuck {
            let left = self.late.saturating_duration_since(Instant::now());
            if left.is_zero() {
                seen.stuck = true;
                seen.events.push((3, number));
                self.changed.notify_all();
                return;
            }
            let waited = self.changed.wait_timeout(seen, left);
            seen = waited.unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    fn events(&self) -> Vec<(u8, u32)> {
        let mut seen = self.seen.lock().unwrap_or_else(|e| e.into_inner());
        std::mem::take(&mut seen.events)
    }
}
