//! No line of a solution is left anywhere that students can read.
//!
//! A solution and a listing may share a line by chance, or because the exercise gives it. So what students have as code anyway
//! is no secret: their exercises, the listings, the workbook's own code. Everything else that is handed out, pages, hints,
//! figures, records, is searched for every other line of code of solutions and judge.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// A line shorter than this tells nothing.
const LONG: usize = 30;

/// Whether a file of a hand-out is code that students are given as such.
pub fn is_code(path: &Path) -> bool {
    let folders = ["exercises", "book/listings", "workbook"];
    let is_prose = path
        .extension()
        .is_some_and(|extension| extension == "md" || extension == "json");
    !is_prose && folders.iter().any(|folder| path.starts_with(folder))
}

/// Knows the lines that mustn't be handed out.
#[derive(Debug, Default)]
pub struct Guard {
    kept_back: HashSet<String>,
}

impl Guard {
    /// Takes the lines of a file that isn't handed out.
    pub fn keep_back(&mut self, file: &[u8]) {
        let text = String::from_utf8_lossy(file);
        self.kept_back.extend(lines(&text).map(str::to_owned));
    }

    /// Forgets the lines of a file that students are given.
    pub fn give(&mut self, file: &[u8]) {
        let text = String::from_utf8_lossy(file);
        for line in lines(&text) {
            self.kept_back.remove(line);
        }
    }

    /// The lines that a file would give away, wherever they stand in it, also as JSON or HTML writes them.
    pub fn leaks(&self, file: &[u8]) -> BTreeSet<&str> {
        let mut by_head: HashMap<&[u8], Vec<&str>> = HashMap::new();
        for line in &self.kept_back {
            by_head
                .entry(&line.as_bytes()[..LONG])
                .or_default()
                .push(line);
        }
        let text = String::from_utf8_lossy(file);
        let mut found = BTreeSet::new();
        for text in [text.clone().into_owned(), unescaped(&text)] {
            let bytes = text.as_bytes();
            for at in 0..bytes.len().saturating_sub(LONG - 1) {
                for line in by_head.get(&bytes[at..at + LONG]).into_iter().flatten() {
                    if bytes[at..].starts_with(line.as_bytes()) {
                        found.insert(*line);
                    }
                }
            }
        }
        found
    }
}

/// The lines of code that are long enough, without what is around them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| line.len() >= LONG && !line.starts_with("//"))
}

/// Text as it was before it was put into JSON or HTML.
fn unescaped(text: &str) -> String {
    let escapes = [
        ("\\\"", "\""),
        ("\\n", "\n"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    escapes
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "    let answer: Vec<u64> = segments.map(repair).collect();\n";
    const SHORT: &str = "    let answer = 42;\n";

    fn guard() -> Guard {
        let mut guard = Guard::default();
        guard.keep_back(format!("//! {SECRET}{SECRET}{SHORT}").as_bytes());
        guard
    }

    #[test]
    fn a_line_is_found_in_the_middle_of_another_and_in_every_dress() {
        let plain = SECRET.trim();
        for file in [
            format!("As in `{plain}`, say."),
            serde_json::json!({ "text": format!("a\n{SECRET}b") }).to_string(),
            format!("<p>{}</p>", plain.replace('<', "&lt;").replace('>', "&gt;")),
        ] {
            assert_eq!(
                guard().leaks(file.as_bytes()),
                BTreeSet::from([plain]),
                "{file}"
            );
        }
        assert!(
            guard().leaks(SHORT.as_bytes()).is_empty(),
            "it tells nothing"
        );
        assert!(guard().leaks(b"short").is_empty());
    }

    #[test]
    fn what_students_are_given_as_code_is_no_secret() {
        let mut guard = guard();
        guard.give(SECRET.as_bytes());
        assert!(guard.leaks(SECRET.as_bytes()).is_empty());
        assert!(
            is_code(Path::new("exercises/q1/spec.rs"))
                && is_code(Path::new("book/listings/src/pi.rs"))
        );
        for read in [
            "exercises/q1/hints.md",
            "book/src/timing.md",
            "book/figures/hat.json",
            "README.md",
        ] {
            assert!(!is_code(Path::new(read)), "{read}");
        }
    }
}
