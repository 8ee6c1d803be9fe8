//! The case that a group failed in, taken apart for reports.

use serde::{Deserialize, Serialize};

/// The first case of a group that failed, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCase {
    /// What was asked.
    pub input: String,
    /// What should have come back, where the check says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What came back, or what happened instead.
    pub got: String,
    /// What kind of mistake that may be, where the check knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl FailedCase {
    /// A case that ended otherwise than with a wrong reply.
    #[must_use]
    pub fn ended(input: &str, got: &str) -> Self {
        Self {
            input: input.to_owned(),
            expected: None,
            got: got.to_owned(),
            why: None,
        }
    }

    /// A case whose check complains. `GOT instead of EXPECTED: WHY` is taken apart; any other complaint is what was got.
    #[must_use]
    pub fn wrong(input: &str, complaint: &str) -> Self {
        let Some((got, rest)) = complaint.split_once(" instead of ") else {
            return Self::ended(input, complaint);
        };
        let (expected, why) = match reason(rest) {
            Some(at) => (&rest[..at], Some(rest[at + 2..].to_owned())),
            None => (rest, None),
        };
        Self {
            expected: Some(expected.to_owned()),
            why,
            ..Self::ended(input, got)
        }
    }
}

/// Where the first `: ` stands that isn't part of a value: in no brackets and no quotes.
fn reason(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ':' if depth == 0 && text[at..].starts_with(": ") => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_taken_apart_into_what_came_and_what_should_have() {
        let case = FailedCase::wrong("3 days", "[3, 0] instead of [2, 1]: it counts columns");
        assert_eq!(
            (
                case.got.as_str(),
                case.expected.as_deref(),
                case.why.as_deref()
            ),
            ("[3, 0]", Some("[2, 1]"), Some("it counts columns"))
        );
        let case = FailedCase::wrong("a log", "a report instead of BadLine { line: 3 }");
        assert_eq!(case.expected.as_deref(), Some("BadLine { line: 3 }"));
        assert_eq!(case.why, None);
        let case = FailedCase::wrong("a word", r#"3 instead of "a\": b": why"#);
        assert_eq!(case.expected.as_deref(), Some(r#""a\": b""#));
        let case = FailedCase::wrong("a figure", "there are no axes: on the page");
        assert_eq!(
            (case.got.as_str(), case.expected),
            ("there are no axes: on the page", None)
        );
    }
}
