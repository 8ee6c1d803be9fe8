//! Set-up counted: the input is made inside the stretch that is timed.

use std::time::Duration;

use stopwatch::Clock;

// ANCHOR: lie
/// Starts the clock, then makes the input.
pub fn lie<T>(
    clock: &mut impl Clock,
    make: impl Fn() -> T, // makes the input
    work: impl Fn(&mut T),
) -> Duration {
    let start = clock.now();
    let mut input = make();
    work(&mut input);
    clock.now() - start
}
// ANCHOR_END: lie

// ANCHOR: mended
/// Makes the input, then starts the clock; frees it when the clock has stopped.
pub fn mended<T>(
    clock: &mut impl Clock,
    make: impl Fn() -> T, // makes the input
    work: impl Fn(&mut T),
) -> Duration {
    let mut input = make();
    let start = clock.now();
    work(&mut input);
    clock.now() - start
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::hand::Hand;

    #[test]
    fn the_lie_counts_the_making_and_the_mended_one_does_not() {
        let hand = Hand::default();
        let make = || hand.push(5);
        let work = |(): &mut ()| hand.push(2);
        assert_eq!(
            super::lie(&mut hand.clock(), make, work),
            Duration::from_secs(7)
        );
        assert_eq!(
            super::mended(&mut hand.clock(), make, work),
            Duration::from_secs(2)
        );
    }

    #[test]
    fn dropping_the_input_is_not_counted() {
        struct Slow<'a>(&'a Hand);
        impl Drop for Slow<'_> {
            fn drop(&mut self) {
                self.0.push(100);
            }
        }
        let hand = Hand::default();
        let took = super::mended(&mut hand.clock(), || Slow(&hand), |_| hand.push(2));
        assert_eq!(took, Duration::from_secs(2));
    }
}
