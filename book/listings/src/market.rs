//! Kernel `market`: ten million days of the stock market of question 1.
//!
//! The ladder is the answer to that question, so it lives in `solutions/q1`, which a copy for students lacks. This
//! module, and the feature `market`, are then left out.

use std::hint::black_box;
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use solution_q1::{Chain, ChainError, State, simulate, simulate_fast};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::threads::two_threads;

/// What the draws come from.
const SEED: u64 = 2000;

/// The well-known chain; rows are "from": bull, bear, stagnant.
const ROWS: [[f64; 3]; 3] = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]];

static ONE: LazyLock<ThreadPool> = LazyLock::new(|| {
    ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("the system can start a thread")
});

type Simulate = fn(&Chain, Option<State>, u64, u64) -> Result<[u64; 3], ChainError>;

/// A walk over the days of a size, and the days that it spent in each state.
struct Market {
    chain: Chain,
    days: u64,
    simulate: Simulate,
    counts: [f64; 3],
}

impl Run for Market {
    fn run(&mut self) {
        let (chain, days, seed) = black_box((&self.chain, self.days, SEED));
        let counts = (self.simulate)(chain, Some(State::Bull), days, seed);
        self.counts = counts.expect("there are days").map(|days| days as f64);
        black_box(&mut self.counts);
    }

    fn result(&self) -> &[f64] {
        &self.counts
    }
}

fn market(size: &str, simulate: Simulate) -> Option<Box<dyn Run>> {
    (size == "10^7").then(|| -> Box<dyn Run> {
        Box::new(Market {
            chain: Chain::new(ROWS).expect("these rows are a chain"),
            days: 10_000_000,
            simulate,
            counts: [0.0; 3],
        })
    })
}

const SIZES: &[&str] = &["10^7"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "market",
    lesson: "assignments",
    sizes: SIZES,
    sources: &[
        "book/listings/src/market.rs",
        "book/listings/src/threads.rs",
        "book/listings/python/market.py",
        "book/listings/python/scaled.py",
        "solutions/q1/src/lib.rs",
    ],
    variants: &[
        variant("loop", 1, |size| market(size, simulate)),
        variant("simd", 1, |size| {
            market(size, |chain, start, days, seed| {
                ONE.install(|| simulate_fast(chain, start, days, seed))
            })
        }),
        variant("parallel", 2, |size| {
            market(size, |chain, start, days, seed| {
                two_threads(|| simulate_fast(chain, start, days, seed))
            })
        }),
    ],
    twins: &[
        twin("pure", 1),
        twin("numba", 1),
        twin("numba-random", 1),
        twin("numba-parallel", 2),
    ],
};

const fn variant(
    name: &'static str,
    threads: u32,
    prepare: fn(&str) -> Option<Box<dyn Run>>,
) -> Variant {
    Variant {
        name,
        threads,
        prepare,
    }
}

const fn twin(name: &'static str, threads: u32) -> Twin {
    Twin {
        name,
        threads,
        sizes: SIZES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_spends_the_same_days_in_each_state_and_they_are_all_days() {
        let mut known = None;
        for variant in KERNEL.variants {
            let mut run = (variant.prepare)("10^7").unwrap();
            run.run();
            let counts = run.result().to_vec();
            assert_eq!(counts.iter().sum::<f64>(), 1e7, "{}", variant.name);
            assert_eq!(
                *known.get_or_insert(counts.clone()),
                counts,
                "{}",
                variant.name
            );
        }
    }

    #[test]
    fn the_shares_are_those_that_the_chain_settles_at() {
        let mut run = (KERNEL.variants[0].prepare)("10^7").unwrap();
        run.run();
        // Days that follow each other are alike: their correlation falls to 0.741 of itself each day, the second
        // eigenvalue of the matrix. So a share spreads √(1.741 / 0.259) times as much as that of independent days, and
        // four standard deviations of the bull's are 0.0016.
        for (count, share) in run.result().iter().zip([0.625, 0.3125, 0.0625]) {
            assert!((count / 1e7 - share).abs() < 0.0016, "{count} of {share}");
        }
    }

    #[test]
    fn the_chain_is_the_one_of_the_figure() {
        assert_eq!(ROWS, crate::figures::market_graph::ROWS);
    }

    #[test]
    fn another_size_is_no_size() {
        assert!((KERNEL.variants[0].prepare)("10^6").is_none());
    }
}
