//! Changes to a text, made in one go.

use std::ops::Range;

/// Changes that don't overlap, in any order.
#[derive(Debug, Default)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts `text` in the place of a range; at an empty range, inserts it.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// Puts a block of lines in the place of a directive that stands alone on its line.
    ///
    /// Every line keeps the indentation and quote marks of the first, and a blank line after the block keeps the text
    /// behind it out of its HTML.
    pub fn replace_block(&mut self, page: &str, range: Range<usize>, block: &str) {
        let before = margin(page, range.start);
        let rest = &page[range.end..];
        let next = rest
            .split_once('\n')
            .map_or("", |(_, next)| next)
            .lines()
            .next()
            .unwrap_or_default();
        let mut text = block.trim_end().replace('\n', &format!("\n{before}"));
        if !next.trim_matches(['>', ' ', '\t', '\r']).is_empty() {
            text.push('\n');
            text.push_str(before.trim_end());
        }
        self.replace(range, text);
    }

    /// Puts lines in the place of a directive that stands alone on its line, each with what stands before the first.
    pub fn replace_lines(&mut self, page: &str, range: Range<usize>, lines: &str) {
        let before = margin(page, range.start);
        self.replace(range, lines.replace('\n', &format!("\n{before}")));
    }

    /// The text with all changes made.
    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for (range, replacement) in self.0 {
            result.push_str(&text[at..range.start]);
            result.push_str(&replacement);
            at = range.end;
        }
        result.push_str(&text[at..]);
        result
    }
}

/// Whether nothing else but list and quote marks stands on the line of a range.
pub fn is_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
    let after = text[range.end..].split('\n').next().unwrap_or_default();
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+');
    before.chars().all(is_mark) && after.trim().is_empty()
}

/// The indentation and quote marks before an offset, with blanks for anything else.
fn margin(page: &str, offset: usize) -> String {
    let start = page[..offset].rfind('\n').map_or(0, |at| at + 1);
    let blank = |c: char| {
        if c == '>' || c.is_whitespace() {
            c
        } else {
            ' '
        }
    };
    page[start..offset].chars().map(blank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(page: &str, block: &str) -> String {
        let start = page.find('@').unwrap();
        let mut edits = Edits::default();
        edits.replace_block(page, start..start + 1, block);
        edits.apply(page)
    }

    #[test]
    fn changes_are_made_in_the_order_of_the_text() {
        let mut edits = Edits::default();
        edits.replace(4..5, "E");
        edits.replace(0..1, "A");
        edits.replace(2..2, "-");
        assert_eq!(edits.apply("abcde"), "Ab-cdE");
    }

    #[test]
    fn a_block_keeps_the_marks_of_its_line_and_its_distance() {
        assert_eq!(replaced("a\n\n@\nb\n", "<p>\n\nx"), "a\n\n<p>\n\nx\n\nb\n");
        assert_eq!(replaced("> @\n> b\n", "<p>\nx"), "> <p>\n> x\n>\n> b\n");
        assert_eq!(replaced("- @\n", "<p>\nx"), "- <p>\n  x\n");
    }

    #[test]
    fn a_directive_within_a_sentence_is_not_alone() {
        assert!(is_alone("a\n > @ \r\nb", &(5..6)));
        assert!(!is_alone("a @", &(2..3)) && !is_alone("@ b", &(0..1)));
    }
}
