//! Threads for the parallel variants: two, so that a row means the same on every machine that has two cores.

use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
    ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .expect("the system can start two threads")
});

/// Runs `work` on two threads, which are started once and kept.
pub fn two_threads<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    POOL.install(work)
}
