//! Several sizes: a line for each variant, named at its right end.

use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::axis::{self, Axis, tick_label};
use super::{Area, Drawn, GRID, LETTER, WIDTH, line, mark, series, text};
use crate::measured::{Group, label};
use crate::record::{Language, Row};

const HEIGHT: i32 = 400;
const TOP: i32 = 16;
const BOTTOM: i32 = HEIGHT - 52;
const LEFT: i32 = 72;
/// Least distance of two names.
const APART: i32 = 18;

/// A variant's rows with the place of their sizes.
struct Series<'a> {
    name: String,
    rows: Vec<(i32, &'a Row)>,
}

pub(super) fn draw(groups: &[Group], has_own: bool, svg: &mut String) -> Drawn<()> {
    let rows = || {
        groups
            .iter()
            .flat_map(|group| &group.lines)
            .flat_map(|line| [line.reference, line.own])
            .flatten()
    };
    let longest = rows()
        .map(|row| label(row).chars().count())
        .max()
        .unwrap_or_default() as u32;
    let right = WIDTH as i32 - ((longest * LETTER + 24).min(WIDTH / 2) as i32);
    let y_axis = Axis::of_times(rows().flat_map(|row| [row.low_s, row.high_s]));
    let y =
        |seconds: f64| BOTTOM - (y_axis.share(seconds) * f64::from(BOTTOM - TOP)).round() as i32;
    let places = places(groups, LEFT + 16, right - 16);

    let area = SVGBackend::with_string(svg, (WIDTH, HEIGHT as u32)).into_drawing_area();
    for tick in y_axis.ticks() {
        line(&area, (LEFT, y(tick)), (right, y(tick)), GRID, 1)?;
        text(
            &area,
            (LEFT - 8, y(tick)),
            &tick_label(tick),
            BLACK,
            (HPos::Right, VPos::Center),
        )?;
    }
    sizes(&area, groups, &places)?;
    let scale = if y_axis.is_logarithmic() {
        "size, against time on a logarithmic scale"
    } else {
        "size, against time"
    };
    text(
        &area,
        ((LEFT + right) / 2, BOTTOM + 28),
        scale,
        BLACK,
        (HPos::Center, VPos::Top),
    )?;

    let reference = all_series(groups, &places, false);
    let mut names = Vec::new();
    for (n, series) in reference.iter().enumerate() {
        curve(&area, series, n, false, &y)?;
        names.extend(
            series
                .rows
                .last()
                .map(|(_, row)| (y(row.median_s), n, series.name.clone())),
        );
    }
    if has_own {
        for own in all_series(groups, &places, true) {
            let n = reference
                .iter()
                .position(|series| series.name == own.name)
                .unwrap_or(reference.len());
            curve(&area, &own, n, true, &y)?;
            if n == reference.len() {
                names.extend(
                    own.rows
                        .last()
                        .map(|(_, row)| (y(row.median_s), n, own.name.clone())),
                );
            }
        }
    }
    for (height, n, name) in spread(names) {
        text(
            &area,
            (right + 4, height),
            &name,
            series(n),
            (HPos::Left, VPos::Center),
        )?;
    }
    area.present()
}

/// Where each size lies: by its number if all are numbers, else in equal steps.
fn places(groups: &[Group], left: i32, right: i32) -> Vec<i32> {
    let numbers: Option<Vec<f64>> = groups.iter().map(|group| axis::size(group.size)).collect();
    let numbers = numbers.unwrap_or_else(|| (0..groups.len()).map(|n| n as f64).collect());
    let axis = Axis::of_sizes(numbers.iter().copied());
    numbers
        .iter()
        .map(|number| left + (axis.share(*number) * f64::from(right - left)).round() as i32)
        .collect()
}

/// The names of the sizes below their places, those left out that would run into the one before.
fn sizes(area: &Area, groups: &[Group], places: &[i32]) -> Drawn<()> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&at| places[at]);
    let mut free = i32::MIN;
    for at in order {
        line(
            area,
            (places[at], BOTTOM),
            (places[at], BOTTOM + 5),
            GRID,
            1,
        )?;
        let half = (groups[at].size.chars().count() as i32 * LETTER as i32) / 2;
        if places[at] - half >= free {
            text(
                area,
                (places[at], BOTTOM + 8),
                groups[at].size,
                BLACK,
                (HPos::Center, VPos::Top),
            )?;
            free = places[at] + half + 8;
        }
    }
    Ok(())
}

/// The rows of one machine, variant by variant, in the order of their sizes.
fn all_series<'a>(groups: &[Group<'a>], places: &[i32], own: bool) -> Vec<Series<'a>> {
    let mut all: Vec<Series> = Vec::new();
    for (group, place) in groups.iter().zip(places) {
        for shown in &group.lines {
            let Some(row) = (if own { shown.own } else { shown.reference }) else {
                continue;
            };
            let name = shown.label();
            match all.iter_mut().find(|series| series.name == name) {
                Some(series) => series.rows.push((*place, row)),
                None => all.push(Series {
                    name,
                    rows: vec![(*place, row)],
                }),
            }
        }
    }
    all.iter_mut()
        .for_each(|series| series.rows.sort_by_key(|(place, _)| *place));
    all
}

fn curve(area: &Area, curve: &Series, n: usize, own: bool, y: &impl Fn(f64) -> i32) -> Drawn<()> {
    let colour = series(n);
    let points: Vec<(i32, i32)> = curve
        .rows
        .iter()
        .map(|(x, row)| (*x, y(row.median_s)))
        .collect();
    if own {
        area.draw(&DashedPathElement::new(
            points.clone(),
            6,
            5,
            colour.stroke_width(2),
        ))?;
    } else {
        area.draw(&PathElement::new(points.clone(), colour.stroke_width(2)))?;
    }
    for ((x, row), point) in curve.rows.iter().zip(points) {
        line(area, (*x, y(row.low_s)), (*x, y(row.high_s)), colour, 2)?;
        mark(area, point, colour, own, row.language == Language::Python)?;
    }
    Ok(())
}

/// Moves names apart that would cover each other, and back into the plot where that pushed them out of it.
fn spread(mut names: Vec<(i32, usize, String)>) -> Vec<(i32, usize, String)> {
    names.sort();
    for at in 1..names.len() {
        names[at].0 = names[at].0.max(names[at - 1].0 + APART);
    }
    let mut floor = BOTTOM;
    for name in names.iter_mut().rev() {
        name.0 = name.0.min(floor);
        floor = name.0 - APART;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_cover_each_other() {
        let name = |height| (height, 0, String::new());
        let heights = |names: Vec<(i32, usize, String)>| {
            names.into_iter().map(|name| name.0).collect::<Vec<_>>()
        };
        assert_eq!(
            heights(spread(vec![name(100), name(102), name(200)])),
            [100, 118, 200]
        );
        assert_eq!(
            heights(spread(vec![name(BOTTOM), name(BOTTOM)])),
            [BOTTOM - APART, BOTTOM]
        );
    }
}
