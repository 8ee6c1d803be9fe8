//! What the order of a sum does to its last digits.

use std::fmt::Write;

use super::{compensated, iterator, lanes, pairwise};

/// How many times 0.1 is added up.
const TIMES: usize = 10_000_000;

/// A way to add up.
type Sum = fn(&[f64]) -> f64;

// ANCHOR: ways
/// The ways to add up whose errors are compared.
const WAYS: [(&str, Sum); 5] = [
    ("iterator", iterator),
    ("lanes, 8 of them", lanes::<8>),
    ("lanes, 32 of them", lanes::<32>),
    ("pairwise", pairwise),
    ("compensated", compensated),
];

/// How many units in the last place a sum of 0.1s is away from the truth.
pub fn error(sum: Sum, times: usize) -> f64 {
    let tenths = vec![0.1; times];
    // The exact sum is one product. It is rounded once, so this is the best an `f64` can do.
    let truth = times as f64 * 0.1;
    (sum(&tenths) - truth) / (truth.next_up() - truth)
}
// ANCHOR_END: ways

/// The table of the page: the sum of ten million 0.1s, and the errors of three such sums.
pub fn table() -> String {
    let tenths = vec![0.1; TIMES];
    let mut text = format!(
        "{:<19}{:<21}{:>9}{:>11}{:>13}\n",
        "", "10^7 times 0.1", "10^3", "10^6", "10^7"
    );
    for (name, sum) in WAYS {
        let _ = write!(text, "{name:<19}{:<21}", sum(&tenths));
        for (times, width) in [(1000, 9), (1_000_000, 11), (TIMES, 13)] {
            let _ = write!(text, "{:>width$}", error(sum, times));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_on_the_page_is_what_the_code_prints() {
        assert_eq!(
            include_str!("accuracy.txt"),
            table(),
            "write it again: cargo run -q -p listings --example accuracy > book/listings/src/sum/accuracy.txt"
        );
    }

    #[test]
    fn one_chain_loses_most_and_pairwise_and_compensated_next_to_nothing() {
        let errors = WAYS.map(|(_, sum)| error(sum, TIMES).abs());
        let [iterator, eight, thirty_two, pairwise, compensated] = errors;
        assert!(iterator > 5.0 * eight, "{errors:?}");
        assert!(eight > 2.0 * thirty_two, "{errors:?}");
        assert!(pairwise <= 64.0, "{errors:?}");
        assert!(compensated <= 1.0, "{errors:?}");
    }
}
