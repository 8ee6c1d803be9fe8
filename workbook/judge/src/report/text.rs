//! Texts of others, as reports may show them: nothing that steers a terminal, turns a line around or has no end.

/// The longest text that a report shows in one place, in characters; `grades.json` has the rest.
pub(crate) const LONGEST: usize = 10_000;

/// Text for one line of a report or a terminal: no line ends, no control characters.
pub(crate) fn line(text: &str) -> String {
    let clean = visible(text, ' ', false);
    cut(clean.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text for several lines: line ends and tabs stay, any other control character becomes one that can be seen.
pub(crate) fn block(text: &str) -> String {
    cut(visible(
        text.replace("\r\n", "\n").trim_end(),
        '\u{fffd}',
        true,
    ))
}

/// The same for a student: without the folders of this machine.
pub(crate) fn for_student(text: &str) -> String {
    without_folders(&block(text))
}

/// Text with an end.
fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => {
            let left = text[end..].chars().count();
            format!("{} … ({left} characters more)", &text[..end])
        }
    }
}

fn visible(text: &str, instead: char, keeps_layout: bool) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\u{1b}' {
            rest = &rest[escape_sequence(rest)..];
            if !keeps_layout {
                clean.push(instead);
            }
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '\n' | '\t' if keeps_layout => clean.push(c),
            '\r' if keeps_layout => clean.push('\n'),
            _ if c.is_control() || is_invisible(c) => clean.push(instead),
            _ => clean.push(c),
        }
    }
    clean
}

/// The length of the sequence for a terminal that a text starts with, in bytes; of its escape character alone where it
/// has no end.
fn escape_sequence(text: &str) -> usize {
    let body = &text[1..];
    let end = match body.chars().next() {
        Some('[') => body[1..]
            .find(|c| ('@'..='~').contains(&c))
            .map(|end| end + 3),
        Some(']' | 'P' | '_' | '^') => body.find('\u{7}').map(|end| end + 2),
        _ => None,
    };
    end.unwrap_or(1)
}

/// Characters that turn the direction of a text around, hide parts of it, or aren't for texts.
pub(crate) fn is_invisible(c: char) -> bool {
    let code = u32::from(c);
    matches!(
        c,
        '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    ) || code & 0xfffe == 0xfffe
}

/// Paths from the root of the file system keep their last piece alone.
fn without_folders(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let starts = before.is_none_or(|c: char| c.is_whitespace() || "\"'`(=[{<,".contains(c));
        let end = rest
            .find(|c: char| c.is_whitespace() || "\"'`):;,]}>".contains(c))
            .unwrap_or(rest.len());
        let path = &rest[..end];
        if c == '/' && starts && path[1..].contains('/') {
            let last = path.trim_end_matches('/').rsplit('/').next();
            clean.push_str("…/");
            clean.push_str(last.unwrap_or_default());
            before = Some('/');
            rest = &rest[end..];
        } else {
            clean.push(c);
            before = Some(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    clean
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn cell(text: &str) -> String {
    let text = line(text);
    if text.starts_with(['=', '+', '-', '@', '|', '%']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_nothing_that_steers_or_turns_it() {
        assert_eq!(line("a\u{1b}[31m\r\nb\0c\u{202e}d"), "a b c d");
        assert_eq!(line("a\u{1b}]0;title\u{7}b\u{1b}c"), "a b c");
        assert_eq!(
            line("a\u{1b}[31"),
            "a [31",
            "a sequence without an end hides nothing"
        );
        assert_eq!(line("\u{feff}Zoë\u{e0041} Müller"), "Zoë Müller");
    }

    #[test]
    fn a_block_keeps_its_lines_and_shows_what_it_replaces() {
        assert_eq!(
            block("a\r\n\tb\rc\0\u{1b}[1md\u{2066}\u{ffff}\n\n"),
            "a\n\tb\nc\u{fffd}d\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn a_text_has_an_end() {
        let long = "é".repeat(1 << 20);
        let shown = block(&long);
        assert!(
            shown.ends_with("é … (1038576 characters more)"),
            "{}",
            &shown[shown.len() - 60..]
        );
        assert!(line(&long).len() < 3 * LONGEST);
        assert_eq!(block(&"x".repeat(LONGEST)).len(), LONGEST);
    }

    #[test]
    fn students_see_no_folders_of_this_machine() {
        let text = "at /tmp/workbook-grade-x/answer/lib.rs:3, 1/2 and 3 / 4, \"/root/solutions/q1\" (/home/a/b/)";
        assert_eq!(
            for_student(text),
            "at …/lib.rs:3, 1/2 and 3 / 4, \"…/q1\" (…/b)"
        );
        assert_eq!(
            for_student("https://a.example/b/c and src/lib.rs"),
            "https://a.example/b/c and src/lib.rs"
        );
    }

    #[test]
    fn a_cell_is_never_a_formula_and_holds_no_control_characters() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(cell("\t-1+1"), "'-1+1");
        assert_eq!(cell("\r+1"), "'+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("\u{200b}=1"), "'=1");
        assert_eq!(cell("Zoë Müller"), "Zoë Müller");
    }
}
