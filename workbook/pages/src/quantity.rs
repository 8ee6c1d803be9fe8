//! Numbers as people read them: SI units, few digits, no-break spaces.

/// Keeps a number and its unit on one line.
pub const NO_BREAK: char = '\u{a0}';

/// A time with three digits and its SI unit: `1.23 ms`.
pub fn time(seconds: f64) -> String {
    let (scale, unit) = unit(seconds);
    format!("{}{NO_BREAK}{unit}", digits(seconds / scale))
}

/// An interval of times in one unit, that of its middle: `1.20–1.27 ms`.
pub fn time_interval(low: f64, middle: f64, high: f64) -> String {
    let (scale, unit) = unit(middle);
    format!(
        "{}–{}{NO_BREAK}{unit}",
        digits(low / scale),
        digits(high / scale)
    )
}

/// The unit that a time is best read in, as a factor and a symbol.
fn unit(seconds: f64) -> (f64, &'static str) {
    // A time that would round up to a thousand of a unit belongs to the next.
    match seconds {
        s if s >= 0.9995 => (1.0, "s"),
        s if s >= 0.9995e-3 => (1e-3, "ms"),
        s if s >= 0.9995e-6 => (1e-6, "µs"),
        s if s >= 0.9995e-9 => (1e-9, "ns"),
        _ => (1e-12, "ps"),
    }
}

/// Three digits, or all of the whole ones.
fn digits(value: f64) -> String {
    let decimals = match value {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// A ratio with two digits, or all of the whole ones: `0.29`, `3.4`, `12`; far from 1 by a power of ten: `1.2 · 10⁻⁵`.
pub fn ratio(value: f64) -> String {
    if is_extreme(value) {
        return power_of_ten(value, 1);
    }
    let decimals = match value {
        v if v < 0.00995 => 4,
        v if v < 0.0995 => 3,
        v if v < 0.995 => 2,
        v if v < 9.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// A ratio with one digit more than [`ratio`] gives: what intervals and error messages need.
pub fn precise_ratio(value: f64) -> String {
    if is_extreme(value) {
        return power_of_ten(value, 2);
    }
    let decimals = match value {
        v if v < 0.0995 => 4,
        v if v < 0.995 => 3,
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// A share as a percentage: whole from one per cent on, with a digit that tells something below.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = match percent {
        p if p < 0.095 => 2,
        p if p < 0.95 => 1,
        _ => 0,
    };
    format!("{percent:.decimals$}&nbsp;%")
}

/// Whether a ratio has so many zeros, before or after the point, that nobody counts them.
fn is_extreme(value: f64) -> bool {
    value.is_finite() && value > 0.0 && !(0.001..99_999.5).contains(&value)
}

/// A positive number with so many decimals, and a power of ten.
fn power_of_ten(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let raised: String = exponent
        .chars()
        .map(|sign| match sign {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => {
                let above = digit.to_digit(10).map(|digit| 0x2070 + digit);
                above.and_then(char::from_u32).unwrap_or(digit)
            }
        })
        .collect();
    format!("{digits}{NO_BREAK}·{NO_BREAK}10{raised}")
}

/// A size of memory in binary units: `32 KiB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(value.fract() > 0.05 && value < 100.0);
    format!("{value:.decimals$}{NO_BREAK}{}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_and_the_unit_that_fits() {
        for (seconds, text) in [
            (1.234, "1.23 s"),
            (12.34e-3, "12.3 ms"),
            (123.4e-6, "123 µs"),
            (0.9996e-6, "1.00 µs"),
            (0.994e-9, "994 ps"),
            (9.996e-3, "10.0 ms"),
            (4321.0, "4321 s"),
        ] {
            assert_eq!(time(seconds).replace(NO_BREAK, " "), text);
        }
    }

    #[test]
    fn both_ends_of_an_interval_share_a_unit() {
        assert_eq!(
            time_interval(0.95e-3, 1.0e-3, 1.05e-3).replace(NO_BREAK, " "),
            "0.95–1.05 ms"
        );
    }

    #[test]
    fn ratios_have_two_digits() {
        let texts = [0.004, 0.034, 0.345, 0.996, 1.0, 3.42, 9.96, 12.3, 123.4].map(ratio);
        assert_eq!(
            texts,
            [
                "0.0040", "0.034", "0.34", "1.0", "1.0", "3.4", "10", "12", "123"
            ]
        );
    }

    #[test]
    fn a_ratio_far_from_one_has_a_power_of_ten() {
        let texts = [1.17e-5, 0.0009996, 0.0012, 1_176_027.0, 99_999.0]
            .map(|value| ratio(value).replace(NO_BREAK, " "));
        assert_eq!(
            texts,
            ["1.2 · 10⁻⁵", "1.0 · 10⁻³", "0.0012", "1.2 · 10⁶", "99999"]
        );
        assert_eq!(precise_ratio(2.0e10).replace(NO_BREAK, " "), "2.00 · 10¹⁰");
    }

    #[test]
    fn a_small_share_keeps_a_digit() {
        let texts = [0.634, 1.2, 0.0099, 0.002, 0.00041].map(percent);
        assert_eq!(
            texts.map(|text| text.replace("&nbsp;", " ")),
            ["63 %", "120 %", "1 %", "0.2 %", "0.04 %"]
        );
    }

    #[test]
    fn memory_is_counted_in_binary_units() {
        let texts = [512, 32 << 10, 1 << 20, (24 << 30) + (1 << 29)]
            .map(|n: u64| bytes(n).replace(NO_BREAK, " "));
        assert_eq!(texts, ["512 B", "32 KiB", "1 MiB", "24.5 GiB"]);
    }
}
