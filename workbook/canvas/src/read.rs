//! Reads a figure back from its PDF, by a library that knows nothing of how it was written.

use std::collections::BTreeSet;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object};

/// The largest file that is read, in bytes.
const LARGEST: usize = 4 << 20;

/// What a PDF holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// How many pages there are. What follows is of the first.
    pub pages: usize,
    /// Width and height, in points.
    pub size_pt: (f64, f64),
    /// Pictures made of pixels.
    pub images: usize,
    /// Texts, in the order in which they were written.
    pub texts: Vec<Text>,
    /// The frame: left, bottom, width and height, in points. More than one if the axes were drawn more than once.
    pub frames: Vec<[f64; 4]>,
    /// Lengths of the ticks, in points.
    pub ticks: Vec<f64>,
    /// Widths of the lines, ticks and frame included, discs not, in hundredths of a point.
    pub line_widths: BTreeSet<u32>,
    /// The pieces of data, in the order in which they were drawn.
    pub data: Vec<Data>,
}

/// A text that can be selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What it says.
    pub words: String,
    /// The font's own name.
    pub font: String,
    /// Its size, in points.
    pub size: f64,
}

/// One line with its gaps, or some marks, or some bars.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data {
    /// Lines from point to point, in points on the page. A mark is a line of two equal points.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// Bars: left, bottom, width and height.
    pub boxes: Vec<[f64; 4]>,
    /// Whether the lines are dashed or dotted.
    pub broken: bool,
}

impl Data {
    /// The places of marks; `None` when it isn't made of marks alone.
    #[must_use]
    pub fn marks(&self) -> Option<Vec<(f64, f64)>> {
        let mark = |line: &Vec<(f64, f64)>| match line[..] {
            [a, b] if a == b => Some(a),
            _ => None,
        };
        let marks: Option<Vec<_>> = self.lines.iter().map(mark).collect();
        marks.filter(|marks| !marks.is_empty() && self.boxes.is_empty())
    }

    /// The points of a line without gaps; `None` when it is something else.
    #[must_use]
    pub fn line(&self) -> Option<&[(f64, f64)]> {
        match &self.lines[..] {
            [line] if self.marks().is_none() && self.boxes.is_empty() => Some(line),
            _ => None,
        }
    }
}

/// Why it can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// A file of that size isn't looked at.
    #[error("{0} bytes are too many for a figure")]
    TooLarge(usize),
    /// The library says so.
    #[error("it is no PDF: {0}")]
    NoPdf(#[from] lopdf::Error),
    /// It is a PDF, but not like those of the canvas.
    #[error("it is no figure: {0}")]
    NoFigure(&'static str),
    /// The library gave up on it in a way that it shouldn't.
    #[error("it is so broken that it can't even be refused")]
    Panic,
}

impl Figure {
    /// Reads a PDF.
    ///
    /// # Errors
    ///
    /// When it isn't one, or is too large, or lacks what a page must have. Whatever the bytes are, this doesn't panic.
    pub fn of(pdf: &[u8]) -> Result<Self, Unreadable> {
        if pdf.len() > LARGEST {
            return Err(Unreadable::TooLarge(pdf.len()));
        }
        // What a judge reads comes from a student's process, and may be made to trip the library up.
        std::panic::catch_unwind(|| Self::read(pdf)).unwrap_or(Err(Unreadable::Panic))
    }

    fn read(pdf: &[u8]) -> Result<Self, Unreadable> {
        let document = Document::load_mem(pdf)?;
        let pages = document.get_pages();
        let page = *pages
            .values()
            .next()
            .ok_or(Unreadable::NoFigure("it has no page"))?;
        let dictionary = document.get_dictionary(page)?;
        let corners = numbers(dictionary.get(b"MediaBox")?.as_array()?)?;
        let [left, bottom, right, top] = corners[..] else {
            return Err(Unreadable::NoFigure("its page has no size"));
        };
        let mut fonts = Vec::new();
        for (name, font) in document.get_page_fonts(page)? {
            let base = font.get(b"BaseFont")?.as_name()?;
            fonts.push((name, String::from_utf8_lossy(base).into_owned()));
        }
        let content = document.get_page_content_with_limit(page, LARGEST)?;
        let mut figure = Self {
            pages: pages.len(),
            size_pt: (right - left, top - bottom),
            images: document.get_page_images(page)?.len(),
            texts: Vec::new(),
            frames: Vec::new(),
            ticks: Vec::new(),
            line_widths: BTreeSet::new(),
            data: Vec::new(),
        };
        let mut reader = Reader {
            fonts,
            ..Reader::default()
        };
        for operation in Content::decode(&content)?.operations {
            reader.take(&operation, &mut figure)?;
        }
        Ok(figure)
    }

    /// Whether a text stands on the page, as a whole.
    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        self.texts.iter().any(|text| text.words == words)
    }

    /// The fonts of its texts.
    #[must_use]
    pub fn fonts(&self) -> BTreeSet<&str> {
        self.texts.iter().map(|text| text.font.as_str()).collect()
    }

    /// The sizes of its texts, in hundredths of a point.
    #[must_use]
    pub fn sizes(&self) -> BTreeSet<u32> {
        self.texts
            .iter()
            .map(|text| hundredths(text.size))
            .collect()
    }
}

