//! The parts of a page that Markdown sees: code blocks, code spans, formulas, raw HTML.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A language whose listings must be tested code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Rust.
    Rust,
    /// Python, transcripts of its prompt included.
    Python,
}

impl std::fmt::Display for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
        })
    }
}

/// A code block.
#[derive(Debug, PartialEq)]
pub struct CodeBlock {
    /// Its bytes, fences included.
    pub range: Range<usize>,
    /// Its language, if its listings must be tested.
    pub language: Option<Listed>,
    /// The bytes of each line in it, without indentation and line end.
    pub lines: Vec<Range<usize>>,
}

/// A formula.
#[derive(Debug, PartialEq)]
pub struct Formula {
    /// Its bytes, dollars included.
    pub range: Range<usize>,
    /// Its LaTeX.
    pub latex: String,
    /// On a line of its own.
    pub display: bool,
}

/// What Markdown makes of a page.
#[derive(Debug, Default, PartialEq)]
pub struct Outline {
    /// Code blocks.
    pub blocks: Vec<CodeBlock>,
    /// Bytes of code spans.
    pub spans: Vec<Range<usize>>,
    /// Formulas.
    pub formulas: Vec<Formula>,
    /// Where a formula begins that Markdown doesn't take for one: it doesn't end, or its braces don't match.
    pub open_formulas: Vec<usize>,
    /// Where the headings begin that stand in no quote and no list.
    pub headings: Vec<usize>,
    /// Where a block of raw HTML begins, and by how many elements it goes in, or out if negative.
    pub nesting: Vec<(usize, isize)>,
    /// Raw HTML that shows a listing: where, and in which language.
    pub html_listings: Vec<(usize, Listed)>,
}

impl Outline {
    /// Reads a page with the extensions that mdBook uses, and mathematics.
    pub fn of(text: &str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_GFM
            | Options::ENABLE_MATH;
        let mut outline = Self::default();
        let mut open: Option<CodeBlock> = None;
        let is_at_margin = |at: usize| at == 0 || text[..at].ends_with('\n');
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(info) => listed(&info),
                        CodeBlockKind::Indented => None,
                    };
                    open = Some(CodeBlock {
                        range,
                        language,
                        lines: Vec::new(),
                    });
                }
                Event::Start(Tag::Heading { .. }) if is_at_margin(range.start) => {
                    outline.headings.push(range.start);
                }
                Event::End(TagEnd::CodeBlock) => outline.blocks.extend(open.take()),
                Event::Text(_) => match &mut open {
                    Some(block) => block.lines.extend(lines(text, range)),
                    None => outline.open_formulas.extend(open_formulas(text, range)),
                },
                Event::Code(_) => outline.spans.push(range),
                Event::InlineMath(latex) => {
                    outline.formulas.push(Formula {
                        range,
                        latex: latex.into_string(),
                        display: false,
                    });
                }
                Event::DisplayMath(latex) => {
                    outline.formulas.push(Formula {
                        range,
                        latex: latex.into_string(),
                        display: true,
                    });
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    outline.nesting.push((range.start, depth(&html)));
                    if let Some(language) = listed_in_html(&html) {
                        outline.html_listings.push((range.start, language));
                    }
                }
                _ => {}
            }
        }
        outline
    }

    /// Whether a byte lies within an element of raw HTML that holds Markdown, such as a fold.
    pub fn is_nested(&self, offset: usize) -> bool {
        let before = self.nesting.iter().take_while(|(at, _)| *at < offset);
        before.map(|(_, depth)| depth).sum::<isize>() > 0
    }

    /// The code block that a byte is in.
    pub fn block_at(&self, offset: usize) -> Option<&CodeBlock> {
        self.blocks
            .iter()
            .find(|block| block.range.contains(&offset))
    }
}

/// How many of the elements that may hold Markdown a piece of HTML opens, less those that it closes.
fn depth(html: &str) -> isize {
    let tags = |mark: &str| -> isize {
        let holders = ["details", "div", "section", "figure", "blockquote", "aside"];
        let count = |holder: &&str| html.matches(&format!("{mark}{holder}")).count() as isize;
        holders.iter().map(count).sum()
    };
    tags("<") - tags("</")
}

/// The trimmed lines within a range, those without text left out.
fn lines(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let mut lines = Vec::new();
    for line in text[range].split_inclusive('\n') {
        let inner = line.trim();
        if !inner.is_empty() {
            let begin = start + line.len() - line.trim_start().len();
            lines.push(begin..begin + inner.len());
        }
        start += line.len();
    }
    lines
}

/// The dollars of a text that look like the beginning of a formula: `$$`, or `$\\` as in `$\\frac`.
fn open_formulas(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    range.filter(|&at| {
        let rest = &text.as_bytes()[at..];
        let is_escaped = text.as_bytes()[..at].ends_with(b"\\");
        !is_escaped && (rest.starts_with(b"$$") || rest.starts_with(b"$\\"))
    })
}

