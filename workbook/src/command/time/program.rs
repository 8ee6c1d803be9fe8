//! The program around a snippet, in which every byte of the snippet is found again.

use std::ops::Range;

/// What was typed on the command line.
#[derive(Debug, Clone, Copy)]
pub struct Snippets<'a> {
    /// Statements that run once.
    pub setup: &'a str,
    /// What is timed.
    pub expression: &'a str,
    /// What it is compared with.
    pub against: Option<&'a str>,
}

/// The program's source, and where in it the snippets stand.
#[derive(Debug)]
pub struct Program {
    /// The source.
    pub text: String,
    regions: Vec<Region>,
}

/// One of the snippets' places in the source. A set-up that serves two expressions stands there twice.
#[derive(Debug)]
struct Region {
    name: &'static str,
    range: Range<usize>,
    /// The line of the source that it begins on, from one.
    line: usize,
}

/// A place in a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// Which snippet, as the command line calls it.
    pub name: &'static str,
    /// All of the snippet.
    pub text: &'a str,
    /// The bytes meant.
    pub range: Range<usize>,
}

/// What every program begins with.
const HEAD: &str = "\
// Written by `cargo workbook time`.
#![allow(warnings)]

use std::hint::black_box;

use listings::*;
use ndarray::prelude::*;
use rand::prelude::*;
use rayon::prelude::*;

";

/// The part of the program that stands in a module of its own.
const HARNESS: &str = include_str!("harness.rs");

impl Program {
    /// The program that times these.
    pub fn new(snippets: &Snippets) -> Self {
        let mut program = Self {
            text: HEAD.to_owned(),
            regions: Vec::new(),
        };
        program.function(0, snippets.setup, "EXPR", snippets.expression);
        if let Some(against) = snippets.against {
            program.function(1, snippets.setup, "--against", against);
        }
        program.text += match snippets.against {
            None => {
                "fn main() -> std::process::ExitCode {\n\
                 \x20   __workbook::main(|all| __workbook_0(&mut |a| all(&mut [a])))\n}\n"
            }
            Some(_) => {
                "fn main() -> std::process::ExitCode {\n\
                 \x20   __workbook::main(|all| __workbook_0(&mut |a| __workbook_1(&mut |b| all(&mut [&mut *a, b]))))\n}\n"
            }
        };
        program.text += "\nmod __workbook {\n";
        program.text += HARNESS;
        program.text += "}\n";
        program
    }

    /// A function that runs the set-up, and hands on a closure that evaluates the expression once.
    ///
    /// The closure is found through `black_box` at each call: so what it borrowed may have changed, for all the compiler
    /// knows, and has to be read and computed with again.
    fn function(&mut self, number: usize, setup: &str, name: &'static str, expression: &str) {
        self.text += &format!(
            "fn __workbook_{number}(__workbook_next: &mut dyn FnMut(&mut dyn FnMut())) {{\n"
        );
        self.snippet("--setup", setup);
        // A comment at a snippet's end must not swallow what follows it, hence its own lines.
        self.text += "\n;let mut __workbook_work = __workbook::repeated(|| { black_box({\n";
        self.snippet(name, expression);
        self.text +=
            "\n}); });\n__workbook_next(&mut || black_box(&mut __workbook_work)());\n}\n\n";
    }

    fn snippet(&mut self, name: &'static str, text: &str) {
        let start = self.text.len();
        let line = 1 + self.text.matches('\n').count();
        self.text += text;
        self.regions.push(Region {
            name,
            range: start..self.text.len(),
            line,
        });
    }

    /// The place in a snippet that bytes of the source belong to; `None` if they are none of the reader's.
    pub fn place(&self, bytes: Range<usize>) -> Option<Place<'_>> {
        let region = self
            .regions
            .iter()
            .find(|region| region.range.start <= bytes.start && bytes.end <= region.range.end)?;
        Some(Place {
            name: region.name,
            text: &self.text[region.range.clone()],
            range: bytes.start - region.range.start..bytes.end - region.range.start,
        })
    }

    /// The end of a snippet, if bytes of the source follow it closely: where something is missing that was expected there.
    pub fn end_before(&self, at: usize) -> Option<Place<'_>> {
        // The line feed, and the one sign that ends a snippet's place.
        let region = self
            .regions
            .iter()
            .find(|region| (region.range.end..region.range.end + 3).contains(&at))?;
        let text = &self.text[region.range.clone()];
        let end = text.trim_end().len();
        Some(Place {
            name: region.name,
            text,
            range: end..end,
        })
    }

    /// The place in a snippet of a line and column of the source, both from one, the column in characters.
    pub fn at(&self, line: usize, column: usize) -> Option<Place<'_>> {
        let region = self.regions.iter().find(|region| {
            let lines = 1 + self.text[region.range.clone()].matches('\n').count();
            (region.line..region.line + lines).contains(&line)
        })?;
        let text = &self.text[region.range.clone()];
        let before: usize = text
            .split_inclusive('\n')
            .take(line - region.line)
            .map(str::len)
            .sum();
        let within = text[before..].char_indices().nth(column.checked_sub(1)?);
        let at = before + within.map_or(text.len() - before, |(at, _)| at);
        Some(Place {
            name: region.name,
            text,
            range: at..at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        Program::new(&Snippets {
            setup: "let x = 1;\nlet é = 2;",
            expression: "x + é // sum",
            against: Some("x"),
        })
    }

    #[test]
    fn every_byte_of_a_snippet_is_found_again_and_no_other() {
        let program = program();
        let at = program.text.find("x + é").unwrap();
        let place = program.place(at..at + 1).unwrap();
        assert_eq!((place.name, place.range), ("EXPR", 0..1));
        assert_eq!(place.text, "x + é // sum");
        let setup = program.text.find("let é").unwrap();
        let place = program.place(setup + 4..setup + 6).unwrap();
        assert_eq!((place.name, &place.text[place.range]), ("--setup", "é"));
        let ours = program.text.find("repeated").unwrap();
        assert_eq!(program.place(ours..ours + 8), None);
        assert_eq!(program.place(at..program.text.len()), None);
        let end = at + "x + é // sum".len();
        assert_eq!(program.end_before(end + 1).unwrap().range, 13..13);
        assert_eq!(program.end_before(end + 9), None);
    }

    #[test]
    fn a_line_and_a_column_lead_to_the_same_place() {
        let program = program();
        let at = program.text.find("é // sum").unwrap();
        let line = 1 + program.text[..at].matches('\n').count();
        let place = program.at(line, 5).unwrap();
        assert_eq!((place.name, place.range.start), ("EXPR", 4));
        assert_eq!(program.at(1, 1), None);
        assert_eq!(
            program.at(line, 500).unwrap().range.start,
            "x + é // sum".len()
        );
    }
}
