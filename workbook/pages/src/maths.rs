//! Formulas: `$…$` and `$$…$$` to MathML, which needs no script and no font.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

use crate::html::without_markdown;
use crate::markdown::Formula;

/// Why a formula can't be shown.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum MathsError {
    /// LaTeX that isn't understood.
    #[error("the formula `{latex}` can't be read: {reason}")]
    Latex {
        /// The LaTeX.
        latex: String,
        /// What the parser says.
        reason: String,
    },
    /// A beginning without an end.
    #[error(
        "a formula begins here and doesn't end, or its braces don't match; for a dollar sign write `\\$`"
    )]
    Open,
}

/// The formula as MathML on one line, of which Markdown sees nothing.
pub fn mathml(formula: &Formula) -> Result<String, MathsError> {
    let wrong = |reason: String| MathsError::Latex {
        latex: formula.latex.trim().replace('\n', " "),
        reason,
    };
    // Two prices in one paragraph can look like a formula to Markdown.
    if formula.latex.contains('`') {
        return Err(wrong(
            "it holds a backtick; for a dollar sign write `\\$`".to_owned(),
        ));
    }
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(&formula.latex, &storage)
        .collect::<Result<_, _>>()
        .map_err(|error| {
            wrong(
                error
                    .to_string()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        })?;
    let display_mode = if formula.display {
        DisplayMode::Block
    } else {
        DisplayMode::Inline
    };
    let mut mathml = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(
        &mut mathml,
        events,
        RenderConfig {
            display_mode,
            ..RenderConfig::default()
        },
    )
    .map_err(|error| wrong(error.to_string()))?;
    Ok(texts_without_markdown(&mathml.replace(['\n', '\r'], " ")))
}

/// Hides Markdown's signs in the texts between tags, and HTML's own, which the renderer of formulas leaves as they are.
/// The tags themselves are raw HTML to Markdown.
fn texts_without_markdown(markup: &str) -> String {
    let mut result = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(next) = rest.chars().next() {
        let is_tag =
            next == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let length = match next {
            '<' if is_tag => rest.find('>').map_or(rest.len(), |end| end + 1),
            '&' => entity(rest),
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        match piece {
            "<" => result.push_str("&lt;"),
            ">" => result.push_str("&gt;"),
            "&" => result.push_str("&amp;"),
            _ if next == '<' || next == '&' => result.push_str(piece),
            sign => result.push_str(&without_markdown(sign)),
        }
        rest = after;
    }
    result
}

/// The length of the entity at the head of a text; one where the ampersand is only itself.
fn entity(text: &str) -> usize {
    let name = text[1..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'))
        .unwrap_or(0);
    if name > 0 && text[1 + name..].starts_with(';') {
        name + 2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula(latex: &str, display: bool) -> Result<String, MathsError> {
        mathml(&Formula {
            range: 0..0,
            latex: latex.to_owned(),
            display,
        })
    }

    #[test]
    fn a_formula_becomes_one_line_of_mathml() {
        let inline = formula("x^{2} < \\frac{a}{b}", false).unwrap();
        assert!(
            inline.starts_with("<math") && inline.ends_with("</math>"),
            "{inline}"
        );
        assert!(
            inline.contains("<mfrac>") && !inline.contains('\n') && inline.contains("&lt;"),
            "{inline}"
        );
        let display = formula("\\sum_{i=1}^n i\n", true).unwrap();
        assert!(display.contains("display=\"block\""), "{display}");
    }

    #[test]
    fn markdown_finds_none_of_its_signs_in_a_formula() {
        let product = formula("a * b * c", false).unwrap();
        assert!(
            !product.contains('*') && product.contains("&#42;") || product.contains('∗'),
            "{product}"
        );
    }

    #[test]
    fn a_wrong_formula_is_an_error_with_its_text() {
        for latex in [
            "5, and `",
            "\\frac{a}",
            "\\nosuchcommand x",
            "{x",
            "x^2^3",
            "\\left( x",
        ] {
            let error = formula(latex, false).expect_err(latex);
            assert!(error.to_string().contains(latex), "{error}");
        }
    }
}
