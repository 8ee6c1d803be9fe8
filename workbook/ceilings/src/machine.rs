//! A machine's ceilings, and the time that it needs at least.

use std::collections::BTreeMap;

use crate::bound::Need;
use crate::unit::{Quantity, amount, quantity};

/// A row of the record `ceiling`.
#[derive(Debug, Clone, Copy)]
pub struct Timed<'a> {
    /// What was done.
    pub variant: &'a str,
    /// How much of it.
    pub size: &'a str,
    /// On how many threads.
    pub threads: u32,
    /// How long it took: see [`crate::quartile`].
    pub seconds: f64,
}

/// A cache for data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cache {
    /// Its level, from 1.
    pub level: u32,
    /// Its size.
    pub bytes: u64,
    /// Logical processors that share one.
    pub shared_by: u32,
}

/// What a machine allows.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    /// Bytes a second by threads and variant: working set and rate, smallest set first.
    bandwidth: BTreeMap<u32, BTreeMap<String, Vec<(f64, f64)>>>,
    /// Operations a second by threads.
    flops: BTreeMap<u32, f64>,
    integers: BTreeMap<u32, f64>,
    /// Seconds a step, by variant.
    latency: BTreeMap<String, f64>,
    /// Smallest level first.
    caches: Vec<Cache>,
}

/// The least time that a machine allows, and what sets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ceiling {
    /// `memory bandwidth`, `L2 bandwidth`, `arithmetic`, `integer arithmetic` or `latency`.
    pub name: String,
    /// The time of one evaluation.
    pub seconds: f64,
}

impl Ceiling {
    /// Which share of what the machine allows an evaluation of so many seconds reaches.
    #[must_use]
    pub fn share(&self, seconds: f64) -> f64 {
        self.seconds / seconds
    }
}

impl Machine {
    /// The machine that these rows were measured on; rows that aren't ceilings are passed over.
    #[must_use]
    pub fn of<'a>(rows: impl Iterator<Item = Timed<'a>>, caches: Vec<Cache>) -> Self {
        let mut machine = Self {
            caches,
            ..Self::default()
        };
        machine.caches.sort_by_key(|cache| cache.level);
        for row in rows {
            machine.take(row);
        }
        let curves = machine
            .bandwidth
            .values_mut()
            .flat_map(BTreeMap::values_mut);
        for curve in curves {
            curve.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        machine
    }

    fn take(&mut self, row: Timed) {
        let (Some(quantity), Some(amount)) = (quantity(row.variant), amount(row.size)) else {
            return;
        };
        let rate = amount / row.seconds;
        match (quantity, row.variant) {
            (Quantity::Bytes, variant) => {
                let curves = self.bandwidth.entry(row.threads).or_default();
                let curve = curves.entry(variant.to_owned()).or_default();
                curve.push((amount, rate));
            }
            (Quantity::Flops, "simd") => drop(self.flops.insert(row.threads, rate)),
            (Quantity::Integers, _) => drop(self.integers.insert(row.threads, rate)),
            (Quantity::Steps, variant) => {
                self.latency.insert(variant.to_owned(), 1.0 / rate);
            }
            // What one number at a time reaches, and what handing over costs, is no ceiling.
            (Quantity::Flops | Quantity::Tasks, _) => {}
        }
    }

    /// The least time of an evaluation on so many threads; nothing if what it needs wasn't measured.
    #[must_use]
    pub fn ceiling(&self, need: &Need, threads: u32) -> Option<Ceiling> {
        let mut roofs: Vec<(String, f64)> = Vec::new();
        if need.bytes() > 0.0 {
            let rate = self.bandwidth(need.bytes(), threads, need.written_bytes > 0.0)?;
            roofs.push((self.level(need.bytes(), threads), need.bytes() / rate));
        }
        for (name, count, peaks) in [
            ("arithmetic", need.flops, &self.flops),
            ("integer arithmetic", need.integers, &self.integers),
        ] {
            if count > 0.0 {
                roofs.push((name.to_owned(), count / for_threads(peaks, threads)?));
            }
        }
        let mut waits = 0.0;
        for (variant, steps) in [
            ("add", need.adds),
            ("multiply", need.multiplies),
            ("multiply-add", need.multiply_adds),
        ] {
            if steps > 0.0 {
                waits += steps * self.latency.get(variant)?;
            }
        }
        if waits > 0.0 {
            roofs.push(("latency".to_owned(), waits));
        }
        let lowest = roofs.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        lowest.map(|(name, seconds)| Ceiling { name, seconds })
    }

    /// Bytes a second over a working set: the best of the loops that could be compared, between the sets measured as if
    /// the curve were straight on logarithmic axes. What is reached over a larger set can be reached over a smaller one,
    /// though the loops' first and last steps hide it over the smallest.
    #[must_use]
    pub fn bandwidth(&self, set: f64, threads: u32, writes: bool) -> Option<f64> {
        // What fewer threads reach, more can reach, if the others do nothing.
        let (most, _) = picked(&self.bandwidth, threads)?;
        let curves = self.bandwidth.range(..=most).flat_map(|(_, curves)| curves);
        let compared = curves.filter(|(name, _)| writes || *name == "read");
        compared
            .filter_map(|(_, curve)| between(curve, set))
            .max_by(f64::total_cmp)
    }

    /// The most operations on `f64`s a second.
    #[must_use]
    pub fn flops(&self, threads: u32) -> Option<f64> {
        for_threads(&self.flops, threads).copied()
    }

    /// Where a working set of so many threads stays, as the name of a bandwidth.
    fn level(&self, set: f64, threads: u32) -> String {
        let holds = |cache: &&Cache| {
            let pieces = threads.max(1).div_ceil(cache.shared_by.max(1));
            set <= cache.bytes as f64 * f64::from(pieces)
        };
        match self.caches.iter().find(holds) {
            Some(cache) => format!("L{} bandwidth", cache.level),
            None => "memory bandwidth".to_owned(),
        }
    }
}

