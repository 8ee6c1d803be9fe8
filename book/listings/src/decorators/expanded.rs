//! What `#[decorate(cached)]` makes of `fib`.
//!
//! Written by hand, compiled here, and compared with the macro's output, token by token, by the tests of
//! `listings-macros`.

use super::cached::{cached, count_a_run};

// ANCHOR: fib
/// The Fibonacci numbers, each computed once.
pub fn fib(n: u64) -> u64 {
    type Decorated = ::std::boxed::Box<dyn Fn(u64) -> u64 + Send + Sync>;
    static DECORATED: ::std::sync::LazyLock<Decorated> =
        ::std::sync::LazyLock::new(|| ::std::boxed::Box::new(cached(undecorated)));
    fn undecorated(n: u64) -> u64 {
        count_a_run();
        if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
    }
    DECORATED(n)
}
// ANCHOR_END: fib
