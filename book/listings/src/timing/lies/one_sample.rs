//! One sample: a single draw from a distribution that you haven't seen.

use std::time::Duration;

use stopwatch::{Clock, lap};

// ANCHOR: lie
/// One run, one number.
pub fn lie(clock: &mut impl Clock, work: impl FnMut()) -> Duration {
    lap(clock, 1, work)
}
// ANCHOR_END: lie

// ANCHOR: mended
/// Many runs: the fastest, the middle and the slowest of them.
pub fn mended(
    clock: &mut impl Clock,
    mut work: impl FnMut(),
    runs: usize, // at least one
) -> [Duration; 3] {
    let samples = (0..runs).map(|_| lap(clock, 1, &mut work));
    let mut times: Vec<Duration> = samples.collect();
    times.sort();
    [times[0], times[runs / 2], times[runs - 1]]
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::super::hand::Hand;

    #[test]
    fn one_sample_is_whatever_came_up_and_many_show_the_spread() {
        let hand = Hand::default();
        let run = Cell::new(0);
        let work = || {
            let seconds = [8, 2, 2, 3, 2];
            hand.push(seconds[run.replace(run.get() + 1) % seconds.len()]);
        };
        assert_eq!(super::lie(&mut hand.clock(), work), Duration::from_secs(8));
        run.set(0);
        assert_eq!(
            super::mended(&mut hand.clock(), work, 5),
            [2, 2, 8].map(Duration::from_secs)
        );
    }
}
