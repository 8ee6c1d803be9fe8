//! An axis of positive numbers: its span, its ticks, and where a number lies on it.

/// Numbers that span more than this are shown by their logarithms.
const WIDE: f64 = 8.0;

/// How numbers become places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Axis {
    /// An axis for amounts, such as times: from zero, or logarithmic where they differ much.
    #[must_use]
    pub fn of_amounts(amounts: impl Iterator<Item = f64>) -> Self {
        let (low, high) = ends(amounts);
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
    #[must_use]
    pub fn of_sizes(sizes: impl Iterator<Item = f64>) -> Self {
        let (low, high) = ends(sizes);
        Self {
            low,
            high,
            logarithmic: low > 0.0 && high / low > WIDE,
        }
    }

    /// Whether equal steps are equal factors.
    #[must_use]
    pub fn is_logarithmic(&self) -> bool {
        self.logarithmic
    }

    /// Where a number lies, from zero to one.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
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
    #[must_use]
    pub fn ticks(&self) -> Vec<f64> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_that_differ_much_get_a_logarithmic_axis() {
        let close = Axis::of_amounts([1.0, 3.0].into_iter());
        assert!(!close.is_logarithmic() && close.share(0.0) == 0.0);
        let far = Axis::of_amounts([1e-6, 1e-3].into_iter());
        assert!(far.is_logarithmic() && (far.share((1e-6_f64 * 1e-3).sqrt()) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_single_number_lies_in_the_middle() {
        assert_eq!(Axis::of_sizes([7.0].into_iter()).share(7.0), 0.5);
    }
}
