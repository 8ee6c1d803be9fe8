//! How figures look.

use crate::font::Font;

/// How a figure looks, whatever is drawn on it. A point (pt) is 1/72 inch, an inch is 25.4 mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Width of the page, in millimetres.
    pub width_mm: f64,
    /// Height of the page, in millimetres.
    pub height_mm: f64,
    /// The font of all words and numbers.
    pub font: Font,
    /// Size of the axes' labels, in points.
    pub label_pt: f64,
    /// Size of the numbers and names at ticks, and of notes, in points.
    pub tick_label_pt: f64,
    /// Length of a tick, in points.
    pub tick_pt: f64,
    /// Into how many steps an axis is divided, at most.
    pub ticks: u32,
    /// Width of all lines, in points.
    pub line_pt: f64,
}

impl Default for Style {
    /// Too big for a column of a journal, like most defaults.
    fn default() -> Self {
        Self {
            width_mm: 160.0,
            height_mm: 120.0,
            font: Font::Times,
            label_pt: 12.0,
            tick_label_pt: 12.0,
            tick_pt: 5.0,
            ticks: 10,
            line_pt: 1.0,
        }
    }
}
