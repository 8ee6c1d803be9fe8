//! Lines and marks over two axes: what the figures of the parallelism lesson have in common.

use ink::{Area, Axis, Drawn, GRID, INK, LETTER, WIDTH, canvas, line, mark, series, text};
use plotters::style::text_anchor::{HPos, VPos};

/// One line of a chart.
pub struct Line {
    /// Its name, for the legend.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
    /// Whether the points are marked, as what was measured is.
    pub marked: bool,
}

/// A chart but for its lines.
pub struct Chart<'a> {
    /// What is shown, for those who don't see it.
    pub label: &'a str,
    /// What goes to the right, and the marks on it.
    pub across: (&'a str, Vec<f64>),
    /// How a mark to the right is written.
    pub written_across: fn(f64) -> String,
    /// What goes up.
    pub up: &'a str,
    /// How an amount is written.
    pub written_up: fn(f64) -> String,
}

const LEFT: i32 = 96;
const TOP: i32 = 34;
const BOTTOM: i32 = 330;

impl Chart<'_> {
    /// Draws the lines.
    pub fn svg(&self, lines: &[Line]) -> String {
        let right = WIDTH as i32 - 24;
        let (across, ticks) = &self.across;
        let x_axis = Axis::of_sizes(ticks.iter().copied());
        let y_axis = Axis::of_amounts(lines.iter().flat_map(|l| l.points.iter().map(|p| p.1)));
        let x = |value: f64| LEFT + (x_axis.share(value) * f64::from(right - LEFT)).round() as i32;
        let y =
            |value: f64| BOTTOM - (y_axis.share(value) * f64::from(BOTTOM - TOP)).round() as i32;
        let height = (BOTTOM + 66 + 24 * lines.len() as i32) as u32;
        canvas((WIDTH, height), self.label, |area| -> Drawn<()> {
            text(area, (8, 6), self.up, INK, (HPos::Left, VPos::Top))?;
            for tick in y_axis.ticks() {
                line(area, (LEFT, y(tick)), (right, y(tick)), GRID, 1)?;
                let words = if tick == 0.0 {
                    "0".to_owned()
                } else {
                    (self.written_up)(tick)
                };
                text(
                    area,
                    (LEFT - 10, y(tick)),
                    &words,
                    INK,
                    (HPos::Right, VPos::Center),
                )?;
            }
            for &tick in ticks {
                line(area, (x(tick), BOTTOM), (x(tick), BOTTOM + 5), INK, 1)?;
                let words = (self.written_across)(tick);
                text(
                    area,
                    (x(tick), BOTTOM + 9),
                    &words,
                    INK,
                    (HPos::Center, VPos::Top),
                )?;
            }
            line(area, (LEFT, BOTTOM), (right, BOTTOM), INK, 1)?;
            let middle = (LEFT + right) / 2;
            text(
                area,
                (middle, BOTTOM + 30),
                across,
                INK,
                (HPos::Center, VPos::Top),
            )?;
            for (n, drawn) in lines.iter().enumerate() {
                let places: Vec<_> = drawn.points.iter().map(|p| (x(p.0), y(p.1))).collect();
                one_line(area, n, drawn.marked, &places)?;
                let at = (LEFT, BOTTOM + 66 + 24 * n as i32);
                one_line(
                    area,
                    n,
                    drawn.marked,
                    &[at, (at.0 + 4 * LETTER as i32, at.1)],
                )?;
                let words = (at.0 + 6 * LETTER as i32, at.1);
                text(area, words, &drawn.name, INK, (HPos::Left, VPos::Center))?;
            }
            Ok(())
        })
    }
}

fn one_line(area: &Area, n: usize, marked: bool, places: &[(i32, i32)]) -> Drawn<()> {
    for pair in places.windows(2) {
        line(
            area,
            pair[0],
            pair[1],
            series(n),
            if marked { 2 } else { 1 },
        )?;
    }
    // Without their colours, lines are told apart by their marks.
    for &place in places.iter().filter(|_| marked) {
        mark(area, place, series(n), n % 2 == 1, n / 2 % 2 == 1)?;
    }
    Ok(())
}
