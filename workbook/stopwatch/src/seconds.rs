//! A time as people write it.

use std::fmt;

/// A number of seconds, shown with three digits and a fitting unit: `1.53 µs`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, unit) = scaled(self.0);
        // Rounding to three digits can carry into a fourth: 9.996 is 10.0, not 10.00.
        let decimals = match value.abs() {
            v if v < 9.995 => 2,
            v if v < 99.95 => 1,
            _ => 0,
        };
        f.pad(&format!("{value:.decimals$} {unit}"))
    }
}

/// The value in the largest unit that leaves at least 1 before the point, once rounded.
fn scaled(seconds: f64) -> (f64, &'static str) {
    const UNITS: [(f64, &str); 4] = [(1.0, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns")];
    for (factor, unit) in UNITS {
        let value = seconds * factor;
        if value.abs() >= 0.9995 {
            return (value, unit);
        }
    }
    (seconds * 1e9, "ns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_three_digits_and_a_fitting_unit() {
        for (seconds, text) in [
            (1.5, "1.50 s"),
            (123.4, "123 s"),
            (0.001_534, "1.53 ms"),
            (12.34e-6, "12.3 µs"),
            (9.996e-6, "10.0 µs"),
            (999.7e-9, "1.00 µs"),
            (265e-9, "265 ns"),
            (0.31e-9, "0.31 ns"),
            (0.0, "0.00 ns"),
        ] {
            assert_eq!(Seconds(seconds).to_string(), text);
        }
    }

    #[test]
    fn a_time_keeps_to_a_column_s_width() {
        assert_eq!(format!("{:>8}", Seconds(0.2)), "  200 ms");
    }
}
