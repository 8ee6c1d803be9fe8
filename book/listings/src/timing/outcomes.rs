//! Races whose outcome is known before they are run.

use std::hint::black_box;

/// Work that comes in any amount, and whose time is in proportion to it.
#[derive(Debug)]
pub struct Work {
    /// What the record calls it.
    pub name: &'static str,
    /// An amount that takes some tens of microseconds: a multiple of ten.
    pub amount: usize,
    /// Makes what takes to do any amount up to [`more`](Work::more).
    pub prepare: fn(&Work) -> Box<dyn Fn(usize)>,
}

impl Work {
    /// A tenth more than [`amount`](Work::amount).
    #[must_use]
    pub fn more(&self) -> usize {
        self.amount / 10 * 11
    }
}

/// Work of the processor alone, and work on data that don't fit into a core's own caches.
pub const WORKS: [Work; 2] = [
    Work {
        name: "chain",
        amount: 10_000,
        prepare: |_| Box::new(|steps| _ = black_box(chain(black_box(steps)))),
    },
    Work {
        name: "sweep",
        amount: 250_000,
        prepare: |work| {
            let numbers = vec![1; work.more()];
            Box::new(move |length| _ = black_box(sweep(black_box(&numbers[..length]))))
        },
    },
];

// ANCHOR: work
/// So many steps, each of which waits for the one before.
#[inline(never)]
fn chain(steps: usize) -> f64 {
    (0..steps).fold(0.3, |x, _| 3.7 * x * (1.0 - x))
}

/// The sum of numbers that are read from memory.
#[inline(never)]
fn sweep(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0, |sum, x| sum.wrapping_add(*x))
}
// ANCHOR_END: work

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_amount_is_exactly_a_tenth_more() {
        for work in &WORKS {
            assert_eq!(work.more() * 10, work.amount * 11, "{}", work.name);
            let prepared = (work.prepare)(work);
            prepared(work.amount);
            prepared(work.more());
        }
    }

    #[test]
    fn the_work_is_done() {
        assert_eq!(sweep(&[1, 2, 3]), 6);
        assert_eq!(chain(0), 0.3);
        assert_eq!(chain(1), 3.7 * 0.3 * 0.7);
    }
}
