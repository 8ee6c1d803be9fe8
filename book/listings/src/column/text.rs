//! A million lines of text, the same ones in both languages.

use std::fmt::Write;
use std::sync::LazyLock;

use crate::scattered::numbers;

/// The numbers of `scattered`, with seven digits behind the point, one on each line.
#[must_use]
pub fn column() -> &'static str {
    static COLUMN: LazyLock<String> = LazyLock::new(|| {
        let numbers = numbers("10^6").expect("there are a million");
        let mut text = String::with_capacity(10 * numbers.len());
        for number in numbers {
            writeln!(text, "{number:.7}").expect("a text takes what is written to it");
        }
        text
    });
    &COLUMN
}
