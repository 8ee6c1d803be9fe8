//! What stands at an axis: the words of a tick, and the number that a size stands for.

use crate::quantity::time;

/// A tick's time without the digits that say nothing: `20 ms`, `0`.
pub(super) fn tick_label(seconds: f64) -> String {
    if seconds == 0.0 {
        return "0".to_owned();
    }
    let text = time(seconds);
    let (number, unit) = text
        .split_once(crate::quantity::NO_BREAK)
        .unwrap_or((&text, ""));
    let number = if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    };
    format!("{number}{}{unit}", crate::quantity::NO_BREAK)
}

/// The number that a size stands for: `10^6`, `2000`, `300²`, or the exponent of `x^3`.
pub(in crate::measured) fn size(text: &str) -> Option<f64> {
    if let Some(base) = text.strip_suffix('²') {
        return base.parse::<f64>().ok().map(|side| side * side);
    }
    let number = match text.split_once('^') {
        Some(("10", exponent)) => 10_f64.powi(exponent.parse().ok()?),
        Some((base, exponent)) if base.chars().all(char::is_alphabetic) => exponent.parse().ok()?,
        Some(_) => return None,
        None => text.parse().ok()?,
    };
    (number > 0.0 && number.is_finite()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::Axis;

    #[test]
    fn ticks_are_round_and_within_the_axis() {
        let labels = |axis: Axis| {
            axis.ticks()
                .into_iter()
                .map(|tick| tick_label(tick).replace('\u{a0}', " "))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            labels(Axis::of_amounts([1e-3, 3e-3].into_iter())),
            ["0", "1 ms", "2 ms", "3 ms"]
        );
        assert_eq!(
            labels(Axis::of_amounts([1e-6, 9e-3].into_iter())),
            ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms"]
        );
        assert_eq!(
            labels(Axis::of_amounts([1e-6, 15e-6].into_iter())),
            ["1 µs", "2 µs", "5 µs", "10 µs", "20 µs"]
        );
    }

    #[test]
    fn sizes_are_read_as_numbers_where_they_are_some() {
        assert_eq!(
            [size("10^6"), size("2000"), size("300²"), size("x^3")],
            [Some(1e6), Some(2000.0), Some(90_000.0), Some(3.0)]
        );
        assert_eq!(
            [size("5000² axes"), size("small"), size("2^8")],
            [None, None, None]
        );
    }
}
