//! What is on the page, as operators of a PDF's content stream (ISO 32000-1, section 8 and 9).
//!
//! Ticks, the frame and each piece of data are marked as such, so that a reader of the file can tell them apart.

use pdf_writer::types::LineCapStyle;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use crate::axis::Axis;
use crate::draw::Stroke;
use crate::font::encoded;
use crate::style::Style;

/// The font's name within the page.
const FONT: Name<'static> = Name(b"F1");

/// Points in a millimetre.
const PER_MM: f64 = 72.0 / 25.4;

/// A piece of data, in points on the page.
pub(crate) enum Shape {
    Lines(Vec<Vec<(f64, f64)>>, Stroke),
    Discs(Vec<(f64, f64)>),
    /// Two opposite corners each.
    Boxes(Vec<((f64, f64), (f64, f64))>),
}

/// The part of the page within the frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    left: f64,
    bottom: f64,
    width: f64,
    height: f64,
}

impl Field {
    /// The point at these shares of width and height.
    pub(crate) fn at(self, right: f64, up: f64) -> (f64, f64) {
        (
            self.left + right * self.width,
            self.bottom + up * self.height,
        )
    }
}

/// The page while it is drawn.
pub(crate) struct Page {
    pub(crate) field: Field,
    content: Content,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl Page {
    pub(crate) fn new(style: &Style) -> Self {
        // The same for all figures of a style, so that their frames line up on a page of a paper.
        let words = style.tick_pt + 1.8 * style.label_pt;
        let (left, bottom) = (
            words + 3.0 * style.tick_label_pt,
            words + 1.2 * style.tick_label_pt,
        );
        let field = Field {
            left,
            bottom,
            width: style.width_mm * PER_MM - left - 1.5 * style.tick_label_pt,
            height: style.height_mm * PER_MM - bottom - style.tick_label_pt,
        };
        let mut content = Content::new();
        content
            .set_line_width(style.line_pt as f32)
            .set_line_cap(LineCapStyle::RoundCap);
        Self { field, content }
    }

    pub(crate) fn frame(&mut self, style: &Style, axes: [&Axis; 2]) {
        let Field {
            left,
            bottom,
            width,
            height,
        } = self.field;
        self.content.begin_marked_content(Name(b"Frame"));
        let [x, y, w, h] = [left, bottom, width, height].map(|points| points as f32);
        self.content.rect(x, y, w, h).stroke().end_marked_content();
        let [x, y] = axes.map(|axis| {
            let share = |place: f64| (place - axis.from) / (axis.to - axis.from);
            let ticks = axis.ticks(style.ticks).into_iter();
            ticks
                .map(|(place, text)| (share(place), text))
                .collect::<Vec<_>>()
        });
        self.content.begin_marked_content(Name(b"Ticks"));
        for (share, _) in &x {
            let (x, y) = self.field.at(*share, 0.0);
            self.segment((x, y), (x, y - style.tick_pt));
        }
        for (share, _) in &y {
            let (x, y) = self.field.at(0.0, *share);
            self.segment((x, y), (x - style.tick_pt, y));
        }
        self.content.end_marked_content();

        let size = style.tick_label_pt;
        let below = bottom - style.tick_pt - size;
        for (share, text) in &x {
            let (x, _) = self.field.at(*share, 0.0);
            let half = style.font.width(text) * size / 2.0;
            self.text((x - half, below), size, text);
        }
        let beside = left - style.tick_pt - 0.2 * size;
        for (share, text) in &y {
            let (_, y) = self.field.at(0.0, *share);
            let width = style.font.width(text) * size;
            self.text((beside - width, y - 0.35 * size), size, text);
        }
        let size = style.label_pt;
        let half = |label| style.font.width(label) * size / 2.0;
        let [x, y] = axes.map(|axis| axis.label.as_str());
        self.text((left + width / 2.0 - half(x), below - 1.3 * size), size, x);
        self.turned((1.2 * size, bottom + height / 2.0 - half(y)), size, y);
    }

    pub(crate) fn shape(&mut self, style: &Style, shape: Shape) {
        let Field {
            left,
            bottom,
            width,
            height,
        } = self.field;
        let [x, y, w, h] = [left, bottom, width, height].map(|points| points as f32);
        self.content
            .begin_marked_content(Name(b"Data"))
            .save_state()
            .rect(x, y, w, h)
            .clip_nonzero()
            .end_path();
        match shape {
            Shape::Lines(lines, stroke) => {
                let gaps = 3.0 * style.line_pt as f32;
                match stroke {
                    Stroke::Solid => {}
                    Stroke::Dashed => {
                        self.content.set_dash_pattern([2.0 * gaps, gaps], 0.0);
                    }
                    Stroke::Dotted => {
                        self.content.set_dash_pattern([0.0, gaps], 0.0);
                    }
                }
                for line in lines {
                    for (i, (x, y)) in line.into_iter().enumerate() {
                        let (x, y) = (x as f32, y as f32);
                        if i == 0 {
                            self.content.move_to(x, y);
                        } else {
                            self.content.line_to(x, y);
                        }
                    }
                    self.content.stroke();
                }
            }
            Shape::Discs(places) => {
                // A line without length, with round ends.
                self.content.set_line_width(4.0 * style.line_pt as f32);
                for place in places {
                    self.segment(place, place);
                }
            }
            Shape::Boxes(boxes) => {
                self.content.set_fill_gray(0.6);
                for ((x, y), (right, top)) in boxes {
                    let [x, y, w, h] = [x, y, right - x, top - y].map(|points| points as f32);
                    self.content.rect(x, y, w, h).fill_nonzero();
                }
            }
        }
        self.content.restore_state().end_marked_content();
    }

    pub(crate) fn words(&mut self, style: &Style, at: (f64, f64), words: &str) {
        self.text(at, style.tick_label_pt, words);
    }

    fn segment(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.content
            .move_to(from.0 as f32, from.1 as f32)
            .line_to(to.0 as f32, to.1 as f32)
            .stroke();
    }

    fn text(&mut self, (x, y): (f64, f64), size: f64, text: &str) {
        self.set([1.0, 0.0, 0.0, 1.0, x as f32, y as f32], size, text);
    }

    /// A text that reads from below.
    fn turned(&mut self, (x, y): (f64, f64), size: f64, text: &str) {
        self.set([0.0, 1.0, -1.0, 0.0, x as f32, y as f32], size, text);
    }

    fn set(&mut self, matrix: [f32; 6], size: f64, text: &str) {
        self.content
            .begin_text()
            .set_font(FONT, size as f32)
            .set_text_matrix(matrix)
            .show(Str(&encoded(text)))
            .end_text();
    }

    pub(crate) fn into_pdf(self, style: &Style) -> Vec<u8> {
        let [catalog, pages, page, font, content] = [1, 2, 3, 4, 5].map(Ref::new);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(pages);
        pdf.pages(pages).kids([page]).count(1);
        let size = [style.width_mm, style.height_mm].map(|length| (length * PER_MM) as f32);
        let mut leaf = pdf.page(page);
        leaf.parent(pages)
            .media_box(Rect::new(0.0, 0.0, size[0], size[1]))
            .contents(content);
        leaf.resources().fonts().pair(FONT, font);
        leaf.finish();
        pdf.type1_font(font)
            .base_font(Name(style.font.name().as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
        pdf.stream(content, &self.content.finish());
        pdf.finish()
    }
}
