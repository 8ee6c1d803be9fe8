//! What the rows of a ceiling record count.

/// What a row's time is the time of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Bytes read and written.
    Bytes,
    /// Operations on `f64`s; a fused multiplication and addition is two.
    Flops,
    /// Operations on 64-bit whole numbers.
    Integers,
    /// Steps of which each waits for the one before.
    Steps,
    /// Tasks handed over and waited for.
    Tasks,
}

/// What the rows of a variant of the record `ceiling` count; nothing for a name that isn't one.
#[must_use]
pub fn quantity(variant: &str) -> Option<Quantity> {
    Some(match variant {
        "read" | "copy" | "scale" | "triad" | "scale-streaming" | "triad-streaming" => {
            Quantity::Bytes
        }
        "scalar" | "simd" => Quantity::Flops,
        "simd-integers" => Quantity::Integers,
        "add" | "multiply" | "multiply-add" | "integer" => Quantity::Steps,
        "join-inside" | "join" | "scope" | "spawn" => Quantity::Tasks,
        _ => return None,
    })
}

/// How much of its quantity a row's size names: `4 KiB`, `10^6 steps`, `1 task`.
#[must_use]
pub fn amount(size: &str) -> Option<f64> {
    let (number, unit) = size.split_once(' ')?;
    let number = match number.split_once('^') {
        Some((base, power)) => base
            .parse::<f64>()
            .ok()?
            .powi(i32::from(power.parse::<i8>().ok()?)),
        None => number.parse().ok()?,
    };
    let scale = match unit {
        "KiB" => 1024.0,
        "MiB" => 1024.0 * 1024.0,
        "GiB" => 1024.0 * 1024.0 * 1024.0,
        _ => 1.0,
    };
    Some(number * scale).filter(|amount: &f64| amount.is_finite() && *amount > 0.0)
}

/// The time of a ceiling among its samples: that which a quarter of the rounds undercut. What disturbs a round makes it
/// slower, so the middle of them is too slow for a ceiling; and the best of all may be an accident, on a shared machine at
/// least.
#[must_use]
pub fn quartile(samples: &[f64]) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 4).copied()
}

impl Quantity {
    /// A row's result as people compare it: `39 GB/s`, `121 GFLOP/s`, `1.04 ns a step`.
    #[must_use]
    pub fn rate(self, amount: f64, seconds: f64) -> String {
        let per_second = |unit: &str| format!("{} G{unit}/s", digits(amount / seconds / 1e9));
        match self {
            Self::Bytes => per_second("B"),
            Self::Flops => per_second("FLOP"),
            Self::Integers => per_second("op"),
            Self::Steps => format!("{} ns a step", digits(seconds / amount * 1e9)),
            Self::Tasks if seconds / amount < 1e-6 => {
                format!("{} ns a task", digits(seconds / amount * 1e9))
            }
            Self::Tasks => format!("{} µs a task", digits(seconds / amount * 1e6)),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_names_an_amount() {
        assert_eq!(amount("4 KiB"), Some(4096.0));
        assert_eq!(amount("256 MiB"), Some(268_435_456.0));
        assert_eq!(amount("10^6 steps"), Some(1e6));
        assert_eq!(amount("1 task"), Some(1.0));
        for hostile in [
            "",
            "4",
            "KiB",
            "1e400 KiB",
            "-1 task",
            "10^999 steps",
            "0 MiB",
        ] {
            assert_eq!(amount(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn a_quarter_of_the_rounds_is_faster() {
        assert_eq!(quartile(&[5.0, 1.0, 4.0, 2.0, 3.0]), Some(2.0));
        assert_eq!(quartile(&[7.0]), Some(7.0));
        assert_eq!(quartile(&[]), None);
    }

    #[test]
    fn a_rate_is_in_the_unit_of_its_quantity() {
        let rates = [
            Quantity::Bytes.rate(1e9, 0.02),
            Quantity::Flops.rate(1e6, 8e-6),
            Quantity::Steps.rate(1e6, 1.04e-3),
            Quantity::Tasks.rate(1.0, 12.34e-6),
            Quantity::Tasks.rate(1.0, 20e-9),
        ];
        assert_eq!(
            rates,
            [
                "50.0 GB/s",
                "125 GFLOP/s",
                "1.04 ns a step",
                "12.3 µs a task",
                "20.0 ns a task"
            ]
        );
    }
}
