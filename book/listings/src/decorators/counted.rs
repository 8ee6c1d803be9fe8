//! A trait, and a wrapper that has it too: how often does a root finder evaluate its function?
//!
//! What isn't a curve is refused where it is handed over:
//!
//! ```compile_fail,E0277
//! # use listings::decorators::counted::bisect;
//! bisect(&|x: f64| x * x - 2.0, 0.0, 2.0);
//! ```

use std::cell::Cell;
use std::fmt::Write;

// ANCHOR: curve
/// A function of one number, with its slope.
pub trait Curve {
    /// Its value at `x`.
    fn value(&self, x: f64) -> f64;
    /// Its slope at `x`.
    fn slope(&self, x: f64) -> f64;
}
// ANCHOR_END: curve

// ANCHOR: counted
/// A curve that counts how often it is evaluated.
pub struct Counted<C> {
    curve: C,
    values: Cell<u64>,
    slopes: Cell<u64>,
}

impl<C: Curve> Curve for Counted<C> {
    fn value(&self, x: f64) -> f64 {
        self.values.update(|n| n + 1);
        self.curve.value(x)
    }

    fn slope(&self, x: f64) -> f64 {
        self.slopes.update(|n| n + 1);
        self.curve.slope(x)
    }
}
// ANCHOR_END: counted

impl<C> Counted<C> {
    /// Counts from zero.
    pub fn new(curve: C) -> Self {
        Self {
            curve,
            values: Cell::new(0),
            slopes: Cell::new(0),
        }
    }

    /// How often value and slope were asked for.
    pub fn evaluations(&self) -> (u64, u64) {
        (self.values.get(), self.slopes.get())
    }
}

// ANCHOR: kepler
/// Zero where a planet is: Kepler's equation, E − e sin E = M.
pub struct Kepler {
    /// How far the orbit is from a circle: e.
    pub eccentricity: f64,
    /// The time since the point nearest to the sun, as an angle: M.
    pub mean_anomaly: f64,
}

impl Curve for Kepler {
    fn value(&self, angle: f64) -> f64 {
        angle - self.eccentricity * angle.sin() - self.mean_anomaly
    }

    fn slope(&self, angle: f64) -> f64 {
        1.0 - self.eccentricity * angle.cos()
    }
}
// ANCHOR_END: kepler

// ANCHOR: finders
/// Halves an interval until no number lies between its ends.
pub fn bisect(curve: &impl Curve, mut low: f64, mut high: f64) -> f64 {
    loop {
        let middle = low.midpoint(high);
        if !(low < middle && middle < high) {
            return middle;
        }
        if curve.value(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Follows the slope to where it meets zero, until a step is down to rounding.
pub fn newton(curve: &impl Curve, mut x: f64) -> Option<f64> {
    for _ in 0..100 {
        let step = curve.value(x) / curve.slope(x);
        x -= step;
        if step.abs() <= 2.0 * f64::EPSILON * x.abs() {
            return Some(x);
        }
    }
    None
}
// ANCHOR_END: finders

/// How often each finder evaluates Kepler's equation for Mercury, a line each.
///
/// # Panics
/// When the two finders find different roots.
#[must_use]
pub fn table() -> String {
    let mercury = || {
        Counted::new(Kepler {
            eccentricity: 0.2056,
            mean_anomaly: 1.0,
        })
    };
    let (halving, following) = (mercury(), mercury());
    let roots = [
        bisect(&halving, 0.0, 4.0),
        newton(&following, 1.0).expect("a gentle curve"),
    ];
    assert!(
        (roots[0] - roots[1]).abs() <= 4.0 * f64::EPSILON,
        "{roots:?}"
    );
    let mut table = format!("{:<8}{:>8}{:>8}\n", "", "values", "slopes");
    for (name, curve) in [("bisect", halving), ("newton", following)] {
        let (values, slopes) = curve.evaluations();
        let _ = writeln!(table, "{name:<8}{values:>8}{slopes:>8}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_these_evaluations() {
        assert_eq!(table(), include_str!("counted.txt"));
    }

    #[test]
    fn a_circle_has_the_planet_where_the_clock_says() {
        let circle = Counted::new(Kepler {
            eccentricity: 0.0,
            mean_anomaly: 1.25,
        });
        assert_eq!(newton(&circle, 3.0), Some(1.25));
        assert!((bisect(&circle, 0.0, 4.0) - 1.25).abs() <= f64::EPSILON);
    }

    #[test]
    fn counting_changes_no_value() {
        let plain = Kepler {
            eccentricity: 0.9,
            mean_anomaly: 0.1,
        };
        let counted = Counted::new(Kepler {
            eccentricity: 0.9,
            mean_anomaly: 0.1,
        });
        for x in [-1.0, 0.0, 0.5, f64::MAX] {
            assert_eq!(counted.value(x).to_bits(), plain.value(x).to_bits());
            assert_eq!(counted.slope(x).to_bits(), plain.slope(x).to_bits());
        }
        assert_eq!(counted.evaluations(), (4, 4));
        assert!(counted.value(f64::NAN).is_nan());
    }

    #[test]
    fn finders_end_even_where_there_is_nothing_to_find() {
        let nowhere = Kepler {
            eccentricity: f64::NAN,
            mean_anomaly: 0.0,
        };
        assert_eq!(newton(&nowhere, 1.0), None);
        assert!(bisect(&nowhere, f64::NAN, 1.0).is_nan());
        assert!(bisect(&nowhere, 1e300, f64::INFINITY) >= 1e300);
    }
}
