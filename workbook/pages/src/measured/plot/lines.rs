//! Several sizes: a line for each variant, named at its right end.

use std::collections::BTreeSet;

use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use ink::{Area, Axis, Drawn, GRID, INK, LETTER, WIDTH, line, mark, series, text};

use super::axis::{self, tick_label};
use super::lettered;
use crate::measured::{Group, Line, Shown, label};
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

/// The names of the lines of the reference machine.
pub(super) fn names(shown: &Shown) -> BTreeSet<String> {
    let rows = shown.groups.iter().flat_map(|group| group.rows(false));
    rows.map(label).collect()
}

/// Whose rows a line has.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    Reference,
    Own,
    /// The further machine of that number.
    Further(usize),
}

impl Whose {
    fn row<'a>(self, line: &Line<'a>) -> Option<&'a Row> {
        match self {
            Self::Reference => line.reference,
            Self::Own => line.own,
            Self::Further(machine) => line.further[machine],
        }
    }
}

pub(super) fn draw(
    groups: &[Group],
    draws_own: bool,
    machines: &[usize],
    svg: &mut String,
) -> Drawn<()> {
    let own = draws_own.then_some(Whose::Own);
    let further = machines.iter().copied().map(Whose::Further);
    let all: Vec<Whose> = std::iter::once(Whose::Reference)
        .chain(own)
        .chain(further)
        .collect();
    let rows = || {
        let lines = groups.iter().flat_map(|group| &group.lines);
        lines.flat_map(|line| all.iter().filter_map(|whose| whose.row(line)))
    };
    let longest = rows()
        .map(|row| label(row).chars().count())
        .max()
        .unwrap_or_default() as u32;
    let right = WIDTH as i32 - ((longest * LETTER + 32).min(WIDTH / 2) as i32);
    let y_axis = Axis::of_amounts(rows().flat_map(|row| [row.low_s, row.high_s]));
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
            INK,
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
        INK,
        (HPos::Center, VPos::Top),
    )?;

    let mut named: Vec<Series> = Vec::new();
    for &whose in &all {
        for series in all_series(groups, &places, whose) {
            let known = named.iter().position(|other| other.name == series.name);
            curve(&area, &series, known.unwrap_or(named.len()), whose, &y)?;
            if known.is_none() {
                named.push(series);
            }
        }
    }
    // A line that ends before the others has its name at its end, the others theirs at the side.
    let last = places.iter().copied().max().unwrap_or_default();
    let mut ends = Vec::new();
    for (n, line) in named.iter().enumerate() {
        let Some((x, row)) = line.rows.last() else {
            continue;
        };
        if *x == last {
            ends.push((y(row.median_s), n));
        } else {
            name(&area, (x + 8, y(row.median_s)), &line.name, n)?;
        }
    }
    for (end, height, n) in spread(ends) {
        line(&area, (last + 8, end), (right + 8, height), series(n), 1)?;
        name(&area, (right + 12, height), &named[n].name, n)?;
    }
    area.present()
}

fn name(area: &Area, at: (i32, i32), name: &str, n: usize) -> Drawn<()> {
    text(area, at, name, series(n), (HPos::Left, VPos::Center))
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
                INK,
                (HPos::Center, VPos::Top),
            )?;
            free = places[at] + half + 8;
        }
    }
    Ok(())
}

/// The rows of one machine, variant by variant, in the order of their sizes.
fn all_series<'a>(groups: &[Group<'a>], places: &[i32], whose: Whose) -> Vec<Series<'a>> {
    let mut all: Vec<Series> = Vec::new();
    for (group, place) in groups.iter().zip(places) {
        for shown in &group.lines {
            let Some(row) = whose.row(shown) else {
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

fn curve(
    area: &Area,
    curve: &Series,
    n: usize,
    whose: Whose,
    y: &impl Fn(f64) -> i32,
) -> Drawn<()> {
    let colour = series(n);
    let points: Vec<(i32, i32)> = curve
        .rows
        .iter()
        .map(|(x, row)| (*x, y(row.median_s)))
        .collect();
    let dashes = match whose {
        Whose::Reference => None,
        Whose::Own => Some((6, 5)),
        Whose::Further(_) => Some((2, 4)),
    };
    if let Some((dash, gap)) = dashes {
        area.draw(&DashedPathElement::new(
            points.clone(),
            dash,
            gap,
            colour.stroke_width(2),
        ))?;
    } else {
        area.draw(&PathElement::new(points.clone(), colour.stroke_width(2)))?;
    }
    for ((x, row), point) in curve.rows.iter().zip(points) {
        line(area, (*x, y(row.low_s)), (*x, y(row.high_s)), colour, 2)?;
        match whose {
            Whose::Further(machine) => lettered(area, point, colour, machine)?,
            _ => {
                let square = row.language == Language::Python;
                mark(area, point, colour, whose == Whose::Own, square)?;
            }
        }
    }
    Ok(())
}

/// Heights for the names of lines that end at some heights: moved apart where they would cover each other, and back into
/// the plot where that pushed them out of it. Each comes with the line's end before it and its number after it.
fn spread(mut ends: Vec<(i32, usize)>) -> Vec<(i32, i32, usize)> {
    ends.sort_unstable();
    let mut names: Vec<(i32, i32, usize)> =
        ends.into_iter().map(|(end, n)| (end, end, n)).collect();
    let mut ceiling = i32::MIN;
    for name in &mut names {
        name.1 = name.1.max(ceiling);
        ceiling = name.1 + APART;
    }
    let mut floor = BOTTOM;
    for name in names.iter_mut().rev() {
        name.1 = name.1.min(floor);
        floor = name.1 - APART;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_cover_each_other() {
        let heights = |ends: &[i32]| {
            let ends = ends.iter().enumerate().map(|(n, &end)| (end, n)).collect();
            spread(ends)
                .into_iter()
                .map(|name| name.1)
                .collect::<Vec<_>>()
        };
        assert_eq!(heights(&[100, 102, 200]), [100, 118, 200]);
        assert_eq!(heights(&[BOTTOM, BOTTOM]), [BOTTOM - APART, BOTTOM]);
    }
}
