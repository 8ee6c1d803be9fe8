//! Figures as SVG, coloured by the page's style. Each stands beside a table with the same numbers.

use maud::{Markup, html};

/// The width of a figure, in its own units.
const WIDTH: f64 = 640.0;
/// What is left free on either side of a scale, for labels as wide as "100 %".
const MARGIN: f64 = 56.0;

/// Ratios on a line that is as far from 1 to 2 as from 2 to 4.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// A scale with room for these ratios and for 1. What isn't a positive number has no place on it.
    fn over(ratios: impl IntoIterator<Item = f64>) -> Self {
        let (mut low, mut high) = (1.0_f64, 1.0_f64);
        for ratio in ratios.into_iter().filter(is_ratio) {
            low = low.min(ratio);
            high = high.max(ratio);
        }
        Self {
            low: low / 1.25,
            high: high * 1.25,
        }
    }

    /// How far along it a ratio lies, from 0 to 1.
    fn share(&self, ratio: f64) -> f64 {
        let ratio = match ratio.is_nan() {
            true => 1.0,
            false => ratio.clamp(self.low, self.high),
        };
        let low = self.low.ln();
        (ratio.ln() - low) / (self.high.ln() - low)
    }

    fn across(&self, ratio: f64) -> String {
        place(MARGIN + (WIDTH - 2.0 * MARGIN) * self.share(ratio))
    }

    /// Round ratios on it, no more than fit.
    fn ticks(&self) -> Vec<f64> {
        let all = |steps: &[f64]| -> Vec<f64> {
            let decades = (self.low.log10().floor() as i32)..=(self.high.log10().ceil() as i32);
            let ticks = decades.flat_map(|decade| {
                // Divided where it is below 1, so that 0.7 is written as that.
                let unit = 10.0_f64.powi(decade.abs());
                let place = move |step: &f64| match decade < 0 {
                    true => step / unit,
                    false => step * unit,
                };
                steps.iter().map(place)
            });
            ticks
                .filter(|tick| (self.low..=self.high).contains(tick))
                .collect()
        };
        let fine = all(&[1.0, 1.5, 2.0, 3.0, 5.0, 7.0]);
        let coarse = all(&[1.0, 2.0, 5.0]);
        match (fine.len() <= 9, coarse.len() <= 9) {
            (true, _) => fine,
            (false, true) => coarse,
            (false, false) => all(&[1.0]),
        }
    }
}

fn is_ratio(ratio: &f64) -> bool {
    ratio.is_finite() && *ratio > 0.0
}

fn place(at: f64) -> String {
    format!("{at:.1}")
}

/// One submission's ratio.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
}

/// One ratio with its interval over those of a class, with the goal and what `one` names, whose ratio is 1.
pub(super) fn strip(label: &str, one: &str, own: Own, class: &[f64], goal: f64) -> Markup {
    let all = class.iter().copied();
    let scale = Scale::over(all.chain([own.ratio, own.low, own.high, goal]));
    let diamond = |at: f64| {
        let x = MARGIN + (WIDTH - 2.0 * MARGIN) * scale.share(at);
        format!(
            "{},38 {},46 {},54 {},46",
            place(x),
            place(x + 8.0),
            place(x),
            place(x - 8.0)
        )
    };
    html! {
        svg viewBox="0 0 640 140" role="img" aria-label=(label) {
            @for tick in scale.ticks() {
                line class="grid" x1=(scale.across(tick)) y1="30" x2=(scale.across(tick)) y2="104" {}
                text x=(scale.across(tick)) y="122" text-anchor="middle" { (tick) }
            }
            line class="axis" x1=(place(MARGIN)) y1="104" x2=(place(WIDTH - MARGIN)) y2="104" {}
            line class="axis" x1=(scale.across(1.0)) y1="26" x2=(scale.across(1.0)) y2="104" {}
            text x=(scale.across(1.0)) y="138" text-anchor="middle" { (one) }
            line class="goal" x1=(scale.across(goal)) y1="18" x2=(scale.across(goal)) y2="104" {}
            text x=(scale.across(goal)) y="13" text-anchor="middle" { "goal " (goal) }
            @for ratio in class.iter().copied().filter(is_ratio) {
                circle class="dot" cx=(scale.across(ratio)) cy="82" r="6" {}
            }
            @if is_ratio(&own.ratio) {
                line class="own" x1=(scale.across(own.low)) y1="46" x2=(scale.across(own.high)) y2="46" {}
                polygon class="own" points=(diamond(own.ratio)) {}
            }
        }
    }
}

