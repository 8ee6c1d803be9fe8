//! `cached`: compute each result once. And what that is worth, with a function that calls itself.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::Write;
use std::hash::Hash;
use std::sync::Mutex;

use listings_macros::decorate;

// ANCHOR: cached
/// The given function, with a memory.
pub fn cached<A, R>(function: impl Fn(A) -> R) -> impl Fn(A) -> R
where
    A: Clone + Eq + Hash,
    R: Clone,
{
    let known = Mutex::new(HashMap::new());
    move |argument| {
        let found = known.lock().unwrap().get(&argument).cloned();
        found.unwrap_or_else(|| {
            let result = function(argument.clone());
            known.lock().unwrap().insert(argument, result.clone());
            result
        })
    }
}
// ANCHOR_END: cached

// ANCHOR: plain
/// The Fibonacci numbers, as their definition has them.
pub fn plain_fib(n: u64) -> u64 {
    count_a_run();
    if n < 2 {
        n
    } else {
        plain_fib(n - 1) + plain_fib(n - 2)
    }
}
// ANCHOR_END: plain

// ANCHOR: decorated
/// The Fibonacci numbers, each computed once.
#[decorate(cached)]
pub fn fib(n: u64) -> u64 {
    count_a_run();
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}
// ANCHOR_END: decorated

thread_local! {
    static RUNS: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn count_a_run() {
    RUNS.set(RUNS.get() + 1);
}

/// How often a body of this lesson's Fibonacci functions runs on this thread while `work` does.
pub fn runs(work: impl FnOnce()) -> u64 {
    let before = RUNS.get();
    work();
    RUNS.get() - before
}

/// How often each way to the Nth Fibonacci number runs a body, a line each.
///
/// # Panics
/// When the ways differ in their result.
#[must_use]
pub fn table(n: u64) -> String {
    let mut table = String::new();
    let mut line = |name: &str, fib: &dyn Fn(u64) -> u64| {
        let count = runs(|| assert_eq!(fib(n), closed_form(n)));
        let _ = writeln!(table, "{name:<34}{count:>8}");
    };
    line(&format!("plain_fib({n})"), &plain_fib);
    let wrapped = cached(plain_fib);
    line(&format!("cached(plain_fib)({n})"), &wrapped);
    line(&format!("cached(plain_fib)({n}), once more"), &wrapped);
    // A decorator that nobody has called yet, whatever else ran before.
    line(
        &format!("#[decorate(cached)] fib({n})"),
        &super::expanded::fib,
    );
    table
}

/// Binet's formula; exact in `f64` as far as the lesson goes.
fn closed_form(n: u64) -> u64 {
    let golden = (1.0 + 5_f64.sqrt()) / 2.0;
    (golden.powf(n as f64) / 5_f64.sqrt()).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_function_computes_each_result_once() {
        let calls = Cell::new(0);
        let square = cached(|x: u64| {
            calls.update(|n| n + 1);
            x * x
        });
        assert_eq!([square(3), square(4), square(3)], [9, 16, 9]);
        assert_eq!(calls.get(), 2);
    }

    #[test]
    fn a_wrapper_does_not_reach_the_calls_inside() {
        let wrapped = cached(plain_fib);
        assert_eq!(runs(|| assert_eq!(wrapped(20), 6765)), 21_891);
        assert_eq!(runs(|| assert_eq!(wrapped(20), 6765)), 0);
        assert_eq!(runs(|| assert_eq!(wrapped(19), 4181)), 13_529);
    }

    #[test]
    fn the_page_shows_these_runs() {
        assert_eq!(table(20), include_str!("cached.txt"));
    }

    #[test]
    fn a_decorated_name_reaches_every_call() {
        #[decorate(cached)]
        fn fib(n: u64) -> u64 {
            count_a_run();
            if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
        }
        assert_eq!(runs(|| assert_eq!(fib(20), 6765)), 21);
        assert_eq!(runs(|| assert_eq!(fib(21), 10_946)), 1);
    }

    #[test]
    fn a_decorated_function_can_be_called_from_any_thread() {
        let fibs: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| fib(60))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert_eq!(fibs, [1_548_008_755_920; 4]);
    }
}
