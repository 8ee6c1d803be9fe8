//! A formula that is right on paper.

use std::fmt::Write;

use super::{blocks, two_loops, welford};

#[must_use]
// ANCHOR: textbook
/// The mean of the squares less the square of the mean: one pass, no division, and a trap.
pub fn textbook(xs: &[f64]) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for x in xs {
        sum += x;
        squares += x * x;
    }
    let mean = sum / xs.len() as f64;
    (squares / xs.len() as f64 - mean * mean).sqrt()
}
// ANCHOR_END: textbook

/// A formula for the standard deviation.
type Formula = fn(&[f64]) -> f64;

const WAYS: [(&str, Formula); 4] = [
    ("two passes", two_loops),
    ("textbook", textbook),
    ("welford", welford),
    ("blocks", blocks),
];

/// Ten thousand numbers that are a third below `level` and a third above it, turn and turn about.
fn around(level: f64) -> Vec<f64> {
    let third = 1.0 / 3.0;
    (0..10_000)
        .map(|i| level + if i % 2 == 0 { third } else { -third })
        .collect()
}

/// The table of the page: what each formula gives for numbers whose standard deviation is a third.
pub fn table() -> String {
    let mut text = String::from("numbers around           0        10^4        10^8       10^10\n");
    for (name, std) in WAYS {
        let _ = write!(text, "{name:<14}");
        for level in [0.0, 1e4, 1e8, 1e10] {
            let _ = write!(text, "{:>12.6}", std(&around(level)));
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
            include_str!("cancellation.txt"),
            table(),
            "write it again: cargo run -q -p listings --example cancellation > book/listings/src/standard_deviation/cancellation.txt"
        );
    }

    #[test]
    fn only_the_textbook_formula_loses_the_deviation_of_large_numbers() {
        let xs = around(1e8);
        for (name, std) in WAYS {
            let right = (std(&xs) - 1.0 / 3.0).abs() < 1e-6;
            assert_eq!(right, name != "textbook", "{name}: {}", std(&xs));
        }
    }
}
