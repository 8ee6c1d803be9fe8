//! The task of an exercise: the `//!` lines at the top of its specification, as Markdown for its card.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag};

use super::{TaskError, read};
use crate::directive::directives;
use crate::edit::Edits;
use crate::listing::Listings;
use crate::markdown::Outline;
use crate::maths::{MathsError, mathml};
use crate::problem::{PageProblem, Problem, line_of};

/// A card's own title is a heading of the third level: headings in the task go below it.
const LEVELS_DOWN: usize = 3;

/// The task as Markdown, with what is wrong in it.
pub struct Prose {
    /// The Markdown.
    pub text: String,
    /// Problems on lines of the specification.
    pub problems: Vec<PageProblem>,
}

/// Reads the task of an exercise.
pub fn prose(root: &Path, name: &str, listings: &Listings) -> Result<Prose, TaskError> {
    let file = Path::new("exercises").join(name).join("spec.rs");
    let source = read(root, &file, name)?;
    // Line for line, so that problems are reported where they are.
    let text: String = source
        .lines()
        .map_while(|line| {
            Some(
                line.strip_prefix("//!")?
                    .strip_prefix(' ')
                    .unwrap_or(&line[3..]),
            )
            .map(|line| format!("{line}\n"))
        })
        .collect();
    if text.trim().is_empty() {
        return Err(TaskError::NoTask(file));
    }
    Ok(shown(
        &text,
        &file,
        &root.join("exercises").join(name),
        listings,
    ))
}

fn shown(text: &str, file: &Path, folder: &Path, listings: &Listings) -> Prose {
    let outline = Outline::of(text);
    let (directives, mut wrong_directives) = directives(text);
    let mut edits = Edits::default();
    let mut wrong: Vec<(usize, Problem)> = Vec::new();
    for directive in &directives {
        let error = TaskError::Directive(text[directive.range.clone()].to_owned());
        wrong.push((line_of(text, directive.range.start), error.into()));
    }
    wrong.extend(
        wrong_directives
            .drain(..)
            .map(|(line, error)| (line, error.into())),
    );
    let of_listings = listings
        .check(text, &outline, &[], folder)
        .wrong
        .into_iter();
    wrong.extend(of_listings.map(|(line, error)| (line, error.into())));
    let open = outline.open_formulas.iter();
    wrong.extend(open.map(|&at| (line_of(text, at), MathsError::Open.into())));
    for formula in &outline.formulas {
        match mathml(formula) {
            Ok(mathml) => edits.replace(formula.range.clone(), mathml),
            Err(error) => wrong.push((line_of(text, formula.range.start), error.into())),
        }
    }
    for (event, range) in Parser::new(text).into_offset_iter() {
        if let Event::Start(Tag::Heading { level, .. }) = event
            && text[range.clone()].starts_with('#')
        {
            edits.replace(
                range.start..range.start,
                "#".repeat(LEVELS_DOWN.min(6 - level as usize)),
            );
        }
    }
    let page: PathBuf = file.to_owned();
    let problems = wrong
        .into_iter()
        .map(|(line, problem)| PageProblem {
            page: page.clone(),
            line,
            problem,
        })
        .collect();
    Prose {
        text: edits.apply(text),
        problems,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn task(spec: &str) -> (String, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        sample::write(folder.path(), "exercises/q1/spec.rs", spec);
        let prose = prose(folder.path(), "q1", &Listings::of(folder.path())).unwrap();
        (
            prose.text,
            prose.problems.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn the_task_ends_where_the_code_begins() {
        let (text, problems) = task(
            "//! Simulate **it**.\n//!\n//! # Given\n//!\n//! - `State`\n\nuse std::fmt;\n//! no\n",
        );
        assert_eq!(text, "Simulate **it**.\n\n#### Given\n\n- `State`\n");
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn formulas_are_shown_and_mistakes_named_by_their_line() {
        assert!(task("//! $x^2$\n").0.starts_with("<math"));
        let (_, problems) = task(
            "//! a\n//!\n//! $\\frac{$\n//!\n//! ```rust\n//! fn f() {}\n//! ```\n//! {{#value a/b}}\n",
        );
        let text = problems.join("\n");
        assert!(
            text.contains("exercises/q1/spec.rs:3: a formula begins here"),
            "{text}"
        );
        assert!(
            text.contains("exercises/q1/spec.rs:6: Rust typed by hand"),
            "{text}"
        );
        assert!(
            text.contains("exercises/q1/spec.rs:8: `{{#value a/b}}` in the task"),
            "{text}"
        );
    }

    #[test]
    fn a_specification_without_a_task_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        sample::write(folder.path(), "exercises/q1/spec.rs", "use std::fmt;\n");
        let error = prose(folder.path(), "q1", &Listings::of(folder.path()))
            .err()
            .unwrap();
        assert!(error.to_string().contains("begins with no task"));
    }
}
