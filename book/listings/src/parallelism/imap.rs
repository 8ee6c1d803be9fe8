//! A lazy map on several threads, in order.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::Scope;

// ANCHOR: imap
/// Applies `work` to each item on so many threads. The results come in the order of the items, each as soon as it and
/// all before it are there.
///
/// No thread runs far ahead: when enough results wait to be taken, they wait too.
pub fn imap<'scope, T, R: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    threads: usize,
    items: impl Iterator<Item = T> + Send + 'scope,
    work: impl Fn(T) -> R + Send + Sync + 'scope,
) -> Ordered<R> {
    let (sender, receiver) = sync_channel(threads);
    let items = Arc::new(Mutex::new(items.enumerate()));
    let work = Arc::new(work);
    for _ in 0..threads {
        let (items, work, sender) = (items.clone(), work.clone(), sender.clone());
        scope.spawn(move || {
            let next = || items.lock().expect("no item panics").next();
            while let Some((index, item)) = next() {
                if sender.send((index, work(item))).is_err() {
                    return; // Nobody wants more.
                }
            }
        });
    }
    Ordered {
        receiver,
        early: BTreeMap::new(),
        next: 0,
    }
}

/// Results in the order of their items.
#[derive(Debug)]
pub struct Ordered<R> {
    receiver: Receiver<(usize, R)>,
    /// Those that came before their turn.
    early: BTreeMap<usize, R>,
    next: usize,
}

impl<R> Iterator for Ordered<R> {
    type Item = R;

    fn next(&mut self) -> Option<R> {
        loop {
            if let Some(result) = self.early.remove(&self.next) {
                self.next += 1;
                return Some(result);
            }
            let (index, result) = self.receiver.recv().ok()?;
            self.early.insert(index, result);
        }
    }
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
        // Taken, those in the channel, one in each thread's hands, and those that came before their turn.
        let begun = begun.into_inner();
        assert!((5..=5 + 4 * threads).contains(&begun), "{begun}");
    }

    #[test]
    #[should_panic = "a scoped thread panicked"]
    fn a_job_that_panics_is_not_swallowed() {
        thread::scope(|scope| {
            let _: Vec<i32> = imap(scope, 2, 0..10, |i| 1 / (i - 5)).collect();
        });
    }
}
