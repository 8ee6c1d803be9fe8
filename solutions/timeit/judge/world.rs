//! A world with a clock and some work, in which batches are added up and not run.

use workbook_judge::frames::Writer;

/// The most loops of a batch.
pub const MOST_LOOPS: u64 = 10_000_000;

/// Nanoseconds in a second.
pub const SECOND: u64 = 1_000_000_000;

/// What the subject's clock and work do. Times are in nanoseconds.
#[derive(Clone, Debug)]
pub struct World {
    pub per_second: u64,
    pub origin: u64,
    pub reading: u64,
    /// What the first calls cost.
    pub first: Vec<u64>,
    /// What all others cost, over and over.
    pub others: Vec<u64>,
}

/// What a search comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The loops, or none where the clock is stuck.
    pub loops: Option<u64>,
    pub calls: u64,
    pub readings: u64,
}

/// How to search: the task's way, or one with a common mistake.
#[derive(Clone, Copy)]
pub struct Way {
    /// Try every number.
    pub every: bool,
    /// Step as far as the pace says.
    pub unlimited: bool,
    /// More than a fifth of a second, not just that.
    pub longer: bool,
    /// 1, 10, 100, …
    pub tens: bool,
    /// 1, 2, 4, 8, …
    pub doubling: bool,
    /// Take every tick for a nanosecond.
    pub nanoseconds: bool,
}

/// The task's way.
pub const RIGHT: Way = Way {
    every: false,
    unlimited: false,
    longer: false,
    tens: false,
    doubling: false,
    nanoseconds: false,
};

impl World {
    /// A clock of nanoseconds, and work that always costs the same.
    pub fn even(cost: u64) -> World {
        World {
            per_second: SECOND,
            origin: 0,
            reading: 0,
            first: Vec::new(),
            others: vec![cost],
        }
    }

    pub fn write(&self, request: &mut Writer) {
        request
            .u64(self.per_second)
            .u64(self.origin)
            .u64(self.reading)
            .u64s(&self.first)
            .u64s(&self.others);
    }

    /// In a few words.
    pub fn describe(&self) -> String {
        let World {
            per_second,
            reading,
            first,
            others,
            ..
        } = self;
        let mut text = format!("a clock of {per_second} ticks a second");
        if *reading > 0 {
            text += &format!(" that takes {reading} ns to read");
        }
        text += ", calls of ";
        if !first.is_empty() {
            text += &format!("{first:?} ns and then ");
        }
        match others[..] {
            [cost] => text += &format!("{cost} ns each"),
            _ => text += &format!("{others:?} ns over and over"),
        }
        text
    }

    /// What the first `calls` calls cost together.
    fn cost(&self, calls: u64) -> u64 {
        let (first, others) = (self.first.len() as u64, self.others.len() as u64);
        let begin = self.first.iter().take(calls as usize).sum::<u64>();
        let rest = calls.saturating_sub(first);
        let round = self.others.iter().sum::<u64>();
        let part = self
            .others
            .iter()
            .take((rest % others) as usize)
            .sum::<u64>();
        begin + rest / others * round + part
    }

    /// The ticks of a batch after that many calls and readings.
    fn batch(&self, calls: u64, readings: u64, loops: u64) -> u64 {
        let ticks =
            |now: u64| (u128::from(now) * u128::from(self.per_second) / u128::from(SECOND)) as u64;
        let start = self.cost(calls) + readings * self.reading;
        let stop = self.cost(calls + loops) + (readings + 1) * self.reading;
        ticks(stop) - ticks(start)
    }

    pub fn search(&self, way: Way) -> Search {
        let (mut calls, mut readings, mut loops) = (0, 0, 1);
        let per_second = if way.nanoseconds {
            SECOND
        } else {
            self.per_second
        };
        loop {
            let ticks = self.batch(calls, readings, loops);
            calls += loops;
            readings += 2;
            let enough = |more: u64| {
                let (have, need) = (
                    5 * u128::from(ticks) * u128::from(more),
                    u128::from(loops) * u128::from(per_second),
                );
                have > need || (have == need && !way.longer)
            };
            let found = |loops| Search {
                loops,
                calls,
                readings,
            };
            if enough(loops) {
                return found(Some(loops));
            }
            if loops >= MOST_LOOPS {
                return found((ticks > 0).then_some(loops));
            }
            let mut next = way.after(loops);
            while ticks > 0 && !way.every && !enough(next) && next < MOST_LOOPS {
                next = way.after(next);
            }
            loops = if way.unlimited {
                next
            } else {
                next.min(100 * loops)
            }
            .min(MOST_LOOPS);
        }
    }

    /// The seconds per loop of runs that begin after that many calls and readings.
    pub fn runs(&self, after: Search, loops: u64, runs: u64) -> Vec<f64> {
        (0..runs)
            .map(|run| self.batch(after.calls + run * loops, after.readings + 2 * run, loops))
            .map(|ticks| ticks as f64 / self.per_second as f64 / loops as f64)
            .collect()
    }
}

impl Way {
    fn after(self, loops: u64) -> u64 {
        if self.tens {
            return 10 * loops;
        }
        let leading = std::iter::successors(Some(loops), |n| Some(n / 10))
            .take_while(|&n| n > 0)
            .last();
        match leading {
            _ if self.doubling => 2 * loops,
            Some(2) => loops / 2 * 5,
            _ => 2 * loops,
        }
    }
}
