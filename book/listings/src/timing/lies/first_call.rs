//! First call: something happens once, and the benchmark is there to see it.

use std::time::Duration;

use stopwatch::{Clock, lap};

// ANCHOR: lie
/// Times the first call, with all that it finds undone.
pub fn lie(clock: &mut impl Clock, work: impl FnMut()) -> Duration {
    lap(clock, 1, work)
}
// ANCHOR_END: lie

// ANCHOR: mended
/// Calls once for nothing, then times.
pub fn mended(clock: &mut impl Clock, mut work: impl FnMut()) -> Duration {
    work();
    lap(clock, 1, work)
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;
    use std::time::Duration;

    use super::super::hand::Hand;

    #[test]
    fn the_lie_counts_what_is_built_on_first_use() {
        let hand = Hand::default();
        let fresh = || {
            let table = OnceLock::new();
            let hand = &hand;
            move || {
                table.get_or_init(|| hand.push(30));
                hand.push(1);
            }
        };
        assert_eq!(
            super::lie(&mut hand.clock(), fresh()),
            Duration::from_secs(31)
        );
        assert_eq!(
            super::mended(&mut hand.clock(), fresh()),
            Duration::from_secs(1)
        );
    }
}
