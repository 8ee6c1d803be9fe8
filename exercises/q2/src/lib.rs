//! Consistent plotting. The task is in `spec.rs`; this is the file to edit.
//!
//! The canvas is given, and so is where figures go: `cargo doc --open -p canvas`, or read `workbook/canvas/src`.

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
    |shelf, arguments| todo!("q2: open a canvas in the house style, draw on it, save it")
}

/// Makes a figure of a drawing function, in one line.
///
/// `figure!(pub fn heights(metres: &[f64], unit: &str) = draw_heights);` is a function
/// `heights(shelf, metres, unit)`, which does `draw_heights(canvas, metres, unit)` in the house style, and saves it
/// under the name `heights`.
#[macro_export]
macro_rules! figure {
    ($(#[$attribute:meta])* $visible:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) = $draw:path) => {
        $(#[$attribute])*
        $visible fn $name(
            shelf: &mut dyn $crate::Shelf,
            $($argument: $type),*
        ) -> Result<(), $crate::FigureError> {
            // Until it is written, so that nothing counts as unused.
            let _ = ($draw, $(&$argument),*);
            todo!("q2: put the house style on the drawing function")
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
/// [`DrawError::NoData`] if there are fewer than two numbers, or none of them is finite.
pub fn draw_orbit(canvas: &mut Canvas, x: &[f64]) -> Result<(), DrawError> {
    todo!("q2: axes, then a line")
}

/// A bar for each state, whose height is its share of all days.
///
/// # Errors
///
/// [`DrawError::NoData`] if there are no days.
pub fn draw_market(canvas: &mut Canvas, days: [u64; 3]) -> Result<(), DrawError> {
    todo!("q2: axes, then bars")
}