/// What was measured on so many threads, or on the next larger number; on the most if none is larger.
fn for_threads<T>(measured: &BTreeMap<u32, T>, threads: u32) -> Option<&T> {
    picked(measured, threads).map(|(_, value)| value)
}

/// The same with the number.
fn picked<T>(measured: &BTreeMap<u32, T>, threads: u32) -> Option<(u32, &T)> {
    let enough = measured.range(threads..).next();
    let picked = enough.or_else(|| measured.last_key_value());
    picked.map(|(threads, value)| (*threads, value))
}

/// A curve's height at `x`, between its points a straight line on logarithmic axes, beyond them level.
fn between(curve: &[(f64, f64)], x: f64) -> Option<f64> {
    let after = curve.partition_point(|point| point.0 < x);
    let beyond = curve[after..]
        .iter()
        .map(|point| point.1)
        .fold(0.0, f64::max);
    let (Some(low), Some(high)) = (curve.get(after.wrapping_sub(1)), curve.get(after)) else {
        return match after {
            0 => Some(beyond).filter(|_| !curve.is_empty()),
            _ => curve.last().map(|point| point.1),
        };
    };
    let share = (x / low.0).ln() / (high.0 / low.0).ln();
    Some((low.1 * (high.1 / low.1).powf(share)).max(beyond))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 GB/s in a cache of 1 MiB and 10 in memory, twice that on two threads; 10 GFLOP/s; a nanosecond a step.
    fn machine() -> Machine {
        let row = |variant, size, threads, seconds| Timed {
            variant,
            size,
            threads,
            seconds,
        };
        let memory = |variant, threads, speed: f64| {
            [("1 MiB", 100e9), ("4 MiB", 10e9), ("256 MiB", 10e9)].map(move |(size, rate)| {
                row(variant, size, threads, amount(size).unwrap() / rate / speed)
            })
        };
        let mut rows = Vec::new();
        rows.extend(memory("read", 1, 1.0));
        rows.extend(memory("read", 2, 2.0));
        rows.extend(memory("triad-streaming", 1, 1.5));
        rows.push(row("simd", "10^6 operations", 1, 1e-4));
        rows.push(row("simd", "10^6 operations", 2, 0.5e-4));
        rows.push(row("scalar", "10^6 operations", 1, 1e-3));
        rows.push(row("add", "10^6 steps", 1, 1e-3));
        rows.push(row("multiply-add", "10^6 steps", 1, 2e-3));
        rows.push(row("spawn", "1 task", 2, 1e-5));
        rows.push(row("nonesuch", "1 task", 2, 1e-5));
        let cache = |level, bytes, shared_by| Cache {
            level,
            bytes,
            shared_by,
        };
        Machine::of(
            rows.into_iter(),
            vec![cache(2, 2 << 20, 2), cache(1, 32 << 10, 1)],
        )
    }

    fn ceiling(need: Need, threads: u32) -> (String, f64) {
        let ceiling = machine().ceiling(&need, threads).unwrap();
        (ceiling.name, ceiling.seconds)
    }

    fn near(found: (String, f64), name: &str, seconds: f64) {
        assert_eq!(found.0, name);
        assert!((found.1 / seconds - 1.0).abs() < 1e-9, "{} s", found.1);
    }

    #[test]
    fn the_lowest_roof_is_the_ceiling() {
        let reading = |bytes: f64, flops: f64| Need {
            read_bytes: bytes,
            flops,
            ..Need::default()
        };
        near(ceiling(reading(1e9, 1e9), 1), "arithmetic", 0.1);
        near(ceiling(reading(1e9, 0.9e9), 1), "memory bandwidth", 0.1);
        near(
            ceiling(reading(f64::from(1 << 20), 1.0), 1),
            "L2 bandwidth",
            f64::from(1 << 20) / 100e9,
        );
        let waiting = Need {
            read_bytes: 1e6,
            adds: 1e6,
            multiply_adds: 1e6,
            ..Need::default()
        };
        near(ceiling(waiting, 2), "latency", 3e-3);
    }

    #[test]
    fn writing_is_compared_with_the_best_loop_and_reading_with_reading() {
        let writing = Need {
            read_bytes: 0.5e9,
            written_bytes: 0.5e9,
            ..Need::default()
        };
        near(ceiling(writing.clone(), 1), "memory bandwidth", 1e9 / 15e9);
        near(ceiling(writing, 2), "memory bandwidth", 1e9 / 20e9);
    }

    #[test]
    fn more_threads_than_were_measured_are_compared_with_the_most() {
        let reading = || Need {
            read_bytes: 1e9,
            ..Need::default()
        };
        for threads in [2, 3, 64] {
            near(ceiling(reading(), threads), "memory bandwidth", 0.05);
        }
        assert_eq!(machine().flops(8), Some(2e10));
    }

    #[test]
    fn between_two_working_sets_the_curve_is_straight_on_logarithmic_axes() {
        let middle = machine().bandwidth(f64::from(2 << 20), 1, false).unwrap();
        assert!((middle / (100e9 * 10e9_f64).sqrt() - 1.0).abs() < 1e-9);
        assert!((machine().bandwidth(1.0, 1, false).unwrap() / 100e9 - 1.0).abs() < 1e-9);
        assert!((machine().bandwidth(1e12, 1, false).unwrap() / 10e9 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_smaller_set_is_never_slower() {
        let curve = [(1.0, 5.0), (2.0, 9.0), (4.0, 3.0)];
        assert_eq!(between(&curve, 0.5), Some(9.0));
        assert_eq!(between(&curve, 1.5), Some(9.0));
        assert_eq!(between(&curve, 2.0), Some(9.0));
        assert!((between(&curve, 8.0_f64.sqrt()).unwrap() - 27_f64.sqrt()).abs() < 1e-9);
        assert_eq!(between(&curve, 5.0), Some(3.0));
        assert_eq!(between(&[], 5.0), None);
    }

    #[test]
    fn each_thread_brings_its_own_cache() {
        assert_eq!(machine().level(33.0 * 1024.0, 1), "L2 bandwidth");
        assert_eq!(machine().level(33.0 * 1024.0, 2), "L1 bandwidth");
        assert_eq!(machine().level(3.0 * 1048576.0, 2), "memory bandwidth");
    }

    #[test]
    fn what_was_not_measured_is_no_ceiling() {
        let empty = Machine::of(std::iter::empty(), Vec::new());
        let need = Need {
            flops: 1.0,
            ..Need::default()
        };
        assert_eq!(empty.ceiling(&need, 1), None);
        assert_eq!(
            machine().ceiling(&Need::default(), 1),
            None,
            "nothing is needed"
        );
        let integers = Need {
            integers: 1.0,
            ..Need::default()
        };
        assert_eq!(machine().ceiling(&integers, 1), None);
    }
}
