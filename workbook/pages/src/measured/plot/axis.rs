//! An axis of positive numbers: its span, its ticks, and where a number lies on it.

use crate::quantity::time;

/// Numbers that span more than this are shown by their logarithms.
const WIDE: f64 = 8.0;

/// How numbers become places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Axis {
    /// An axis for times: from zero, or logarithmic where they differ much.
    pub(super) fn of_times(times: impl Iterator<Item = f64>) -> Self {
        let (low, high) = ends(times);
        if high / low > WIDE {
            Self {
                low: round_down(low),
                high: round_up(high),
                logarithmic: true,
            }
        } else {
            Self {
                low: 0.0,
                high: high * 1.08,
                logarithmic: false,
            }
        }
    }

    /// An axis for sizes, exactly from the first to the last.
    pub(super) fn of_sizes(sizes: impl Iterator<Item = f64>) -> Self {
        let (low, high) = ends(sizes);
        Self {
            low,
            high,
            logarithmic: low > 0.0 && high / low > WIDE,
        }
    }

    pub(super) fn is_logarithmic(&self) -> bool {
        self.logarithmic
    }

    /// Where a number lies, from zero to one.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.5
        }
    }

    /// Round numbers along the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        if !self.logarithmic {
            let step = round_up((self.high - self.low) / 6.0);
            return (0..=8)
                .map(|n| f64::from(n) * step)
                .filter(|tick| *tick >= self.low * 0.999 && *tick <= self.high * 1.001)
                .collect();
        }
        let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let factors: &[f64] = match (self.high / self.low).log10() {
            decades if decades < 1.7 => &[1.0, 2.0, 5.0],
            decades if decades < 3.0 => &[1.0, 3.0],
            _ => &[1.0],
        };
        let ticks = decades.flat_map(|decade| {
            factors
                .iter()
                .map(move |factor| factor * 10_f64.powi(decade))
        });
        ticks
            .filter(|tick| *tick >= self.low * 0.999 && *tick <= self.high * 1.001)
            .collect()
    }
}

fn ends(mut values: impl Iterator<Item = f64>) -> (f64, f64) {
    let first = values.next().unwrap_or(1.0);
    values.fold((first, first), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// The next of 1, 2, 5, 10, 20 … at any power of ten.
fn round_up(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|round| *round >= step)
        .unwrap_or(10.0 * power)
}

/// The number of 1, 2, 5, 10, 20 … at or before this one.
fn round_down(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [5.0, 2.0, 1.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|round| *round <= step)
        .unwrap_or(power)
}

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

    #[test]
    fn times_that_differ_much_get_a_logarithmic_axis() {
        let close = Axis::of_times([1.0, 3.0].into_iter());
        assert!(!close.is_logarithmic() && close.share(0.0) == 0.0);
        let far = Axis::of_times([1e-6, 1e-3].into_iter());
        assert!(far.is_logarithmic() && (far.share((1e-6_f64 * 1e-3).sqrt()) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn ticks_are_round_and_within_the_axis() {
        let labels = |axis: Axis| {
            axis.ticks()
                .into_iter()
                .map(|tick| tick_label(tick).replace('\u{a0}', " "))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            labels(Axis::of_times([1e-3, 3e-3].into_iter())),
            ["0", "1 ms", "2 ms", "3 ms"]
        );
        assert_eq!(
            labels(Axis::of_times([1e-6, 9e-3].into_iter())),
            ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms"]
        );
        assert_eq!(
            labels(Axis::of_times([1e-6, 15e-6].into_iter())),
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
