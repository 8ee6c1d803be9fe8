//! Reading `hints.md`: three hints under `## Hint 1` to `## Hint 3`, mildest first.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser};

/// How many hints every exercise has.
pub const HINTS: usize = 3;

/// Why hints can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum HintError {
    /// The file can't be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file hasn't the one form.
    #[error("{} must hold exactly the sections `## Hint 1` to `## Hint {HINTS}`, each with text", .0.display())]
    Form(PathBuf),
}

/// Reads the hints of one exercise.
pub fn read(path: &Path) -> Result<Vec<String>, HintError> {
    let text = std::fs::read_to_string(path).map_err(|source| HintError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    parse(&text).ok_or_else(|| HintError::Form(path.to_owned()))
}

/// A hint as HTML, for a page. HTML in it stays text.
pub fn html(hint: &str) -> String {
    let events = Parser::new(hint).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn parse(text: &str) -> Option<Vec<String>> {
    let mut hints: Vec<String> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            if title.trim() != format!("Hint {}", hints.len() + 1) {
                return None;
            }
            hints.push(String::new());
        } else if let Some(hint) = hints.last_mut() {
            hint.push_str(line);
            hint.push('\n');
        }
    }
    let hints: Vec<String> = hints
        .into_iter()
        .map(|hint| hint.trim().to_owned())
        .collect();
    (hints.len() == HINTS && hints.iter().all(|hint| !hint.is_empty())).then_some(hints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hints_come_out_in_order() {
        let hints =
            parse("# Hints\n\n## Hint 1\n\nAsk.\n\n## Hint 2\n\nLook.\n\n## Hint 3\n\nTell.\n")
                .unwrap();
        assert_eq!(hints, ["Ask.", "Look.", "Tell."]);
    }

    #[test]
    fn a_hint_for_a_page_is_html_in_which_html_is_text() {
        let hint = "Use `a < b`, *not* <b onclick=\"x()\">this</b>:\n\n<script>x()</script>\n";
        let html = html(hint);
        for part in ["<code>a &lt; b</code>", "<em>not</em>", "&lt;script&gt;"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<script") && !html.contains("<b "), "{html}");
    }

    #[test]
    fn a_missing_empty_or_misnumbered_hint_is_refused() {
        assert_eq!(parse("## Hint 1\na\n## Hint 2\nb\n"), None);
        assert_eq!(parse("## Hint 1\na\n## Hint 2\n\n## Hint 3\nc\n"), None);
        assert_eq!(parse("## Hint 2\na\n## Hint 1\nb\n## Hint 3\nc\n"), None);
    }
}
