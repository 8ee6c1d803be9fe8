//! Everything that is measured, and how much of it a call does.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use super::memory::{LOOPS, Pass, passes};
use super::{arithmetic, handing, latency};
use crate::parallelism::pools::{cpu_count, pool};

/// A row of the record: what a call does, and how many times what the size says.
pub struct Entry {
    /// What is done.
    pub variant: &'static str,
    /// How much of it the row's time is for: `4 KiB`, `10^6 steps`.
    pub size: String,
    /// The threads that do it.
    pub threads: u32,
    /// How many times that much a call does.
    pub times: f64,
    /// Does it.
    pub call: Box<dyn FnMut()>,
}

/// Bytes of the largest working set, unless a machine's caches ask for more.
pub const LARGEST: usize = 256 << 20;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// A working set of so many bytes is gone over so often that all of it is more than this: a pass over the smallest is over
/// before the clock has noticed, and before a second thread is awake.
const ENOUGH: [usize; 2] = [32 * MIB, 256 * MIB];

/// A second of the working sets, the smallest first.
fn sets(largest: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(4 * KIB), |set| Some(2 * set)).take_while(move |set| *set <= largest)
}

/// Whether a loop is measured over a set. Reading shows the caches, and gets every power of two; of those that write some
/// are left out, to be done in a minute; streaming is for what no cache holds, and begins where it may win.
fn is_measured(name: &str, set: usize) -> bool {
    match name {
        "read" => true,
        _ if name.ends_with("-streaming") => set >= MIB,
        _ => ![8 * KIB, 128 * KIB, 512 * KIB, 2 * MIB].contains(&set),
    }
}

/// The numbers of threads: one, two, as the listings' parallel variants have, and all.
fn threads() -> Vec<usize> {
    let mut threads = vec![1, 2, cpu_count()];
    threads.sort_unstable();
    threads.dedup();
    threads
}

/// All that is measured, with working sets of up to so many bytes.
#[must_use]
pub fn entries(largest: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let memory = Memory::new(largest);
    for threads in threads() {
        for (name, pass) in LOOPS {
            let measured = sets(largest).filter(|set| is_measured(name, *set));
            entries.extend(measured.map(|set| memory.entry(name, pass, set, threads)));
        }
        entries.extend(arithmetic(threads));
    }
    entries.extend(waits());
    entries.extend(tasks());
    entries
}

/// One piece of memory, of which each entry takes as much as it needs.
struct Memory(Rc<RefCell<Vec<f64>>>);

impl Memory {
    fn new(largest: usize) -> Self {
        // A line more, so that a set can begin where a line does.
        Self(Rc::new(RefCell::new(vec![1.0; largest / 8 + 8])))
    }

    fn entry(&self, variant: &'static str, pass: Pass, set: usize, threads: usize) -> Entry {
        let memory = Rc::clone(&self.0);
        let times = (ENOUGH[usize::from(threads > 1)] / set).max(1);
        Entry {
            variant,
            size: words(set),
            threads: count(threads),
            times: times as f64,
            call: Box::new(move || {
                let mut memory = memory.borrow_mut();
                let first = memory.as_ptr().align_offset(64).min(8);
                passes(&mut memory[first..][..set / 8], threads, times, pass);
            }),
        }
    }
}

/// A number of bytes in the unit that suits it.
fn words(bytes: usize) -> String {
    if bytes < MIB {
        format!("{} KiB", bytes / KIB)
    } else {
        format!("{} MiB", bytes / MIB)
    }
}

fn count(threads: usize) -> u32 {
    u32::try_from(threads).unwrap_or(u32::MAX)
}

/// Makes sure that a result is computed.
fn keep<T>(result: T) {
    black_box(result);
}

const MILLION: f64 = 1e6;

/// The peaks: for one thread in calls of some 10 µs, for several in calls so long that waking them doesn't matter.
fn arithmetic(threads: usize) -> Vec<Entry> {
    let longer = if threads == 1 { 1 } else { 100 };
    let entry = |variant, operations: usize, work: Box<dyn Fn() + Sync>| Entry {
        variant,
        size: "10^6 operations".to_owned(),
        threads: count(threads),
        times: (operations * threads) as f64 / MILLION,
        call: Box::new(move || arithmetic::everywhere(threads, &work)),
    };
    let steps = 5_000 * longer;
    vec![
        entry(
            "scalar",
            arithmetic::scalar_operations(steps),
            Box::new(move || keep(arithmetic::scalar(steps))),
        ),
        entry(
            "simd",
            arithmetic::simd(steps).1,
            Box::new(move || keep(arithmetic::simd(steps))),
        ),
        entry(
            "simd-integers",
            arithmetic::integers(steps).1,
            Box::new(move || keep(arithmetic::integers(steps))),
        ),
    ]
}

/// Steps that wait.
fn waits() -> Vec<Entry> {
    const STEPS: usize = 100_000;
    let entry = |variant, call: Box<dyn FnMut()>| Entry {
        variant,
        size: "10^6 steps".to_owned(),
        threads: 1,
        times: STEPS as f64 / MILLION,
        call,
    };
    vec![
        entry("add", Box::new(|| keep(latency::add(STEPS)))),
        entry("multiply", Box::new(|| keep(latency::multiply(STEPS)))),
        entry(
            "multiply-add",
            Box::new(|| keep(latency::multiply_add(STEPS))),
        ),
        entry("integer", Box::new(|| keep(latency::integer(STEPS)))),
    ]
}

/// Tasks for another thread.
fn tasks() -> Vec<Entry> {
    const MANY: usize = 10_000;
    let two = pool(2);
    let entry = |variant, times: f64, call: Box<dyn FnMut()>| Entry {
        variant,
        size: "1 task".to_owned(),
        threads: 2,
        times,
        call,
    };
    vec![
        entry(
            "join-inside",
            MANY as f64,
            Box::new(move || keep(handing::join_inside(two, MANY))),
        ),
        entry("join", 1.0, Box::new(move || keep(handing::join(two)))),
        entry("scope", 1.0, Box::new(move || keep(handing::scope(two)))),
        entry("spawn", 1.0, Box::new(move || keep(handing::spawn()))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_counts_something_that_the_tables_know_and_runs() {
        for mut entry in entries(MIB) {
            assert!(
                ceilings::quantity(entry.variant).is_some(),
                "{}",
                entry.variant
            );
            assert!(ceilings::amount(&entry.size).is_some(), "{}", entry.size);
            assert!(entry.times > 0.0, "{}", entry.variant);
            if entry.threads == 1 {
                (entry.call)();
            }
        }
    }

    #[test]
    fn working_sets_go_from_four_kibibytes_to_the_largest() {
        let entries = entries(4 * MIB);
        let sizes = |variant: &str| {
            let rows = entries.iter().filter(move |entry| entry.variant == variant);
            let one = rows.filter(|entry| entry.threads == 1);
            one.map(|entry| entry.size.clone()).collect::<Vec<_>>()
        };
        assert_eq!(sizes("read").first().unwrap(), "4 KiB");
        assert_eq!(sizes("read").last().unwrap(), "4 MiB");
        assert_eq!(sizes("read").len(), 11);
        assert_eq!(sizes("triad-streaming"), ["1 MiB", "2 MiB", "4 MiB"]);
        assert_eq!(sizes("spawn").len(), 0, "it takes two");
    }
}
