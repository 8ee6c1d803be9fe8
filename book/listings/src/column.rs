//! Kernel `column`: the standard deviation of a million numbers that come as text, a number on each line.

pub mod counted;
mod text;

use std::hint::black_box;
use std::num::ParseFloatError;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::standard_deviation::blocks;

pub use text::column;

// ANCHOR: plain
/// How far the numbers of a column are spread around their mean.
///
/// # Errors
/// When a line is no number.
pub fn plain(text: &str) -> Result<f64, ParseFloatError> {
    let numbers = read(text)?;
    Ok(deviation(&numbers))
}

fn read(text: &str) -> Result<Vec<f64>, ParseFloatError> {
    let mut numbers = Vec::new();
    for line in text.lines() {
        numbers.push(number(line)?);
    }
    Ok(numbers)
}

fn number(line: &str) -> Result<f64, ParseFloatError> {
    line.trim().parse()
}

fn deviation(numbers: &[f64]) -> f64 {
    let middle = mean(numbers);
    let mut squares = 0.0;
    for number in numbers {
        squares += (number - middle) * (number - middle);
    }
    (squares / numbers.len() as f64).sqrt()
}

fn mean(numbers: &[f64]) -> f64 {
    let mut total = 0.0;
    for number in numbers {
        total += number;
    }
    total / numbers.len() as f64
}
// ANCHOR_END: plain

// ANCHOR: fast_std
/// The same, with a better standard deviation.
///
/// # Errors
/// When a line is no number.
pub fn fast_std(text: &str) -> Result<f64, ParseFloatError> {
    let numbers = read(text)?;
    Ok(blocks(&numbers))
}
// ANCHOR_END: fast_std

// ANCHOR: fast_read
/// The same, with a reader that is made for short decimal numbers.
///
/// # Errors
/// When a line is no number.
pub fn fast_read(text: &str) -> Result<f64, ParseFloatError> {
    let numbers = read_decimals(text)?;
    Ok(deviation(&numbers))
}

fn read_decimals(text: &str) -> Result<Vec<f64>, ParseFloatError> {
    let mut numbers = Vec::new();
    for line in text.lines() {
        numbers.push(match decimal(line.as_bytes()) {
            Some(number) => number,
            None => number(line)?,
        });
    }
    Ok(numbers)
}

/// A number such as `0.6180339`: at most 15 digits and a point.
/// Two exact numbers are divided once, which is as exact as `parse`.
fn decimal(line: &[u8]) -> Option<f64> {
    let (mut digits, mut places, mut has_point) = (0_u64, 0_usize, false);
    for &byte in line {
        match byte {
            b'0'..=b'9' => {
                digits = 10 * digits + u64::from(byte - b'0');
                places += usize::from(has_point);
            }
            b'.' if !has_point => has_point = true,
            _ => return None,
        }
    }
    let has_digits = line.len() > usize::from(has_point);
    (has_digits && line.len() <= 16).then(|| digits as f64 / TENS[places])
}
// ANCHOR_END: fast_read

/// Powers of ten, all of them exact.
const TENS: [f64; 17] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
];

/// Both of the faster parts.
///
/// # Errors
/// When a line is no number.
pub fn both(text: &str) -> Result<f64, ParseFloatError> {
    let numbers = read_decimals(text)?;
    Ok(blocks(&numbers))
}

struct Column {
    deviation: fn(&str) -> Result<f64, ParseFloatError>,
    result: [f64; 1],
}

impl Run for Column {
    fn run(&mut self) {
        let found = (self.deviation)(black_box(column()));
        self.result = [found.expect("all lines are numbers")];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn prepared(
    size: &str,
    deviation: fn(&str) -> Result<f64, ParseFloatError>,
) -> Option<Box<dyn Run>> {
    // Made here, so that no run waits for it.
    let _ = column();
    (size == SIZES[0]).then(|| -> Box<dyn Run> {
        Box::new(Column {
            deviation,
            result: [0.0],
        })
    })
}

const SIZES: &[&str] = &["10^6"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "column",
    lesson: "profiling",
    sizes: SIZES,
    sources: &[
        "book/listings/src/column.rs",
        "book/listings/src/column/counted.rs",
        "book/listings/src/column/text.rs",
        "book/listings/src/scattered.rs",
        "book/listings/src/standard_deviation.rs",
        "book/listings/python/column.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("plain", |size| prepared(size, plain)),
        variant("counted", |size| prepared(size, counted::plain)),
        variant("fast-std", |size| prepared(size, fast_std)),
        variant("fast-read", |size| prepared(size, fast_read)),
        variant("both", |size| prepared(size, both)),
    ],
    twins: &[twin("pure"), twin("numpy"), twin("numpy-fromstring")],
};

const fn variant(name: &'static str, prepare: fn(&str) -> Option<Box<dyn Run>>) -> Variant {
    Variant {
        name,
        threads: 1,
        prepare,
    }
}

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_decimal_number_is_read_as_parse_reads_it() {
        for line in [
            "0",
            "7",
            "0.1",
            "0.6180339",
            ".5",
            "5.",
            "123456789012345",
            "0.00000000000001",
            "99999.9999",
        ] {
            let expected: f64 = line.parse().unwrap();
            assert_eq!(decimal(line.as_bytes()), Some(expected), "{line}");
        }
        for line in [
            "",
            ".",
            "-1",
            "1e5",
            "NaN",
            "0.61803398874989485",
            "1.2.3",
            " 1",
        ] {
            assert_eq!(decimal(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn all_ways_read_every_line_that_parse_can_read() {
        let text = "1\n-2.5\n 1e3 \n0.25\n12345678901234567890\n";
        let expected = plain(text).unwrap();
        for (name, found) in [
            ("counted", counted::plain(text)),
            ("fast-std", fast_std(text)),
            ("fast-read", fast_read(text)),
            ("both", both(text)),
        ] {
            let found = found.unwrap();
            assert!((found / expected - 1.0).abs() < 1e-14, "{name}: {found}");
        }
    }

    #[test]
    fn a_line_that_is_no_number_is_an_error_in_all_of_them() {
        for text in ["1\n\n2\n", "1\n.\n", "one\n"] {
            for way in [plain, counted::plain, fast_std, fast_read, both] {
                assert!(way(text).is_err(), "{text:?}");
            }
        }
        assert!(plain("").unwrap().is_nan(), "no numbers have no spread");
    }
}
