//! The mdBook preprocessor of Go Faster in Rust: tables, plots and numbers from measurement records, exercise cards,
//! formulas, and a check of every listing.
//!
//! | file | idea |
//! |---|---|
//! | `directive` | what a page may ask for |
//! | `page` | one page from source to Markdown |
//! | `listing`, `compiled` | every Rust and Python block is an include of tested code |
//! | `kernel`, [`record`], [`stale`] | records, their rows, and whether they still belong to the code |
//! | [`machines`] | records of further machines |
//! | [`profile`] | where the time goes: functions, lines and flames |
//! | [`evidence`] | what doesn't depend on a machine's speed: bytes, instructions, machine code |
//! | `measured` | a kernel's plot, table and reading |
//! | `verdicts` | how many races ended in which verdict |
//! | `value`, `guess`, `claim` | numbers in prose, bets on them, sentences that depend on them |
//! | `drawn` | a figure that listings drew, with its data |
//! | [`ceiling`] | what a row reaches of what its machine allows |
//! | `cited` | what a source lesson measured |
//! | `task`, [`exercise`] | exercise cards and solutions |
//! | `maths` | LaTeX to MathML |
//! | [`fingerprint`] | what a source file means, as one hash |

pub mod ceiling;
mod cited;
mod claim;
mod compiled;
mod directive;
mod drawn;
mod edit;
pub mod evidence;
pub mod exercise;
pub mod fingerprint;
mod guess;
mod html;
mod kernel;
mod listing;
mod machine;
pub mod machines;
mod markdown;
mod maths;
mod measured;
mod page;
mod problem;
pub mod profile;
mod quantity;
pub mod record;
#[cfg(test)]
mod sample;
pub mod stale;
mod task;
mod value;
mod verdicts;

use std::path::Path;

use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::errors::{Error, Result};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

pub use problem::{PageProblem, Problem, Problems};
pub use stale::{StaleKernel, stale};

/// The preprocessor. Its book lies in the folder `book` of the repository, or any other folder at its top.
#[derive(Debug, Default, Clone, Copy)]
pub struct Pages;

impl Pages {
    /// The preprocessor.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Replaces the directives and formulas of all pages.
    ///
    /// # Errors
    /// With everything that is wrong on any page.
    pub fn render(
        &self,
        root: &Path,
        source: &Path,
        mut book: Book,
    ) -> std::result::Result<Book, Problems> {
        let mut shared = page::Book::new(root, source);
        for chapter in book.chapters() {
            if let Some(path) = &chapter.path {
                shared.ask(&chapter.content, &chapter.name, path);
            }
        }
        let mut problems = Problems::default();
        // From the first page to the last, so that problems are told in that order.
        let rendered: Vec<_> = book
            .chapters()
            .map(|chapter| {
                // Includes start at the page's folder; a README keeps its own name in messages.
                let path = chapter
                    .source_path
                    .as_ref()
                    .or(chapter.path.as_ref())
                    .cloned()
                    .unwrap_or_default();
                let page = shared.page(&chapter.content, &path);
                problems.0.extend(page.problems);
                (chapter.path.clone(), page.text)
            })
            .collect();
        if !problems.0.is_empty() {
            return Err(problems);
        }
        let mut texts: std::collections::HashMap<_, _> = rendered.into_iter().collect();
        book.for_each_chapter_mut(|chapter| {
            if let Some(text) = texts.remove(&chapter.path) {
                chapter.content = text;
            }
        });
        Ok(book)
    }
}

impl Preprocessor for Pages {
    fn name(&self) -> &str {
        "workbook"
    }

    fn run(&self, context: &PreprocessorContext, book: Book) -> Result<Book> {
        let folder = context.root.canonicalize().map_err(|error| {
            let root = context.root.display();
            Error::msg(format!("cannot find the book's folder {root}: {error}"))
        })?;
        let root = folder.parent().unwrap_or(&folder);
        Ok(self.render(root, &folder.join(&context.config.book.src), book)?)
    }
}
