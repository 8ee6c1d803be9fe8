//! Cold caches: who goes first pays for both.

use std::time::Duration;

use stopwatch::Clock;

// ANCHOR: lie
/// Times `first`, then `second`, on data that nobody has touched yet.
pub fn lie(
    clock: &mut impl Clock,
    mut first: impl FnMut(),
    mut second: impl FnMut(),
) -> [Duration; 2] {
    let start = clock.now();
    first();
    let between = clock.now();
    second();
    [between - start, clock.now() - between]
}
// ANCHOR_END: lie

// ANCHOR: mended
/// Brings the data in, then lets the two take turns at going first.
pub fn mended(
    clock: &mut impl Clock,
    mut first: impl FnMut(),
    mut second: impl FnMut(),
    rounds: u32,
) -> [Duration; 2] {
    first();
    second();
    let mut total = [Duration::ZERO; 2];
    for _ in 0..rounds {
        let [a, b] = lie(clock, &mut first, &mut second);
        let [d, c] = lie(clock, &mut second, &mut first);
        total[0] += a + c;
        total[1] += b + d;
    }
    total.map(|time| time / (2 * rounds))
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::super::hand::Hand;

    #[test]
    fn the_same_work_loses_to_itself_when_it_goes_first() {
        let hand = Hand::default();
        let cached = Cell::new(false);
        let work = || hand.push(if cached.replace(true) { 4 } else { 9 });
        assert_eq!(
            super::lie(&mut hand.clock(), work, work),
            [9, 4].map(Duration::from_secs)
        );
        cached.set(false);
        assert_eq!(
            super::mended(&mut hand.clock(), work, work, 3),
            [4, 4].map(Duration::from_secs)
        );
    }

    #[test]
    fn each_time_is_booked_to_the_one_that_took_it() {
        let hand = Hand::default();
        let times = super::mended(&mut hand.clock(), || hand.push(1), || hand.push(5), 4);
        assert_eq!(times, [1, 5].map(Duration::from_secs));
    }
}
