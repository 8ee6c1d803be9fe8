//! A canvas for the figures of a paper: axes, lines, marks, bars and words, which become a PDF of one page.
//!
//! It is given to the assignments on plotting and scaling. It can do little, and nothing of that little is hidden: a
//! [`Style`] says how big the page is, which font and how large, how long ticks are. Whoever opens the canvas chooses the
//! style; whoever draws on it can't change it.
//!
//! ```
//! use canvas::{Axis, Canvas, Stroke, Style};
//!
//! let mut canvas = Canvas::new(&Style::default());
//! canvas.axes(Axis::numbers("time (s)", 0.0, 2.0), Axis::numbers("height (m)", 0.0, 20.0))?;
//! canvas.line(&[(0.0, 19.6), (1.0, 14.7), (2.0, 0.0)], Stroke::Solid)?;
//! let pdf: Vec<u8> = canvas.into_pdf();
//! assert!(pdf.starts_with(b"%PDF-"));
//! # Ok::<(), canvas::DrawError>(())
//! ```
//!
//! The page is vectors and text, uncompressed, so you can read what is in it with any text editor. The fonts are of the
//! fourteen that every PDF reader has, hence none is embedded.

mod axis;
mod draw;
mod error;
mod font;
mod page;
#[cfg(feature = "read")]
pub mod read;
mod shelf;
mod style;

pub use axis::Axis;
pub use draw::{Canvas, Stroke};
pub use error::DrawError;
pub use font::Font;
pub use shelf::{Folder, Shelf};
pub use style::Style;