/// Counts as bars, each with what it counts below it.
pub(super) fn bars(label: &str, bars: &[(String, usize)]) -> Markup {
    let most = bars
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    let step = (WIDTH - 20.0) / bars.len().max(1) as f64;
    let height = |count: usize| 110.0 * count as f64 / most as f64;
    // Labels that would run into each other are left out; the table has them.
    let longest = bars.iter().map(|(name, _)| name.chars().count()).max();
    let every = ((longest.unwrap_or(1) as f64 * 8.0 + 6.0) / step)
        .ceil()
        .max(1.0) as usize;
    html! {
        svg viewBox="0 0 640 170" role="img" aria-label=(label) {
            @for (n, (name, count)) in bars.iter().enumerate() {
                @let left = 10.0 + step * n as f64;
                @let middle = place(left + step / 2.0);
                @if *count > 0 {
                    rect class="bar" x=(place(left + step * 0.1)) y=(place(140.0 - height(*count)))
                        width=(place(step * 0.8)) height=(place(height(*count))) {}
                    text x=(middle) y=(place(134.0 - height(*count))) text-anchor="middle" { (count) }
                }
                @if n % every == 0 {
                    text x=(middle) y="160" text-anchor="middle" { (name) }
                }
            }
            line class="axis" x1="10" y1="140" x2="630" y2="140" {}
        }
    }
}

/// Shares of points for right answers, from 0 to 1, against ratios.
pub(super) fn scatter(label: &str, dots: &[(f64, f64)], goal: f64) -> Markup {
    let scale = Scale::over(dots.iter().map(|(_, ratio)| *ratio).chain([goal]));
    let down = |share: f64| place(200.0 - 160.0 * share.clamp(0.0, 1.0));
    html! {
        svg viewBox="0 0 640 250" role="img" aria-label=(label) {
            @for share in [0.0, 0.5, 1.0] {
                line class="grid" x1=(place(MARGIN)) y1=(down(share)) x2=(place(WIDTH - MARGIN)) y2=(down(share)) {}
                text x=(place(MARGIN - 6.0)) y=(down(share)) dy="4" text-anchor="end" { (share * 100.0) " %" }
            }
            @for tick in scale.ticks() {
                line class="grid" x1=(scale.across(tick)) y1="40" x2=(scale.across(tick)) y2="200" {}
                text x=(scale.across(tick)) y="218" text-anchor="middle" { (tick) }
            }
            text x="320" y="240" text-anchor="middle" { "times as fast" }
            text x=(place(MARGIN)) y="13" { "points for right answers" }
            line class="goal" x1=(scale.across(goal)) y1="32" x2=(scale.across(goal)) y2="200" {}
            text x=(scale.across(goal)) y="28" text-anchor="middle" { "goal " (goal) }
            @for (share, ratio) in dots.iter().filter(|(_, ratio)| is_ratio(ratio)) {
                circle class="dot" cx=(scale.across(*ratio)) cy=(down(*share)) r="6" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_holds_all_its_ratios_and_few_ticks() {
        for ratios in [
            vec![],
            vec![0.4, 3.0],
            vec![1e-3, 1e3],
            vec![f64::NAN, f64::INFINITY, -1.0, 0.0],
        ] {
            let scale = Scale::over(ratios.iter().copied());
            let ticks = scale.ticks();
            assert!((1..=9).contains(&ticks.len()), "{ratios:?}: {ticks:?}");
            assert!(ticks.contains(&1.0), "{ticks:?}");
            assert!(
                ticks.iter().all(|tick| tick.to_string().len() < 6),
                "{ticks:?}"
            );
            for ratio in ratios.iter().copied().filter(is_ratio).chain([1.0]) {
                assert!((0.0..=1.0).contains(&scale.share(ratio)), "{ratio}");
            }
        }
        let scale = Scale::over([4.0]);
        let middle = (scale.share(1.0) + scale.share(4.0)) / 2.0;
        assert!((scale.share(2.0) - middle).abs() < 1e-12);
    }

    #[test]
    fn figures_of_anything_hold_no_number_that_is_none() {
        let own = Own {
            ratio: f64::NAN,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        };
        let all = [
            strip("", "plain version", own, &[f64::NAN, 1e300, 1e-300], 3.0),
            scatter("", &[(f64::NAN, f64::NAN), (2.0, 1.0)], 3.0),
            bars("", &[]),
        ];
        for figure in all {
            assert!(
                !figure.0.contains("NaN") && !figure.0.contains("inf"),
                "{}",
                figure.0
            );
        }
    }
}
