//! A lazy map on several threads, in order.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::Scope;

// ANCHOR: imap
/// Applies `work` to each item on so many threads. The results come in the order of the items, each as soon as it and
/// all before it are there.
///
/// Whoever takes an item puts a ticket for its result into a queue. The queue is short, so that no thread runs far
/// ahead of whoever takes the results.
pub fn imap<'scope, T, R: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    threads: usize,
    items: impl Iterator<Item = T> + Send + 'scope,
    work: impl Fn(T) -> R + Send + Sync + 'scope,
) -> impl Iterator<Item = R> {
    let (queue, tickets) = sync_channel(threads);
    let items = Arc::new(Mutex::new(items));
    let work = Arc::new(work);
    for _ in 0..threads {
        let (items, work, queue) = (items.clone(), work.clone(), queue.clone());
        scope.spawn(move || {
            let take = || {
                let mut items = items.lock().expect("taking an item doesn't panic");
                let item = items.next()?;
                let (result, ticket) = sync_channel(1);
                // It fails when nobody wants more.
                queue.send(ticket).ok()?;
                Some((item, result))
            };
            while let Some((item, result)) = take() {
                let _ = result.send(work(item));
            }
        });
    }
    let results = |ticket: Receiver<R>| ticket.recv().ok();
    tickets.into_iter().map_while(results)
}
// ANCHOR_END: imap

// ANCHOR: two
/// The sums of two arrays' numbers, pair by pair, on four threads.
#[must_use]
pub fn pairwise_sums(a: &[f64], b: &[f64]) -> Vec<f64> {
    std::thread::scope(|scope| {
        let pairs = a.iter().zip(b);
        imap(scope, 4, pairs, |(a, b)| a + b).collect()
    })
}
// ANCHOR_END: two

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn two_arguments_are_taken_pair_by_pair_and_the_shorter_array_ends_the_map() {
        let a: Vec<f64> = (0..100).map(f64::from).collect();
        let doubled: Vec<f64> = a.iter().map(|a| 2.0 * a).collect();
        assert_eq!(pairwise_sums(&a, &a), doubled);
        assert_eq!(pairwise_sums(&a, &a[..3]), [0.0, 2.0, 4.0]);
        assert_eq!(pairwise_sums(&[], &a), [0.0; 0]);
    }

    #[test]
    fn the_first_result_comes_first_even_if_it_is_ready_last() {
        let (done, second_is_done) = channel();
        let second_is_done = Mutex::new(second_is_done);
        let results: Vec<usize> = thread::scope(|scope| {
            let work = |index| {
                match index {
                    0 => second_is_done.lock().unwrap().recv().unwrap(),
                    1 => done.send(()).unwrap(),
                    _ => {}
                }
                index
            };
            imap(scope, 2, 0..20, work).collect()
        });
        assert!(results.iter().copied().eq(0..20), "{results:?}");
    }

    #[test]
    fn an_endless_map_does_no_more_than_it_is_asked_for_and_a_little_ahead() {
        let begun = AtomicUsize::new(0);
        let threads = 3;
        thread::scope(|scope| {
            let squares = imap(scope, threads, 0_usize.., |i| {
                begun.fetch_add(1, Ordering::Relaxed);
                i * i
            });
            let first: Vec<usize> = squares.take(5).collect();
            assert_eq!(first, [0, 1, 4, 9, 16]);
        });
        // Those taken, those with a ticket in the queue, and one that got its place when the fifth was taken.
        let begun = begun.into_inner();
        assert!((5..=5 + threads + 1).contains(&begun), "{begun}");
    }

    #[test]
    #[should_panic = "a scoped thread panicked"]
    fn a_job_that_panics_is_not_swallowed() {
        thread::scope(|scope| {
            let _: Vec<i32> = imap(scope, 2, 0..10, |i| 1 / (i - 5)).collect();
        });
    }
}
