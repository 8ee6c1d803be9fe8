//! The Mandelbrot set: how many steps each point makes before it leaves.

use ink::{Area, Drawn, Figure, INK, WIDTH, canvas, line, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::record::RecordError;
use crate::mandelbrot::{MOST, Plane, mandel};

/// Points a side. The pages' kernel draws 300 or 2000; here each is a shape of its own.
const POINTS: usize = 100;
/// Pixels a point.
const PIXELS: i32 = 5;
const LEFT: i32 = 70;
const TOP: i32 = 12;
const SIDE: i32 = POINTS as i32 * PIXELS;

/// Five colours of cividis, which is made to be read by everyone, whatever colours they tell apart; straight lines lie
/// between them.
const CIVIDIS: [[f64; 3]; 5] = [
    [0.0, 34.0, 78.0],
    [67.0, 78.0, 108.0],
    [125.0, 124.0, 120.0],
    [188.0, 174.0, 108.0],
    [254.0, 232.0, 56.0],
];

fn colour(count: u32) -> RGBColor {
    let along = f64::from(count) / f64::from(MOST) * 4.0;
    let from = (along as usize).min(3);
    let share = along - from as f64;
    let [red, green, blue] = [0, 1, 2].map(|part| {
        let (a, b) = (CIVIDIS[from][part], CIVIDIS[from + 1][part]);
        (a + share * (b - a)).round() as u8
    });
    RGBColor(red, green, blue)
}

/// The counts, the lowest row first.
fn counts() -> Vec<Vec<u32>> {
    let plane = Plane::new(POINTS);
    let row = |im: &f64| plane.xs.iter().map(|re| mandel(*re, *im)).collect();
    plane.ys.iter().map(row).collect()
}

/// The figure.
///
/// # Errors
/// None: the type is that of all figures.
pub fn figure() -> Result<Figure, RecordError> {
    let counts = counts();
    let all: Vec<u32> = counts.iter().flatten().copied().collect();
    let share = |from: u32, to: u32| {
        let within = all.iter().filter(|count| (from..=to).contains(*count));
        100.0 * within.count() as f64 / all.len() as f64
    };
    let ranges = [(1, 2), (3, 4), (5, 9), (10, 19), (20, 49), (50, 50)];
    let table = ranges.map(|(from, to)| {
        let steps = if from == to {
            format!("{from}, never gone")
        } else {
            format!("{from} to {to}")
        };
        vec![steps, format!("{:.1} %", share(from, to))]
    });
    let reading = format!(
        "Of the points from −1.5 − i to 0.5 + i, {:.0} % are still inside after {MOST} steps; most others leave within \
         ten, and only near the edge does it take longer.",
        share(MOST, MOST)
    );
    Ok(Figure::new(
        "mandelbrot-picture",
        "Steps before a point leaves the circle of radius 2",
        reading,
        &["steps", "share of the points"],
        table.to_vec(),
        svg(&counts),
    ))
}

fn svg(counts: &[Vec<u32>]) -> String {
    canvas(
        (WIDTH, (TOP + SIDE + 66) as u32),
        "The Mandelbrot set in the complex plane, coloured by the number of steps",
        |area| {
            for (row, counts) in counts.iter().enumerate() {
                let bottom = TOP + SIDE - row as i32 * PIXELS;
                let mut start = 0;
                // Neighbours of one colour are one shape.
                for run in counts.chunk_by(|a, b| a == b) {
                    let end = start + run.len() as i32;
                    let (left, right) = (LEFT + start * PIXELS, LEFT + end * PIXELS);
                    let corners = [(left, bottom - PIXELS), (right, bottom)];
                    area.draw(&Rectangle::new(corners, colour(run[0]).filled()))?;
                    start = end;
                }
            }
            axes(area)?;
            bar(area)
        },
    )
}

fn axes(area: &Area) -> Drawn<()> {
    let bottom = TOP + SIDE;
    for tick in 0..=4 {
        let along = SIDE * tick / 4;
        let x = LEFT + along;
        line(area, (x, bottom), (x, bottom + 6), INK, 1)?;
        let words = format!("{}", -1.5 + 0.5 * f64::from(tick)).replace('-', "−");
        text(
            area,
            (x, bottom + 10),
            &words,
            INK,
            (HPos::Center, VPos::Top),
        )?;
        let y = bottom - along;
        line(area, (LEFT - 6, y), (LEFT, y), INK, 1)?;
        let words = format!("{}", -1.0 + 0.5 * f64::from(tick)).replace('-', "−");
        text(
            area,
            (LEFT - 10, y),
            &words,
            INK,
            (HPos::Right, VPos::Center),
        )?;
    }
    let middle = (LEFT + SIDE / 2, bottom + 36);
    text(area, middle, "real part", INK, (HPos::Center, VPos::Top))?;
    text(
        area,
        (4, TOP + SIDE / 2 - 34),
        "imag.",
        INK,
        (HPos::Left, VPos::Center),
    )
}

fn bar(area: &Area) -> Drawn<()> {
    let left = LEFT + SIDE + 40;
    let (width, each) = (24, SIDE / MOST as i32);
    for count in 1..=MOST {
        let bottom = TOP + SIDE - (count as i32 - 1) * each;
        let corners = [(left, bottom - each), (left + width, bottom)];
        area.draw(&Rectangle::new(corners, colour(count).filled()))?;
        if count == 1 || count % 10 == 0 {
            let at = (left + width + 6, bottom - each / 2);
            text(
                area,
                at,
                &count.to_string(),
                INK,
                (HPos::Left, VPos::Center),
            )?;
        }
    }
    let at = (left + width / 2, TOP + SIDE + 10);
    text(area, at, "steps", INK, (HPos::Center, VPos::Top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_from_the_first_to_the_last_of_cividis() {
        assert_eq!(colour(0), RGBColor(0, 34, 78));
        assert_eq!(colour(MOST), RGBColor(254, 232, 56));
        assert_eq!(colour(MOST / 2), RGBColor(125, 124, 120));
    }
}
