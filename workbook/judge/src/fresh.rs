//! Fresh numbers for a judge's cases: the same ones for the same seed, so that a case can be looked at again.

/// `SplitMix64` (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub struct Fresh(u64);

impl Fresh {
    /// Numbers of their own for each seed and each name, such as that of a group of cases.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        let mut fresh = Self(seed);
        for byte in name.bytes() {
            fresh.0 = fresh.word() ^ u64::from(byte);
        }
        fresh
    }

    /// Any `u64`.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A whole number from 0 to `end - 1`.
    ///
    /// # Panics
    /// When `end` is zero.
    pub fn below(&mut self, end: u64) -> u64 {
        // The high half of the product is even to one part in 2⁶⁴ / end.
        assert!(end > 0, "no number is below zero");
        ((u128::from(self.word()) * u128::from(end)) >> 64) as u64
    }

    /// A fraction in [0, 1).
    pub fn fraction(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_give_the_same_numbers_and_others_do_not() {
        let first = |seed, name| Fresh::new(seed, name).word();
        assert_eq!(first(1, "counts"), first(1, "counts"));
        assert_ne!(first(1, "counts"), first(2, "counts"));
        assert_ne!(first(1, "counts"), first(1, "errors"));
    }

    #[test]
    fn numbers_below_an_end_reach_all_of_them_and_no_other() {
        let mut fresh = Fresh::new(5, "");
        let mut seen = [0; 6];
        for _ in 0..6000 {
            seen[fresh.below(6) as usize] += 1;
        }
        assert!(
            seen.iter().all(|&times| (800..1200).contains(&times)),
            "{seen:?}"
        );
    }

    #[test]
    fn fractions_stay_below_one() {
        let mut fresh = Fresh::new(6, "");
        let mean = (0..10_000)
            .map(|_| fresh.fraction())
            .inspect(|x| assert!((0.0..1.0).contains(x)))
            .sum::<f64>()
            / 1e4;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
    }
}
