//! Points shot into a square, and the circle in it.

use ink::{Drawn, Figure, INK, WIDTH, canvas, series, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::record::RecordError;
use crate::pi::{SEED, Streams, estimate};

const POINTS: usize = 1000;
const SIDE: i32 = 480;
const LEFT: i32 = (WIDTH as i32 - SIDE) / 2;
const TOP: i32 = 10;

/// The figure.
///
/// # Errors
/// None: the type is that of all figures.
pub fn figure() -> Result<Figure, RecordError> {
    let mut streams = Streams::<1>::new(SEED);
    let mut number = || 2.0 * streams.next_floats()[0] - 1.0;
    let points: Vec<[f64; 2]> = (0..POINTS).map(|_| [number(), number()]).collect();
    let row = |n: usize| {
        let count = points[..n].iter().filter(|point| is_inside(point)).count();
        let value = estimate(count as u64, n as u64);
        vec![n.to_string(), count.to_string(), format!("{value:.3}")]
    };
    let all = row(POINTS);
    let reading = format!(
        "Of {POINTS} points in the square, {} are in the circle; four times their share is {}.",
        all[1], all[2]
    );
    Ok(Figure::new(
        "circle",
        "A circle in its square, under fire",
        reading,
        &["points", "in the circle", "estimate of π"],
        [10, 100, 300, 1000].map(row).to_vec(),
        svg(&points),
    ))
}

fn is_inside([x, y]: &[f64; 2]) -> bool {
    x * x + y * y < 1.0
}

fn svg(points: &[[f64; 2]]) -> String {
    let place = |x: f64| ((x + 1.0) / 2.0 * f64::from(SIDE)).round() as i32;
    canvas(
        (WIDTH, (TOP + SIDE + 40) as u32),
        "Random points in a square, those inside the inscribed circle in one colour and the rest in another",
        |area| -> Drawn<()> {
            for point in points {
                let at = (LEFT + place(point[0]), TOP + SIDE - place(point[1]));
                let colour = series(usize::from(!is_inside(point)));
                area.draw(&Circle::new(at, 3, colour.filled()))?;
            }
            let corners = [(LEFT, TOP), (LEFT + SIDE, TOP + SIDE)];
            area.draw(&Rectangle::new(corners, INK.stroke_width(1)))?;
            let centre = (LEFT + SIDE / 2, TOP + SIDE / 2);
            area.draw(&Circle::new(centre, SIDE / 2, INK.stroke_width(2)))?;
            let below = TOP + SIDE + 10;
            for (x, words) in [(LEFT, "−1"), (LEFT + SIDE / 2, "0"), (LEFT + SIDE, "1")] {
                text(area, (x, below), words, INK, (HPos::Center, VPos::Top))?;
            }
            Ok(())
        },
    )
}
