//! An exact counter of calls: what cProfile puts into its column `ncalls`.

use std::fmt::Write;
use std::num::ParseFloatError;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

// ANCHOR: counter
/// Counts calls, from any number of threads.
pub struct Calls(AtomicU64);

impl Calls {
    /// None so far.
    #[must_use]
    pub const fn none() -> Self {
        Self(AtomicU64::new(0))
    }

    /// One more.
    pub fn one(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    /// How many there were since the last time that somebody asked.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Relaxed)
    }
}
// ANCHOR_END: counter

// ANCHOR: counted
static READ: Calls = Calls::none();
static NUMBER: Calls = Calls::none();
static DEVIATION: Calls = Calls::none();
static MEAN: Calls = Calls::none();

fn number(line: &str) -> Result<f64, ParseFloatError> {
    NUMBER.one();
    line.trim().parse()
}
// ANCHOR_END: counted

/// The program `plain` with a counter in each function.
///
/// # Errors
/// When a line is no number.
pub fn plain(text: &str) -> Result<f64, ParseFloatError> {
    let numbers = read(text)?;
    Ok(deviation(&numbers))
}

fn read(text: &str) -> Result<Vec<f64>, ParseFloatError> {
    READ.one();
    let mut numbers = Vec::new();
    for line in text.lines() {
        numbers.push(number(line)?);
    }
    Ok(numbers)
}

fn deviation(numbers: &[f64]) -> f64 {
    DEVIATION.one();
    let middle = mean(numbers);
    let mut squares = 0.0;
    for number in numbers {
        squares += (number - middle) * (number - middle);
    }
    (squares / numbers.len() as f64).sqrt()
}

fn mean(numbers: &[f64]) -> f64 {
    MEAN.one();
    let mut total = 0.0;
    for number in numbers {
        total += number;
    }
    total / numbers.len() as f64
}

/// How often each function is called for the column, a line each.
///
/// # Panics
/// Never: all lines of the column are numbers.
#[must_use]
pub fn table() -> String {
    let functions = [
        ("read", &READ),
        ("number", &NUMBER),
        ("deviation", &DEVIATION),
        ("mean", &MEAN),
    ];
    for (_, calls) in functions {
        calls.take();
    }
    plain(super::column()).expect("all lines are numbers");
    let mut table = format!("{:<10}{:>9}\n", "function", "calls");
    for (name, calls) in functions {
        let _ = writeln!(table, "{name:<10}{:>9}", calls.take());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_several_threads_are_all_counted() {
        let calls = Calls::none();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10_000).for_each(|_| calls.one()));
            }
        });
        assert_eq!((calls.take(), calls.take()), (40_000, 0));
    }
}
