//! The canvas.

use crate::axis::Axis;
use crate::error::DrawError;
use crate::page::{Page, Shape};
use crate::style::Style;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// All of it.
    Solid,
    /// In dashes.
    Dashed,
    /// In dots.
    Dotted,
}

/// What one draws on. First the axes, then what is placed by them.
///
/// Lines, marks and bars that lie beyond the axes are cut off at the frame; notes are not.
#[derive(Debug)]
pub struct Canvas {
    style: Style,
    axes: Option<[Axis; 2]>,
    page: Page,
}

impl Canvas {
    /// An empty page in a style.
    #[must_use]
    pub fn new(style: &Style) -> Self {
        Self {
            style: *style,
            axes: None,
            page: Page::new(style),
        }
    }

    /// Draws the frame, with ticks and labels: first the horizontal axis, then the vertical one.
    ///
    /// # Errors
    ///
    /// [`DrawError::NotFinite`] or [`DrawError::EmptyAxis`] if nothing can be placed on one of them.
    pub fn axes(&mut self, x: Axis, y: Axis) -> Result<(), DrawError> {
        x.check()?;
        y.check()?;
        self.page.frame(&self.style, [&x, &y]);
        self.axes = Some([x, y]);
        Ok(())
    }

    /// Draws a line from point to point. A point with a coordinate that isn't finite is a gap; a point alone between two
    /// gaps draws nothing.
    ///
    /// # Errors
    ///
    /// [`DrawError::NoAxes`].
    pub fn line(&mut self, points: &[(f64, f64)], stroke: Stroke) -> Result<(), DrawError> {
        let placed = self.placed(points)?;
        let runs = placed.split(|point| point.is_none());
        let lines = runs.map(|run| run.iter().flatten().copied().collect::<Vec<_>>());
        self.page.shape(
            &self.style,
            Shape::Lines(lines.filter(|run| run.len() > 1).collect(), stroke),
        );
        Ok(())
    }

    /// Draws a disc at each point. A point with a coordinate that isn't finite has none.
    ///
    /// # Errors
    ///
    /// [`DrawError::NoAxes`].
    pub fn marks(&mut self, points: &[(f64, f64)]) -> Result<(), DrawError> {
        let placed = self.placed(points)?;
        self.page.shape(
            &self.style,
            Shape::Discs(placed.into_iter().flatten().collect()),
        );
        Ok(())
    }

    /// Draws a bar from zero for each height, at 0, 1, 2, …: what an axis of names needs.
    ///
    /// # Errors
    ///
    /// [`DrawError::NotFinite`] for the first height that isn't finite, [`DrawError::NoAxes`].
    pub fn bars(&mut self, heights: &[f64]) -> Result<(), DrawError> {
        if let Some((i, &value)) = heights.iter().enumerate().find(|(_, h)| !h.is_finite()) {
            let what = format!("the height of bar {i}");
            return Err(DrawError::NotFinite { what, value });
        }
        let corners = (0..).map(f64::from).zip(heights);
        let corners = corners.flat_map(|(i, &height)| [(i - 0.3, 0.0), (i + 0.3, height)]);
        let placed = self.placed(&corners.collect::<Vec<_>>())?;
        let boxes = placed
            .chunks_exact(2)
            .filter_map(|pair| Some((pair[0]?, pair[1]?)));
        let boxes = boxes.collect();
        self.page.shape(&self.style, Shape::Boxes(boxes));
        Ok(())
    }

    /// Writes a few words, beginning at a point.
    ///
    /// # Errors
    ///
    /// [`DrawError::NotFinite`], [`DrawError::NoAxes`].
    pub fn note(&mut self, at: (f64, f64), words: &str) -> Result<(), DrawError> {
        for value in [at.0, at.1] {
            if !value.is_finite() {
                let what = format!("the place of {words:?}");
                return Err(DrawError::NotFinite { what, value });
            }
        }
        if let Some(Some(place)) = self.placed(&[at])?.first() {
            self.page.words(&self.style, *place, words);
        }
        Ok(())
    }

    /// The page, as the bytes of a PDF.
    #[must_use]
    pub fn into_pdf(self) -> Vec<u8> {
        self.page.into_pdf(&self.style)
    }

    /// Points on the page, in points; `None` for what has no place there.
    fn placed(&self, points: &[(f64, f64)]) -> Result<Vec<Option<(f64, f64)>>, DrawError> {
        let [x, y] = self.axes.as_ref().ok_or(DrawError::NoAxes)?;
        let field = self.page.field;
        let place = |&(a, b): &(f64, f64)| {
            let right = (a - x.from) / (x.to - x.from);
            let up = (b - y.from) / (y.to - y.from);
            // Far beyond the frame is as good as very far: a PDF's numbers are small.
            let [right, up] = [right, up].map(|share| share.clamp(-50.0, 50.0));
            (a.is_finite() && b.is_finite()).then(|| field.at(right, up))
        };
        Ok(points.iter().map(place).collect())
    }
}
