//! Fails alike with wrong: sizes of text: [7.0, 9.0] pt
//! Fails figures with wrong: sizes of text: [7.0, 9.0] pt
//! Fails gaps with wrong: sizes of text: [7.0, 9.0] pt
//!
//! Likes its labels a little larger than the house does.

use std::fmt;
use std::io;

pub use canvas::{Axis, Canvas, DrawError, Folder, Font, Shelf, Stroke, Style};

/// The style of all figures of the paper.
pub const HOUSE: Style = Style {
    width_mm: 84.0,
    height_mm: 60.0,
    font: Font::Helvetica,
    label_pt: 8.0,
    tick_label_pt: 7.0,
    tick_pt: 3.0,
    ticks: 5,
    line_pt: 0.75,
};

/// Why there is no figure.
#[derive(Debug)]
pub enum FigureError {
    /// It couldn't be drawn.
    Draw(DrawError),
    /// It was drawn, and couldn't be saved.
    Save(io::Error),
}

impl fmt::Display for FigureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FigureError::Draw(error) => write!(f, "the figure can't be drawn: {error}"),
            FigureError::Save(error) => write!(f, "the figure can't be saved: {error}"),
        }
    }
}

impl std::error::Error for FigureError {}

/// A function that draws with `draw` on a canvas in the house style, and puts the PDF on a shelf under `name`.
///
/// # Errors
///
/// What it returns fails with [`FigureError::Draw`] if `draw` fails, and nothing is saved then; with
/// [`FigureError::Save`] if the shelf doesn't take the figure.
pub fn house_style<A>(
    name: &str,
    draw: impl Fn(&mut Canvas, A) -> Result<(), DrawError>,
) -> impl Fn(&mut dyn Shelf, A) -> Result<(), FigureError> {
    let name = name.to_owned();
    move |shelf, arguments| {
        let mut canvas = Canvas::new(&Style {
            label_pt: 9.0,
            ..HOUSE
        });
        draw(&mut canvas, arguments).map_err(FigureError::Draw)?;
        shelf
            .put(&name, &canvas.into_pdf())
            .map_err(FigureError::Save)
    }
}

/// Makes a figure of a drawing function, in one line.
///
/// `figure!(pub fn heights(heights: &[f64], unit: &str) = draw_heights);` is a function
/// `heights(shelf, heights, unit)`, which does `draw_heights(canvas, heights, unit)` in the house style, and saves it
/// under the name `heights`.
#[macro_export]
macro_rules! figure {
    ($(#[$attribute:meta])* $visible:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) = $draw:path) => {
        $(#[$attribute])*
        $visible fn $name(
            shelf: &mut dyn $crate::Shelf,
            $($argument: $type),*
        ) -> Result<(), $crate::FigureError> {
            let save = $crate::house_style(
                stringify!($name),
                |canvas: &mut $crate::Canvas, ($($argument,)*): ($($type,)*)| $draw(canvas, $($argument),*),
            );
            save(shelf, ($($argument,)*))
        }
    };
}

figure!(
    /// An orbit of the quadratic map: the figure `orbit`.
    pub fn orbit(x: &[f64]) = draw_orbit
);

figure!(
    /// Days that the market spent in each state, as shares: the figure `market`.
    pub fn market(days: [u64; 3]) = draw_market
);

/// A line through (0, x₀), (1, x₁), …
///
/// # Errors
///
/// [`DrawError::NoData`] if there are fewer than two steps, or none of the numbers is finite.
pub fn draw_orbit(canvas: &mut Canvas, x: &[f64]) -> Result<(), DrawError> {
    let finite = || x.iter().copied().filter(|x| x.is_finite());
    if x.len() < 2 || finite().next().is_none() {
        return Err(DrawError::NoData);
    }
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    // An orbit that rests needs an axis with some length nevertheless.
    let room = if low < high { 0.0 } else { 0.5 };
    let last = (x.len() - 1) as f64;
    canvas.axes(
        Axis::numbers("step", 0.0, last),
        Axis::numbers("x", low - room, high + room),
    )?;
    let points: Vec<_> = (0..).map(f64::from).zip(x.iter().copied()).collect();
    canvas.line(&points, Stroke::Solid)
}

/// A bar for each state, whose height is its share of all days.
///
/// # Errors
///
/// [`DrawError::NoData`] if there are no days.
pub fn draw_market(canvas: &mut Canvas, days: [u64; 3]) -> Result<(), DrawError> {
    let days = days.map(|days| days as f64);
    let all: f64 = days.iter().sum();
    if all == 0.0 {
        return Err(DrawError::NoData);
    }
    canvas.axes(
        Axis::names("state", &["bull", "bear", "stagnant"]),
        Axis::numbers("share of days", 0.0, 1.0),
    )?;
    canvas.bars(&days.map(|days| days / all))
}