/// Where the reader is in the content.
#[derive(Default)]
struct Reader {
    /// Names within the page, and the fonts' own.
    fonts: Vec<(Vec<u8>, String)>,
    font: (String, f64),
    group: Vec<Vec<u8>>,
    line_width: f64,
    kept: Vec<f64>,
    dashed: bool,
    path: Vec<(f64, f64)>,
    boxes: Vec<[f64; 4]>,
}

impl Reader {
    fn take(&mut self, operation: &Operation, figure: &mut Figure) -> Result<(), Unreadable> {
        let operands = &operation.operands;
        let odd = || Unreadable::NoFigure("an operator lacks what it works on");
        match operation.operator.as_str() {
            "BMC" => {
                let tag = operands.first().ok_or_else(odd)?.as_name()?.to_vec();
                if tag == b"Data" {
                    figure.data.push(Data::default());
                }
                self.group.push(tag);
            }
            "EMC" => {
                self.group.pop();
            }
            "q" => self.kept.push(self.line_width),
            "Q" => {
                self.line_width = self.kept.pop().unwrap_or(self.line_width);
                self.dashed = false;
            }
            "w" => self.line_width = numbers(operands)?.first().copied().ok_or_else(odd)?,
            "d" => {
                let pattern = operands.first().ok_or_else(odd)?.as_array()?;
                self.dashed = !pattern.is_empty();
            }
            "m" | "l" => {
                let [x, y] = numbers(operands)?[..] else {
                    return Err(odd());
                };
                if operation.operator == "m" {
                    self.path.clear();
                }
                self.path.push((x, y));
            }
            "re" => {
                let corners = numbers(operands)?;
                self.boxes.push(corners.try_into().map_err(|_| odd())?);
            }
            "n" => self.done(),
            "S" | "f" => {
                self.paint(figure);
                self.done();
            }
            "Tf" => {
                let [name, size] = &operands[..] else {
                    return Err(odd());
                };
                let name = name.as_name()?;
                let known = self.fonts.iter().find(|(known, _)| known == name);
                let (_, font) = known.ok_or(Unreadable::NoFigure("a font isn't declared"))?;
                self.font = (font.clone(), f64::from(size.as_float()?));
            }
            "Tj" => {
                let words = operands.first().ok_or_else(odd)?.as_str()?;
                figure.texts.push(Text {
                    words: words.iter().map(|&byte| letter(byte)).collect(),
                    font: self.font.0.clone(),
                    size: self.font.1,
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn paint(&self, figure: &mut Figure) {
        let is_mark = matches!(self.path[..], [a, b] if a == b);
        if !self.path.is_empty() && !is_mark {
            figure.line_widths.insert(hundredths(self.line_width));
        }
        match self.group.last().map(Vec::as_slice) {
            Some(b"Frame") => figure.frames.extend(&self.boxes),
            Some(b"Ticks") => {
                if let [(x, y), (to_x, to_y)] = self.path[..] {
                    figure.ticks.push((to_x - x).hypot(to_y - y));
                }
            }
            Some(b"Data") => {
                if let Some(data) = figure.data.last_mut() {
                    data.broken |= self.dashed;
                    data.boxes.extend(&self.boxes);
                    if !self.path.is_empty() {
                        data.lines.push(self.path.clone());
                    }
                }
            }
            _ => {}
        }
    }

    fn done(&mut self) {
        self.path.clear();
        self.boxes.clear();
    }
}

fn numbers(objects: &[Object]) -> Result<Vec<f64>, Unreadable> {
    let numbers = objects
        .iter()
        .map(|object| object.as_float().map(f64::from));
    Ok(numbers.collect::<Result<_, _>>()?)
}

fn hundredths(points: f64) -> u32 {
    (points * 100.0).round() as u32
}

/// A letter of the encoding that a PDF calls WinAnsi, which is Latin-1 but for a few signs.
fn letter(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x96 => '–',
        0x97 => '—',
        other => char::from(other),
    }
}
