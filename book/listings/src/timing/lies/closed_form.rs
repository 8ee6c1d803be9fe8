//! Closed form: the compiler knows a formula for your loop.

use std::hint::black_box;

// ANCHOR: lie
/// Adds up the numbers below `n`: no loop survives.
pub fn lie(n: u64) -> u64 {
    (0..n).sum()
}
// ANCHOR_END: lie

// ANCHOR: mended
/// Adds up the numbers below `n`, each of which has to pass by.
pub fn mended(n: u64) -> u64 {
    (0..n).map(black_box).sum()
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    #[test]
    fn both_give_the_sum_of_the_formula() {
        for n in [0_u64, 1, 2, 1_000] {
            let formula = n * n.saturating_sub(1) / 2;
            assert_eq!(super::lie(n), formula);
            assert_eq!(super::mended(n), formula);
        }
    }
}
