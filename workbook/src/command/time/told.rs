//! What the compiler says, told about the snippet alone: no file, no line that nobody typed.

use std::fmt::Write;

use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};

use super::outcome::Panic;
use super::program::{Place, Program};

/// A marked part of a snippet.
struct Mark<'a> {
    place: Place<'a>,
    label: Option<&'a str>,
    is_primary: bool,
}

/// The errors among the diagnostics, each as a block of lines; one that comes twice is told once.
pub fn told(diagnostics: &[Diagnostic], program: &Program) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for diagnostic in diagnostics {
        let counts = matches!(
            diagnostic.level,
            DiagnosticLevel::Error | DiagnosticLevel::Ice
        );
        if counts && !is_summary(diagnostic) {
            let words = error(diagnostic, program);
            if !told.contains(&words) {
                told.push(words);
            }
        }
    }
    told
}

/// Where a panic was, if it was in the snippet's own code.
pub fn place(panic: &Panic, program: &Program) -> Option<String> {
    let (line, column) = panic.at?;
    let place = program.at(line, column)?;
    let mark = Mark {
        place,
        label: Some("here"),
        is_primary: true,
    };
    let mut text = String::new();
    block(&mut text, &[mark], true);
    Some(text)
}

/// The compiler's last words, which are about no place.
fn is_summary(diagnostic: &Diagnostic) -> bool {
    diagnostic.spans.is_empty() && diagnostic.message.starts_with("aborting due to")
}

fn error(diagnostic: &Diagnostic, program: &Program) -> String {
    let code = diagnostic
        .code
        .as_ref()
        .filter(|code| code.code.starts_with('E'));
    let code = code.map_or_else(String::new, |code| format!("[{}]", code.code));
    let mut text = format!("error{code}: {}\n", diagnostic.message);
    let marks = marks(&diagnostic.spans, program);
    let mut names: Vec<(&str, usize)> = Vec::new();
    let first = marks.iter().find(|mark| mark.is_primary).or(marks.first());
    for mark in first.into_iter().chain(&marks) {
        // Snippets of the same name at two places of the program are told apart by where they lie in memory.
        let key = (mark.place.name, mark.place.text.as_ptr() as usize);
        if !names.contains(&key) {
            names.push(key);
        }
    }
    for (index, (name, at)) in names.iter().enumerate() {
        let here: Vec<Mark> = marks
            .iter()
            .filter(|mark| mark.place.name == *name && mark.place.text.as_ptr() as usize == *at)
            .map(|mark| Mark {
                place: mark.place.clone(),
                ..*mark
            })
            .collect();
        block(&mut text, &here, index == 0);
    }
    for child in &diagnostic.children {
        note(&mut text, child, program);
    }
    if moves_out(diagnostic) {
        text += "  = hint: the expression runs many times, and each time it must find what the set-up made: \
                 borrow it, or write `.clone()` after it\n";
    }
    text
}

/// Whether the expression uses up something that the set-up made.
fn moves_out(diagnostic: &Diagnostic) -> bool {
    diagnostic
        .code
        .as_ref()
        .is_some_and(|code| code.code == "E0507")
        && diagnostic.message.contains("captured variable")
}

/// The spans that lie in a snippet; one inside a macro is followed to where the macro was called.
fn marks<'a>(spans: &'a [DiagnosticSpan], program: &'a Program) -> Vec<Mark<'a>> {
    let mut marks = Vec::new();
    for span in spans {
        let mut at = Some(span);
        while let Some(here) = at {
            if let Some(place) = in_snippet(here, program) {
                marks.push(Mark {
                    place,
                    label: span.label.as_deref(),
                    is_primary: span.is_primary,
                });
                break;
            }
            at = here.expansion.as_ref().map(|expansion| &expansion.span);
        }
    }
    if marks.is_empty() {
        let missing = spans
            .iter()
            .filter(|span| span.is_primary && span.file_name.ends_with("snippet.rs"));
        marks.extend(missing.filter_map(|span| {
            Some(Mark {
                place: program.end_before(span.byte_start as usize)?,
                label: Some("something is missing here"),
                is_primary: true,
            })
        }));
    }
    marks
}

fn in_snippet<'a>(span: &DiagnosticSpan, program: &'a Program) -> Option<Place<'a>> {
    if !span.file_name.ends_with("snippet.rs") {
        return None;
    }
    program.place(span.byte_start as usize..span.byte_end as usize)
}

/// The marked lines of one snippet, with carets below them.
fn block(text: &mut String, marks: &[Mark], is_first: bool) {
    let Some(first) = marks.iter().find(|mark| mark.is_primary).or(marks.first()) else {
        return;
    };
    let snippet = first.place.text;
    let (line, column) = position(snippet, first.place.range.start);
    let arrow = if is_first { "-->" } else { ":::" };
    let _ = writeln!(
        text,
        "  {arrow} {}:{}:{}",
        first.place.name,
        line + 1,
        column + 1
    );
    let numbers = snippet.lines().count().to_string().len();
    let _ = writeln!(text, "{:numbers$} |", "");
    for (number, content) in snippet.lines().enumerate() {
        let mut here: Vec<(usize, &Mark)> = marks
            .iter()
            .map(|mark| (position(snippet, mark.place.range.start), mark))
            .filter(|((line, _), _)| *line == number)
            .map(|((_, column), mark)| (column, mark))
            .collect();
        if here.is_empty() {
            continue;
        }
        here.sort_by_key(|(column, mark)| (!mark.is_primary, *column));
        let _ = writeln!(
            text,
            "{:numbers$} | {}",
            number + 1,
            content.replace('\t', " ")
        );
        for (column, mark) in here {
            let marked = &snippet[mark.place.range.clone()];
            let width = marked
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                .max(1);
            let sign = if mark.is_primary { "^" } else { "-" };
            let label = mark
                .label
                .map_or_else(String::new, |label| format!(" {label}"));
            let _ = writeln!(
                text,
                "{:numbers$} | {:column$}{}{label}",
                "",
                "",
                sign.repeat(width)
            );
        }
    }
}

