//! What it costs to hand a task to another thread and to wait for its end.

use std::hint::black_box;
use std::thread;

use rayon::ThreadPool;

// ANCHOR: handing
/// An empty task.
fn nothing() -> usize {
    black_box(1)
}

/// Offers so many tasks to the pool from inside it. Most are taken back by the thread that offered them, before anybody
/// else has come for them.
#[must_use]
pub fn join_inside(pool: &ThreadPool, tasks: usize) -> usize {
    pool.install(|| (0..tasks).map(|_| rayon::join(nothing, nothing).1).sum())
}

/// Hands two tasks to a pool that sleeps, and waits for both.
#[must_use]
pub fn join(pool: &ThreadPool) -> usize {
    let (left, right) = pool.join(nothing, nothing);
    left + right
}

/// Hands one task to a pool that sleeps, and waits for it.
#[must_use]
pub fn scope(pool: &ThreadPool) -> usize {
    let mut done = 0;
    pool.scope(|scope| scope.spawn(|_| done = nothing()));
    done
}

/// Starts a thread for the purpose, and waits for its end.
///
/// # Panics
/// When the system can't start a thread.
#[must_use]
pub fn spawn() -> usize {
    thread::scope(|scope| scope.spawn(nothing).join().expect("nothing can't panic"))
}
// ANCHOR_END: handing

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallelism::pools::pool;

    #[test]
    fn every_task_is_done() {
        assert_eq!(join_inside(pool(2), 1000), 1000);
        assert_eq!(join(pool(2)), 2);
        assert_eq!(scope(pool(2)), 1);
        assert_eq!(spawn(), 1);
    }
}
