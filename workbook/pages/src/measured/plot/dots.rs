//! One size: a row for each variant, its median as a dot, its interval as a bar.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use ink::{Axis, Drawn, GRID, INK, LETTER, WIDTH, line, mark, series, text};

use super::axis::tick_label;
use super::lettered;
use crate::measured::Group;
use crate::record::{Language, Row};

/// The height of a row with one or two marks, and what each further one adds.
const ROW: i32 = 30;
const MORE: i32 = 14;
const TOP: i32 = 12;
const FOOT: i32 = 46;
const RIGHT: i32 = 40;

pub(super) fn draw(
    group: &Group,
    has_own: bool,
    machines: &[usize],
    svg: &mut String,
) -> Drawn<()> {
    let labels: Vec<String> = group.lines.iter().map(|line| line.label()).collect();
    let longest = labels
        .iter()
        .map(|label| label.chars().count())
        .max()
        .unwrap_or_default() as u32;
    let left = (longest * LETTER + 16).min(WIDTH / 2) as i32;
    let height = ROW + MORE * machines.len() as i32;
    let bottom = TOP + height * labels.len() as i32;
    let rows = || {
        group
            .lines
            .iter()
            .flat_map(|line| {
                let further = machines.iter().map(|&machine| line.further[machine]);
                [line.reference, line.own].into_iter().chain(further)
            })
            .flatten()
    };
    let axis = Axis::of_amounts(rows().flat_map(|row| [row.low_s, row.high_s]));
    let x = |seconds: f64| {
        left + (axis.share(seconds) * f64::from(WIDTH as i32 - RIGHT - left)).round() as i32
    };

    let area = SVGBackend::with_string(svg, (WIDTH, (bottom + FOOT) as u32)).into_drawing_area();
    for tick in axis.ticks() {
        line(&area, (x(tick), TOP), (x(tick), bottom), GRID, 1)?;
        text(
            &area,
            (x(tick), bottom + 6),
            &tick_label(tick),
            INK,
            (HPos::Center, VPos::Top),
        )?;
    }
    let scale = if axis.is_logarithmic() {
        "time, logarithmic"
    } else {
        "time"
    };
    text(
        &area,
        ((left + WIDTH as i32 - RIGHT) / 2, bottom + 26),
        scale,
        INK,
        (HPos::Center, VPos::Top),
    )?;
    for (at, (shown, label)) in group.lines.iter().zip(&labels).enumerate() {
        let middle = TOP + height * at as i32 + height / 2;
        text(
            &area,
            (left - 12, middle),
            label,
            INK,
            (HPos::Right, VPos::Center),
        )?;
        // The marks of a row lie below each other, around its middle.
        let apart = if has_own { 6 } else { 0 };
        let first = middle - MORE * machines.len() as i32 / 2;
        let dot = |row: &Row, y: i32, hollow: bool| {
            let colour = series(usize::from(row.language == Language::Python));
            line(&area, (x(row.low_s), y), (x(row.high_s), y), colour, 2)?;
            mark(
                &area,
                (x(row.median_s), y),
                colour,
                hollow,
                row.language == Language::Python,
            )
        };
        if let Some(row) = shown.reference {
            dot(row, first - apart, false)?;
        }
        if let Some(row) = shown.own {
            dot(row, first + apart, true)?;
        }
        for (below, &machine) in (1..).zip(machines) {
            if let Some(row) = shown.further[machine] {
                let y = first + apart + MORE * below;
                let colour = series(usize::from(row.language == Language::Python));
                line(&area, (x(row.low_s), y), (x(row.high_s), y), colour, 2)?;
                lettered(&area, (x(row.median_s), y), colour, machine)?;
            }
        }
    }
    area.present()
}