/// The line and the column, in characters, of a byte; both from zero.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        before.matches('\n').count(),
        before[start..].chars().count(),
    )
}

/// A note or a help below an error.
fn note(text: &mut String, child: &Diagnostic, program: &Program) {
    let level = match child.level {
        DiagnosticLevel::Help => "help",
        _ => "note",
    };
    // These name a file that the compiler wrote.
    let is_about_files = [
        "the full name for the type has been written",
        "the full type name",
        "consider using `--verbose`",
    ]
    .iter()
    .any(|words| child.message.starts_with(words));
    if is_about_files {
        return;
    }
    let mut lines = child.message.lines();
    let _ = writeln!(text, "  = {level}: {}", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(text, "          {line}");
    }
    let changes: Option<Vec<(Place, &str)>> = child
        .spans
        .iter()
        .map(|span| {
            Some((
                in_snippet(span, program)?,
                span.suggested_replacement.as_deref()?,
            ))
        })
        .collect();
    if let Some(changed) = changes.and_then(|changes| applied(&changes)) {
        for line in changed.lines() {
            let _ = writeln!(text, "          {line}");
        }
    }
}

/// The lines of a snippet that a suggestion changes, as it would have them.
fn applied(changes: &[(Place, &str)]) -> Option<String> {
    let (first, _) = changes.first()?;
    if changes
        .iter()
        .any(|(place, _)| place.text.as_ptr() != first.text.as_ptr())
    {
        return None;
    }
    let mut in_order: Vec<_> = changes.iter().collect();
    in_order.sort_by_key(|(place, _)| std::cmp::Reverse(place.range.start));
    let mut text = first.text.to_owned();
    let lines = in_order
        .iter()
        .map(|(place, _)| position(first.text, place.range.start).0);
    let (from, to) = lines.fold((usize::MAX, 0), |(from, to), line| {
        (from.min(line), to.max(line))
    });
    for (place, replacement) in in_order {
        text.replace_range(place.range.clone(), replacement);
    }
    let shown: Vec<&str> = text.lines().skip(from).take(to - from + 1).collect();
    Some(shown.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::time::program::Snippets;

    fn program() -> Program {
        Program::new(&Snippets {
            setup: "let x = vec![1.5];\nlet y = 2;",
            expression: "drop(x)",
            against: None,
        })
    }

    fn span(
        program: &Program,
        words: &str,
        label: Option<&str>,
        is_primary: bool,
    ) -> serde_json::Value {
        let start = program.text.find(words).unwrap();
        serde_json::json!({"file_name": ".workbook/time/run-1/snippet.rs", "byte_start": start,
            "byte_end": start + words.len(), "line_start": 1, "line_end": 1, "column_start": 1, "column_end": 1,
            "is_primary": is_primary, "text": [], "label": label, "suggested_replacement": null,
            "suggestion_applicability": null, "expansion": null})
    }

    fn diagnostic(message: &str, code: &str, spans: &[serde_json::Value]) -> Diagnostic {
        let value = serde_json::json!({"message": message, "code": {"code": code, "explanation": null}, "level": "error",
            "spans": spans, "children": [], "rendered": null});
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_error_shows_the_lines_that_were_typed_and_no_other() {
        let program = program();
        let spans = [
            span(&program, "y = 2", Some("first"), false),
            span(&program, "drop(x)", Some("second"), true),
            span(&program, "fn main", Some("ours"), false),
        ];
        let error = diagnostic("it is wrong", "E0001", &spans);
        let told = told(&[error.clone(), error], &program);
        let expected = "\
error[E0001]: it is wrong
  --> EXPR:1:1
  |
1 | drop(x)
  | ^^^^^^^ second
  ::: --setup:2:5
  |
2 | let y = 2;
  |     ----- first
";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn whoever_uses_up_a_value_of_the_set_up_is_told_to_clone_it() {
        let program = program();
        let message = "cannot move out of `x`, a captured variable in an `FnMut` closure";
        let spans = [span(&program, "drop(x)", None, true)];
        let told = told(&[diagnostic(message, "E0507", &spans)], &program);
        assert!(
            told[0].contains("hint: the expression runs many times"),
            "{told:?}"
        );
    }

    #[test]
    fn a_panic_is_shown_where_it_was() {
        let program = program();
        let at = program.text.find("drop(x)").unwrap();
        let line = 1 + program.text[..at].matches('\n').count();
        let panic = |at| Panic {
            message: String::new(),
            at,
        };
        let told = place(&panic(Some((line, 6))), &program).unwrap();
        assert_eq!(told, "  --> EXPR:1:6\n  |\n1 | drop(x)\n  |      ^ here\n");
        assert_eq!(place(&panic(None), &program), None);
    }

    #[test]
    fn a_suggestion_is_shown_applied() {
        let text = "f(x)";
        let at = |range| Place {
            name: "EXPR",
            text,
            range,
        };
        let changes = [(at(2..3), "&x"), (at(0..1), "g")];
        assert_eq!(applied(&changes).unwrap(), "g(&x)");
    }
}
