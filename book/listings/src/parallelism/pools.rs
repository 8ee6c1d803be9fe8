//! Pools of so many threads, started once and kept.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::thread::available_parallelism;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The pool of so many threads that all variants share.
///
/// # Panics
/// When the system can't start that many threads.
#[must_use]
pub fn pool(threads: usize) -> &'static ThreadPool {
    static POOLS: LazyLock<Mutex<HashMap<usize, &'static ThreadPool>>> =
        LazyLock::new(Mutex::default);
    let mut pools = POOLS.lock().expect("a pool that can't start ends the run");
    pools
        .entry(threads)
        .or_insert_with(|| Box::leak(Box::new(new_pool(threads))))
}

// ANCHOR: build
/// A new pool. Its threads live until it is dropped.
#[must_use]
pub fn new_pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("the system can start so many threads")
}
// ANCHOR_END: build

// ANCHOR: cores
/// As many threads as may run at once, by what the system says; one, if it won't say.
#[must_use]
pub fn cpu_count() -> usize {
    available_parallelism().map_or(1, |count| count.get())
}
// ANCHOR_END: cores

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn a_pool_runs_as_many_jobs_at_once_as_it_has_threads() {
        for threads in [1, 2, 3, 9] {
            let all_here = Barrier::new(threads);
            // Each job waits for all others: with one thread fewer, nobody would ever get past.
            pool(threads).scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|_| {
                        all_here.wait();
                    });
                }
            });
            assert_eq!(pool(threads).current_num_threads(), threads);
        }
    }

    #[test]
    fn a_pool_is_started_once() {
        assert!(std::ptr::eq(pool(2), pool(2)));
        assert!(!std::ptr::eq(pool(2), pool(3)));
    }

    #[test]
    fn there_is_at_least_one_core() {
        assert!(cpu_count() >= 1);
    }
}
