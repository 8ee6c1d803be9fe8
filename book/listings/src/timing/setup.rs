//! Set-up off the clock: `--setup` of `python -m timeit`.

use std::time::Duration;

use stopwatch::{Clock, Timeit, Timing};

// ANCHOR: sort
/// A set-up for each run, and one loop a run.
pub fn time_sort(clock: &mut impl Clock, values: &[f64]) -> Timing {
    let timer = Timeit {
        runs: 5,
        min_run: Duration::ZERO,
    };
    timer.run_with(
        clock,
        || values.to_vec(),
        |numbers| numbers.sort_by(f64::total_cmp),
    )
}
// ANCHOR_END: sort

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_sorts_one_copy() {
        let mut microseconds = 0;
        let mut clock = || {
            microseconds += 1;
            Duration::from_micros(microseconds)
        };
        let timing = time_sort(&mut clock, &[3.0, 1.0, 2.0]);
        assert_eq!(timing.loops, 1, "a second loop would find the copy sorted");
        assert_eq!(timing.samples.as_slice().len(), 5);
    }
}
