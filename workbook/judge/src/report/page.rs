//! The frame of a page: one file that fetches nothing and runs nothing.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Report;
use super::text::line;
use crate::verdict::Verdict;

/// The style of all pages, for light and dark screens and for paper.
const STYLE: &str = include_str!("page.css");

/// What a browser may do with a page, should anything ever slip through: show it, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A page with this title.
pub(super) fn page(title: &str, body: &Markup) -> Vec<u8> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (line(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (body) }
            }
        }
    };
    let mut bytes = page.into_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

/// What all results depend on, except for what would let a student draw the cases.
pub(super) fn judged_by(report: &Report) -> String {
    let contained = report.sandbox.map_or_else(
        || "nothing was run".to_owned(),
        |level| format!("sandbox: {level}"),
    );
    let toolchain = report.toolchain.as_deref().unwrap_or("an unknown compiler");
    format!("workbook {}, {toolchain}, {contained}", report.workbook)
}

/// The class of a verdict's word.
pub(super) fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "good",
        _ if verdict.is_pending() => "wait",
        _ => "bad",
    }
}

/// A line of text with what stands between backticks as code.
pub(super) fn with_code(text: &str) -> Markup {
    let text = line(text);
    let pieces: Vec<&str> = text.split('`').collect();
    // An odd number of backticks: the last is only a backtick.
    let last_is_open = pieces.len().is_multiple_of(2);
    html! {
        @for (n, piece) in pieces.iter().enumerate() {
            @if n % 2 == 0 { (piece) }
            @else if last_is_open && n + 1 == pieces.len() { "`" (piece) }
            @else { code { (piece) } }
        }
    }
}

/// `1 point`, `2 points`.
pub(super) fn points(count: u32) -> String {
    counted(count as usize, "point")
}

/// `1 thing`, `2 things`.
pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code_and_nothing_is_lost() {
        assert_eq!(with_code("a `b<c` d").0, "a <code>b&lt;c</code> d");
        assert_eq!(with_code("a `b` c ` d").0, "a <code>b</code> c ` d");
        assert_eq!(with_code("`").0, "`");
        assert_eq!(with_code("``").0, "<code></code>");
    }
}
