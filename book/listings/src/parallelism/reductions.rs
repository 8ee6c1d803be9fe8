//! Parallel reductions that compile and are wrong, beside one that is right.

use std::fmt::{self, Display, Formatter};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rayon::prelude::*;

use super::pools::pool;

// ANCHOR: start
/// Ten, and the numbers. Each piece of the work begins with the ten.
#[must_use]
pub fn ten_and(numbers: &[f64]) -> f64 {
    let pieces = numbers.par_iter().copied().with_max_len(1);
    pieces.reduce(|| 10.0, |a, b| a + b)
}
// ANCHOR_END: start

// ANCHOR: start-right
/// Ten, and the numbers: pieces begin with nothing, and the ten comes once.
#[must_use]
pub fn ten_and_right(numbers: &[f64]) -> f64 {
    let pieces = numbers.par_iter().copied().with_max_len(1);
    10.0 + pieces.reduce(|| 0.0, |a, b| a + b)
}
// ANCHOR_END: start-right

// ANCHOR: means
/// The mean, as mean of the pieces' means. The last piece may be short, and counts as much as the others.
#[must_use]
pub fn mean_of_means(numbers: &[f64]) -> f64 {
    let pieces = numbers.par_chunks(4);
    let means = pieces.map(|piece| piece.iter().sum::<f64>() / piece.len() as f64);
    means.sum::<f64>() / numbers.len().div_ceil(4) as f64
}
// ANCHOR_END: means

// ANCHOR: differences
/// What is left of the first number when all others are taken away: `a - b - c - …`, in any grouping.
#[must_use]
pub fn taken_away(numbers: &[f64]) -> f64 {
    let left = numbers.par_iter().copied().with_max_len(1);
    left.reduce_with(|a, b| a - b).unwrap_or(0.0)
}
// ANCHOR_END: differences

// ANCHOR: lost
/// Two threads count together: each reads the count, and writes one more. No data race, and no sum either.
#[must_use]
pub fn counted_by_two(steps: u64) -> u64 {
    let count = AtomicU64::new(0);
    // What happens now and then by bad luck, the barrier makes happen at each step: both read before either writes.
    let both = Barrier::new(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..steps {
                    let seen = count.load(Ordering::SeqCst);
                    both.wait();
                    count.store(seen + 1, Ordering::SeqCst);
                    both.wait();
                }
            });
        }
    });
    count.into_inner()
}
// ANCHOR_END: lost

// ANCHOR: kept
/// Reading, adding and writing in one step that nobody can come between.
#[must_use]
pub fn counted_right(steps: u64) -> u64 {
    let count = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..steps {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    count.into_inner()
}
// ANCHOR_END: kept

/// What each gives for the numbers 1 to 9, and what it should.
#[derive(Debug)]
pub struct Wrong {
    rows: [(&'static str, f64, f64); 4],
}

impl Wrong {
    /// Runs them on two threads.
    #[must_use]
    pub fn run() -> Self {
        let numbers: Vec<f64> = (1..=9).map(f64::from).collect();
        let sum: f64 = numbers.iter().sum();
        pool(2).install(|| Self {
            rows: [
                ("ten_and", ten_and(&numbers), 10.0 + sum),
                ("mean_of_means", mean_of_means(&numbers), sum / 9.0),
                ("taken_away", taken_away(&numbers), 1.0 - (sum - 1.0)),
                ("counted_by_two(1000)", counted_by_two(1000) as f64, 2000.0),
            ],
        })
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<22}{:>8}{:>8}", "", "gives", "wanted")?;
        for (name, found, wanted) in self.rows {
            writeln!(f, "{name:<22}{found:>8}{wanted:>8}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_on_the_page_are_those_that_the_programs_give() {
        let text = Wrong::run().to_string();
        assert_eq!(
            text,
            include_str!("reductions.txt"),
            "cargo run -p listings --example reductions > book/listings/src/parallelism/reductions.txt"
        );
    }

    #[test]
    fn the_wrong_ones_are_wrong_each_time_and_the_right_ones_right() {
        let numbers: Vec<f64> = (1..=9).map(f64::from).collect();
        for threads in [1, 2, 3, 9] {
            pool(threads).install(|| {
                assert_eq!(ten_and(&numbers), 45.0 + 9.0 * 10.0, "{threads} threads");
                assert_eq!(ten_and_right(&numbers), 55.0);
                assert_eq!(mean_of_means(&numbers), (2.5 + 6.5 + 9.0) / 3.0);
                assert_ne!(taken_away(&numbers), -43.0);
            });
        }
        assert_eq!(counted_by_two(1000), 1000);
        assert_eq!(counted_right(1000), 2000);
    }
}