/// The language of a fence's info string, as `rust,ignore`, `{.python}` or `rs`.
fn listed(info: &str) -> Option<Listed> {
    info.to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find_map(|word| match word {
            "rust" | "rs" => Some(Listed::Rust),
            "python" | "py" | "python3" | "py3" | "pycon" | "ipython" | "ipython3" => {
                Some(Listed::Python)
            }
            _ => None,
        })
}

/// The language that a piece of raw HTML would be highlighted in.
fn listed_in_html(html: &str) -> Option<Listed> {
    let html = html.to_ascii_lowercase();
    html.match_indices("language-").find_map(|(at, mark)| {
        let word = html[at + mark.len()..]
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next();
        word.and_then(listed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(text: &str) -> Vec<Option<Listed>> {
        Outline::of(text)
            .blocks
            .iter()
            .map(|block| block.language)
            .collect()
    }

    #[test]
    fn every_way_to_fence_a_listing_is_seen() {
        for text in [
            "```rust\nx\n```",
            "~~~rust\nx\n~~~",
            "````rs,ignore\nx\n````",
            "```Rust,noplayground\nx\n```",
            "``` {.rust .editable}\nx\n```",
            "- a\n\n  ```rust\n  x\n  ```",
            "> ```rust\n> x\n> ```",
            "1. a\n   - b\n\n     ~~~rust\n     x\n     ~~~",
            "<div class=\"twin\">\n\n```rust\nx\n```\n\n</div>",
        ] {
            assert_eq!(languages(text), [Some(Listed::Rust)], "{text}");
        }
        for info in ["python", "py", "python3", "pycon", "ipython", "{.py}"] {
            assert_eq!(
                languages(&format!("```{info}\nx\n```")),
                [Some(Listed::Python)],
                "{info}"
            );
        }
        for info in [
            "",
            "text",
            "console",
            "toml",
            "rustc-output-is-text".replace('-', "").as_str(),
        ] {
            assert_eq!(languages(&format!("```{info}\nx\n```")), [None], "{info}");
        }
    }

    #[test]
    fn lines_of_a_block_are_found_within_lists_and_with_any_line_end() {
        for text in [
            "- a\n\n  ```rust\n  one\n\n    two\n  ```\n",
            "- a\r\n\r\n  ```rust\r\n  one\r\n\r\n    two\r\n  ```\r\n",
        ] {
            let outline = Outline::of(text);
            let lines: Vec<&str> = outline.blocks[0]
                .lines
                .iter()
                .map(|line| &text[line.clone()])
                .collect();
            assert_eq!(lines, ["one", "two"]);
        }
    }

    #[test]
    fn raw_html_listings_are_seen() {
        let text = "text\n\n<pre><code class=\"language-rust\">\nfn main() {}\n</code></pre>\n\na <code class='hl language-py'>x</code>";
        let found = Outline::of(text).html_listings;
        assert_eq!(
            found.iter().map(|found| found.1).collect::<Vec<_>>(),
            [Listed::Rust, Listed::Python]
        );
    }

    #[test]
    fn headings_are_told_from_comments_in_code_and_from_quoted_ones() {
        let text = "# a\n\n```sh\n# b\n```\n\n> # c\n\nd\n---\n\n### e\n";
        let lines: Vec<&str> = Outline::of(text)
            .headings
            .iter()
            .filter_map(|at| text[*at..].lines().next())
            .collect();
        assert_eq!(lines, ["# a", "d", "### e"]);
    }

    #[test]
    fn what_stands_in_a_fold_is_nested() {
        let text = "a\n\n<details class=\"x\">\n<summary>b</summary>\n\nc\n\n</details>\n\nd <div>e</div> f\n";
        let outline = Outline::of(text);
        let nested = |word: &str| outline.is_nested(text.find(word).unwrap());
        assert!(!nested("a\n") && nested("c\n") && !nested("d <") && !nested("f\n"));
    }

    #[test]
    fn formulas_are_told_from_money_and_code() {
        let text = "$x^2$ costs `$y$` \\$z\\$, $5 or 6 dollars\n\n$$\n\\sum_i i\n$$\n";
        let formulas = Outline::of(text).formulas;
        let latex: Vec<(&str, bool)> = formulas
            .iter()
            .map(|formula| (formula.latex.trim(), formula.display))
            .collect();
        assert_eq!(latex, [("x^2", false), ("\\sum_i i", true)]);
        assert_eq!(&text[formulas[0].range.clone()], "$x^2$");
        assert!(Outline::of(text).open_formulas.is_empty());
    }

    #[test]
    fn a_formula_that_does_not_end_is_seen() {
        for text in ["a $\\frac{$ b", "a $$x b", "a\n\n$$\n\\frac{1}{\n$$\n"] {
            let outline = Outline::of(text);
            assert!(outline.formulas.is_empty(), "{text}");
            assert_eq!(
                outline.open_formulas.first(),
                text.find('$').as_ref(),
                "{text}"
            );
        }
    }
}
