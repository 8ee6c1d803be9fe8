//! Numbers to compute with: scattered over [0, 1), the same ones in every language and on every machine.
//!
//! Each is a multiple of 2⁻²⁴. Sums of ten million of them are therefore exact in an `f64`, in whatever order they are
//! added, and variants that add in different orders can be held to the same result.

use std::sync::LazyLock;

/// The numbers of a size, `10^6` or `10^7`, made once and shared by all variants.
#[must_use]
pub fn numbers(size: &str) -> Option<&'static [f64]> {
    static MILLION: LazyLock<Vec<f64>> = LazyLock::new(|| scatter(1_000_000));
    static TEN_MILLION: LazyLock<Vec<f64>> = LazyLock::new(|| scatter(10_000_000));
    match size {
        "10^6" => Some(&MILLION),
        "10^7" => Some(&TEN_MILLION),
        _ => None,
    }
}

/// The first `n` numbers: steps of the golden ratio around a circle, of which the upper 24 bits are kept.
fn scatter(n: u32) -> Vec<f64> {
    let number = |i: u32| f64::from(i.wrapping_mul(0x9E37_79B9) >> 8) / f64::from(1 << 24);
    (0..n).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_fill_the_unit_interval_evenly() {
        let numbers = numbers("10^6").unwrap();
        assert_eq!(numbers.len(), 1_000_000);
        let mut tenths = [0; 10];
        for number in numbers {
            tenths[(number * 10.0) as usize] += 1;
        }
        assert!(
            tenths
                .iter()
                .all(|count| (99_990..=100_010).contains(count)),
            "{tenths:?}"
        );
    }

    #[test]
    fn the_numbers_are_multiples_of_two_to_the_minus_24() {
        let numbers = numbers("10^6").unwrap();
        assert!(
            numbers
                .iter()
                .all(|number| (number * f64::from(1 << 24)).fract() == 0.0)
        );
        assert!(super::numbers("10^9").is_none());
    }
}
