//! The quadratic map's trajectory, and where two roundings of it part.

use ink::{Area, Drawn, Figure, GRID, INK, WIDTH, canvas, line, series, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::record::RecordError;
use crate::quadratic_map::{START, conjugate, trajectory};

/// The steps of the upper panel, and of the lower one.
const STEPS: [usize; 2] = [250, 80];
const LEFT: i32 = 52;
const RIGHT: i32 = WIDTH as i32 - 16;
const PANEL: i32 = 190;
const TOPS: [i32; 2] = [14, 290];

/// The figure.
///
/// # Errors
/// None: the type is that of all figures.
pub fn figure() -> Result<Figure, RecordError> {
    let one = trajectory(START, STEPS[0]);
    let mut other = vec![0.0; STEPS[1] + 1];
    conjugate(START, &mut other);
    let apart = one
        .iter()
        .zip(&other)
        .position(|(a, b)| (a - b).abs() > 0.01);
    let reading = format!(
        "The trajectory from {START} never settles; computed as 4x(1 − x) and by way of w² − 2, which is the same in \
         algebra, it is the same to two digits until step {} and something else from then on.",
        apart.unwrap_or_default()
    );
    let table = (0..=STEPS[1]).step_by(5).map(|t| {
        let cell = |x: f64| format!("{x:.6}");
        let difference = format!("{:.0e}", (one[t] - other[t]).abs());
        vec![t.to_string(), cell(one[t]), cell(other[t]), difference]
    });
    Ok(Figure::new(
        "trajectory",
        "A trajectory of the quadratic map, and two roundings of it",
        reading,
        &["t", "x by 4x(1 − x)", "x by w² − 2", "difference"],
        table.collect(),
        svg(&one, &other),
    ))
}

fn svg(one: &[f64], other: &[f64]) -> String {
    canvas(
        (WIDTH, (TOPS[1] + PANEL + 56) as u32),
        "Above, 250 steps of the trajectory between 0 and 1; below, 80 steps by two formulas, which part after some fifty",
        |area| {
            for (top, steps) in TOPS.into_iter().zip(STEPS) {
                panel(area, top, steps)?;
            }
            curve(area, TOPS[0], STEPS[0], one, series(0))?;
            curve(area, TOPS[1], STEPS[1], &one[..=STEPS[1]], series(0))?;
            curve(area, TOPS[1], STEPS[1], other, series(1))?;
            let y = TOPS[1] - 16;
            text(
                area,
                (LEFT, y),
                "4x(1 − x)",
                series(0),
                (HPos::Left, VPos::Center),
            )?;
            text(
                area,
                (LEFT + 120, y),
                "w² − 2",
                series(1),
                (HPos::Left, VPos::Center),
            )
        },
    )
}

fn across(t: usize, steps: usize) -> i32 {
    LEFT + ((RIGHT - LEFT) as usize * t / steps) as i32
}

fn panel(area: &Area, top: i32, steps: usize) -> Drawn<()> {
    for (x, words) in [(0.0, "0"), (0.5, "0.5"), (1.0, "1")] {
        let y = top + ((1.0 - x) * f64::from(PANEL)) as i32;
        line(area, (LEFT, y), (RIGHT, y), GRID, 1)?;
        text(area, (LEFT - 8, y), words, INK, (HPos::Right, VPos::Center))?;
    }
    let every = if steps > 100 { 50 } else { 10 };
    for t in (0..=steps).step_by(every) {
        let at = (across(t, steps), top + PANEL + 8);
        text(area, at, &t.to_string(), INK, (HPos::Center, VPos::Top))?;
    }
    let middle = ((LEFT + RIGHT) / 2, top + PANEL + 28);
    text(area, middle, "t", INK, (HPos::Center, VPos::Top))
}

fn curve(area: &Area, top: i32, steps: usize, x: &[f64], colour: RGBColor) -> Drawn<()> {
    let y = |x: f64| top + ((1.0 - x) * f64::from(PANEL)).round() as i32;
    let points: Vec<(i32, i32)> = x
        .iter()
        .enumerate()
        .map(|(t, x)| (across(t, steps), y(*x)))
        .collect();
    area.draw(&PathElement::new(points, colour.stroke_width(1)))
}
