//! An axis: what it says, how far it goes, where its ticks are.

use crate::error::DrawError;

/// One axis of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub(crate) label: String,
    pub(crate) from: f64,
    pub(crate) to: f64,
    names: Vec<String>,
}

impl Axis {
    /// An axis of numbers. The label should name the quantity and its unit.
    pub fn numbers(label: impl Into<String>, from: f64, to: f64) -> Self {
        Self {
            label: label.into(),
            from,
            to,
            names: Vec::new(),
        }
    }

    /// An axis of names: the first stands at 0, the next at 1, and so on.
    pub fn names(label: impl Into<String>, names: &[&str]) -> Self {
        Self {
            label: label.into(),
            from: -0.5,
            to: names.len() as f64 - 0.5,
            names: names.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    /// Whether anything can be placed on it.
    pub(crate) fn check(&self) -> Result<(), DrawError> {
        for value in [self.from, self.to] {
            if !value.is_finite() {
                let what = format!("an end of the axis {:?}", self.label);
                return Err(DrawError::NotFinite { what, value });
            }
        }
        let length = self.to - self.from;
        if length > 0.0 && length.is_finite() {
            Ok(())
        } else {
            Err(DrawError::EmptyAxis {
                label: self.label.clone(),
            })
        }
    }

    /// Where ticks stand, and what is written there: each name, or numbers in at most `most` steps of 1, 2 or 5 times a
    /// power of ten.
    pub(crate) fn ticks(&self, most: u32) -> Vec<(f64, String)> {
        if !self.names.is_empty() {
            let places = (0..).map(f64::from);
            return places.zip(self.names.iter().cloned()).collect();
        }
        let rough = (self.to - self.from) / f64::from(most.max(1));
        let power = rough.log10().floor() as i32;
        let tenth = 10_f64.powi(power);
        let wide = |factor: &f64| factor * tenth >= rough * (1.0 - 1e-9);
        let factor = [1.0, 2.0, 5.0].into_iter().find(wide).unwrap_or(10.0);
        let step = factor * tenth;
        let decimals = if factor == 10.0 { -power - 1 } else { -power };
        let slack = 1e-9 * step;
        let first = ((self.from - slack) / step).ceil();
        (0..=most)
            .map(|i| (first + f64::from(i)) * step)
            .take_while(|place| *place <= self.to + slack)
            .map(|place| (place, number(place, decimals)))
            .collect()
    }
}

fn number(value: f64, decimals: i32) -> String {
    // Minus zero is a zero.
    let value = if value == 0.0 { 0.0 } else { value };
    if value.abs() >= 1e6 || decimals > 5 {
        let text = format!("{value:.3e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        return format!("{digits}e{power}");
    }
    format!("{value:.*}", decimals.max(0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(from: f64, to: f64, most: u32) -> Vec<String> {
        let ticks = Axis::numbers("x", from, to).ticks(most);
        ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_stand_at_round_numbers() {
        assert_eq!(
            written(0.0, 1.0, 5),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(written(-3.0, 12.0, 5), ["0", "5", "10"]);
        assert_eq!(written(0.0, 99.0, 5), ["0", "20", "40", "60", "80"]);
        assert_eq!(written(0.0, 8.0, 4), ["0", "2", "4", "6", "8"]);
        assert_eq!(written(0.0, 4e6, 2), ["0", "2e6", "4e6"]);
        assert_eq!(written(0.013, 0.017, 5).first().unwrap(), "0.013");
    }

    #[test]
    fn there_are_never_more_steps_than_asked_for() {
        for to in 1..500 {
            for most in 1..12 {
                let ticks = Axis::numbers("x", 0.0, f64::from(to) / 7.0).ticks(most);
                assert!(
                    ticks.len() <= most as usize + 1,
                    "{to} {most} {}",
                    ticks.len()
                );
            }
        }
    }

    #[test]
    fn an_axis_without_length_is_refused() {
        for (from, to) in [
            (1.0, 1.0),
            (2.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
            (-f64::MAX, f64::MAX),
        ] {
            assert!(
                Axis::numbers("x", from, to).check().is_err(),
                "{from} to {to}"
            );
        }
        assert!(Axis::names("x", &[]).check().is_err());
        assert_eq!(Axis::names("x", &["one"]).check(), Ok(()));
    }
}
