//! How far estimates of π are off, and how far one may expect them to be.

use std::f64::consts::PI;

use ink::{Area, Drawn, Figure, GRID, INK, WIDTH, canvas, line, mark, series, text};
use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};

use super::record::RecordError;
use crate::pi::simd;
use crate::pi::uncertainty::uncertainty;

/// Powers of ten: the numbers of points, and the errors.
const ACROSS: (f64, f64) = (1.0, 9.0);
const UP: (f64, f64) = (-6.0, 0.0);
const LEFT: i32 = 84;
const RIGHT: i32 = WIDTH as i32 - 20;
const TOP: i32 = 14;
const BOTTOM: i32 = 360;

/// The figure.
///
/// # Errors
/// None: the type is that of all figures.
pub fn figure() -> Result<Figure, RecordError> {
    // Two to a power of ten, up to 10^8: 10^9 takes longer than a test should.
    let estimates: Vec<(f64, f64)> = (2..=16)
        .map(|half| {
            let points = 10_f64.powf(f64::from(half) / 2.0).round();
            (points, (simd(points as u64) / PI - 1.0).abs())
        })
        .collect();
    let within = estimates
        .iter()
        .filter(|(points, off)| *off <= uncertainty(*points))
        .count();
    let reading = format!(
        "A hundred times as many points give one digit more; {within} of these {} estimates are within 0.52/√N of π, \
         where about two thirds are to be expected.",
        estimates.len()
    );
    let table = estimates.iter().map(|(points, off)| {
        vec![
            points.to_string(),
            format!("{off:.1e}"),
            format!("{:.1e}", uncertainty(*points)),
            format!("{:.1e}", 1.0 / points.sqrt()),
        ]
    });
    Ok(Figure::new(
        "pi-uncertainty",
        "Relative error of π from N random points",
        reading,
        &["N", "off by", "0.52/√N", "1/√N"],
        table.collect(),
        svg(&estimates),
    ))
}

fn place(points: f64, off: f64) -> (i32, i32) {
    let share =
        |value: f64, (from, to): (f64, f64)| ((value.log10() - from) / (to - from)).clamp(0.0, 1.0);
    let x = f64::from(LEFT) + share(points, ACROSS) * f64::from(RIGHT - LEFT);
    let y = f64::from(BOTTOM) - share(off, UP) * f64::from(BOTTOM - TOP);
    (x.round() as i32, y.round() as i32)
}

fn svg(estimates: &[(f64, f64)]) -> String {
    canvas(
        (WIDTH, (BOTTOM + 60) as u32),
        "Errors of estimates against the number of points, both by powers of ten, with the lines 0.52/√N and 1/√N",
        |area| {
            grid(area)?;
            law(area, uncertainty(1.0), series(0), "0.52/√N", 2)?;
            law(area, 1.0, series(1), "1/√N, as the source has it", 1)?;
            for (points, off) in estimates {
                mark(area, place(*points, *off), series(0), false, false)?;
            }
            Ok(())
        },
    )
}

fn grid(area: &Area) -> Drawn<()> {
    for power in (1..=9).step_by(2) {
        let (x, _) = place(10_f64.powi(power), 1.0);
        line(area, (x, TOP), (x, BOTTOM), GRID, 1)?;
        text(
            area,
            (x, BOTTOM + 8),
            &format!("10^{power}"),
            INK,
            (HPos::Center, VPos::Top),
        )?;
    }
    for power in (-6..=0).step_by(2) {
        let (_, y) = place(10.0, 10_f64.powi(power));
        line(area, (LEFT, y), (RIGHT, y), GRID, 1)?;
        let words = format!("10^{power}").replace('-', "−");
        text(
            area,
            (LEFT - 8, y),
            &words,
            INK,
            (HPos::Right, VPos::Center),
        )?;
    }
    let middle = ((LEFT + RIGHT) / 2, BOTTOM + 32);
    text(area, middle, "points N", INK, (HPos::Center, VPos::Top))
}

fn law(area: &Area, at_one: f64, colour: RGBColor, words: &str, row: i32) -> Drawn<()> {
    let end = |points: f64| place(points, at_one / points.sqrt());
    line(area, end(10.0), end(1e9), colour, 2)?;
    let at = (RIGHT - 8, TOP + 24 * row);
    text(area, at, words, colour, (HPos::Right, VPos::Center))
}
