//! Figures for pages: drawn with plotters, in the colours of the page's theme.
//!
//! plotters writes SVG with fixed colours. Here each colour stands for a variable of the page's style sheet, and
//! [`inline`] replaces it by that variable, and black by the colour of the text, so that a figure follows light and dark
//! themes. [`Figure`] is a drawn figure with its data, as `book/figures` keeps it; [`Axis`] places numbers and ticks.

pub mod axis;
pub mod figure;

pub use axis::Axis;
pub use figure::{Figure, FigureError};

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Where figures are drawn: in pixels, from the top left.
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What drawing into a string can fail with: nothing but a broken promise of the library.
pub type Drawn<T> = Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// The width of a figure that takes the whole column of a page.
pub const WIDTH: u32 = 720;
/// What plotters calls a size; it divides by 1.24 on writing.
const TEXT: f64 = 17.0;
/// About the width of a letter at that size.
pub const LETTER: u32 = 8;

/// Stands for the colour of the text.
pub const INK: RGBColor = BLACK;
/// Stands for the colour of grid lines.
pub const GRID: RGBColor = RGBColor(1, 255, 0);
/// Stands for the page's background.
pub const GROUND: RGBColor = RGBColor(1, 255, 1);
/// How many series have a colour of their own.
pub const COLOURS: u8 = 8;

/// Stands for the colour of the n-th series.
#[must_use]
pub fn series(n: usize) -> RGBColor {
    RGBColor(2, 255, (n % usize::from(COLOURS)) as u8)
}

/// Draws a figure of a size in pixels, and gives its SVG as [`inline`] makes it. `label` is for those who don't see it.
///
/// # Panics
/// When `draw` fails, which drawing into a string doesn't.
pub fn canvas(size: (u32, u32), label: &str, draw: impl FnOnce(&Area) -> Drawn<()>) -> String {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        draw(&area)
            .and_then(|()| area.present())
            .expect("drawing into a string can't fail");
    }
    inline(&svg, label)
}

/// SVG for a page: on one line, sized by the page, coloured by its theme, with a name for those who don't see it.
#[must_use]
pub fn inline(svg: &str, label: &str) -> String {
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    let view = svg
        .split_once("viewBox=\"")
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_default();
    let mut one_line: String = body.split('\n').map(str::trim_end).collect();
    for (colour, variable) in [
        (GRID, "--plot-grid".to_owned()),
        (GROUND, "--bg".to_owned()),
    ]
    .into_iter()
    .chain((0..usize::from(COLOURS)).map(|n| (series(n), format!("--plot-{n}"))))
    {
        one_line = one_line.replace(
            &format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2),
            &format!("var({variable})"),
        );
    }
    one_line = one_line
        .replace("#000000", "currentColor")
        .replace(" opacity=\"1\"", "")
        .replace("font-family=\"sans-serif\" ", "");
    format!(
        "<svg viewBox=\"{view}\" role=\"img\" aria-label=\"{}\" focusable=\"false\">{one_line}",
        attribute(label)
    )
}

/// Text for an attribute in double quotes, on one line.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('|', "&#124;")
        .replace(['\n', '\r'], " ")
}

/// A text at a place, drawn towards `anchor` of it.
///
/// # Errors
/// As plotters.
pub fn text(
    area: &Area,
    at: (i32, i32),
    words: &str,
    colour: RGBColor,
    anchor: (HPos, VPos),
) -> Drawn<()> {
    let style = TextStyle::from(("sans-serif", TEXT).into_font())
        .color(&colour)
        .pos(Pos::new(anchor.0, anchor.1));
    area.draw(&Text::new(words.to_owned(), at, style))
}

/// A straight line.
///
/// # Errors
/// As plotters.
pub fn line(
    area: &Area,
    from: (i32, i32),
    to: (i32, i32),
    colour: RGBColor,
    width: u32,
) -> Drawn<()> {
    area.draw(&PathElement::new([from, to], colour.stroke_width(width)))
}

/// The mark of a value; a hollow one lets the ground through.
///
/// # Errors
/// As plotters.
pub fn mark(
    area: &Area,
    at: (i32, i32),
    colour: RGBColor,
    hollow: bool,
    square: bool,
) -> Drawn<()> {
    let fill = if hollow { GROUND } else { colour };
    for (style, radius) in [(fill.filled(), 5), (colour.stroke_width(2), 5)] {
        if square {
            area.draw(&Rectangle::new(
                [
                    (at.0 - radius, at.1 - radius),
                    (at.0 + radius, at.1 + radius),
                ],
                style,
            ))?;
        } else {
            area.draw(&Circle::new(at, radius, style))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_line_in_the_colours_of_the_theme_with_a_name() {
        let svg = canvas((100, 50), "a \"name\" & more", |area| {
            line(area, (0, 0), (9, 9), GRID, 1)?;
            mark(area, (20, 20), series(9), true, false)?;
            text(area, (5, 5), "x < y", INK, (HPos::Left, VPos::Top))
        });
        assert!(!svg.contains('\n') && !svg.contains('#'), "{svg}");
        assert!(svg.starts_with(
            "<svg viewBox=\"0 0 100 50\" role=\"img\" aria-label=\"a &quot;name&quot; &amp; more\""
        ));
        for used in [
            "currentColor",
            "var(--plot-1)",
            "var(--plot-grid)",
            "var(--bg)",
            "x &lt; y",
        ] {
            assert!(svg.contains(used), "{used}: {svg}");
        }
        assert!(svg.ends_with("</svg>"), "{svg}");
    }
}
