//! Hands a request to the answer, in a world in which time passes only when told to.

use std::cell::Cell;

use answer::{Clock, TimerError, Timing, autorange, timeit};
use frames::{Malformed, Reader, Writer};

fn main() {
    frames::serve(|input, output| {
        match input.u8()? {
            0 => {
                let world = World::read(input)?;
                let found = autorange(&mut world.clock(), &mut || world.work());
                match found {
                    Ok(loops) => output.u8(0).u64(loops),
                    Err(error) => output.u8(number(error)),
                };
                world.report(output);
            }
            1 => {
                let world = World::read(input)?;
                let runs = input.u64()? as usize;
                match timeit(&mut world.clock(), &mut || world.work(), runs) {
                    Ok(timing) => output.u8(0).u64(timing.loops).f64s(&timing.runs),
                    Err(error) => output.u8(number(error)),
                };
                world.report(output);
            }
            2 => {
                let timing = Timing {
                    loops: input.u64()?,
                    runs: input.f64s()?,
                };
                output
                    .f64(timing.best())
                    .f64(timing.mean())
                    .f64(timing.standard_deviation());
            }
            _ => {
                let timing = Timing {
                    loops: input.u64()?,
                    runs: input.f64s()?,
                };
                output.str(&timing.to_string()).str(&format!("{timing:#}"));
            }
        }
        Ok(())
    });
}

fn number(error: TimerError) -> u8 {
    match error {
        TimerError::StuckClock => 1,
        TimerError::NoRuns => 2,
    }
}

/// A clock and some work as the judge wants them. Times are in nanoseconds.
struct World {
    per_second: u64,
    origin: u64,
    reading: u64,
    /// What the first calls cost.
    first: Vec<u64>,
    /// What all others cost, over and over.
    others: Vec<u64>,
    /// Where in `others` the next call is.
    place: Cell<usize>,
    now: Cell<u64>,
    calls: Cell<u64>,
    readings: Cell<u64>,
}

impl World {
    fn read(input: &mut Reader<'_>) -> Result<World, Malformed> {
        Ok(World {
            per_second: input.u64()?,
            origin: input.u64()?,
            reading: input.u64()?,
            first: input.u64s()?,
            others: input.u64s()?,
            place: Cell::new(0),
            now: Cell::new(0),
            calls: Cell::new(0),
            readings: Cell::new(0),
        })
    }

    fn clock(&self) -> Ticking<'_> {
        Ticking(self)
    }

    fn work(&self) {
        let call = self.calls.get();
        self.calls.set(call + 1);
        let cost = self.first.get(call as usize).unwrap_or_else(|| {
            let place = self.place.get();
            self.place.set(if place + 1 == self.others.len() {
                0
            } else {
                place + 1
            });
            &self.others[place]
        });
        self.now.set(self.now.get() + cost);
    }

    fn report(&self, output: &mut Writer) {
        output.u64(self.calls.get()).u64(self.readings.get());
    }
}

struct Ticking<'a>(&'a World);

impl Clock for Ticking<'_> {
    fn ticks(&mut self) -> u64 {
        let world = self.0;
        world.readings.set(world.readings.get() + 1);
        let now = world.now.get();
        world.now.set(now + world.reading);
        world.origin + (u128::from(now) * u128::from(world.per_second) / 1_000_000_000) as u64
    }

    fn per_second(&self) -> u64 {
        self.0.per_second
    }
}
