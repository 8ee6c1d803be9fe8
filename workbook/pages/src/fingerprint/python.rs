//! Tokens of Python source, by a small lexer: as much of the language's lexical rules as it takes
//! to tell code from layout.

use super::{NotTokens, Tokens};

const WORD: u8 = b'w';
const TEXT: u8 = b't';
const SIGN: u8 = b's';
const LINE: u8 = b'n';

pub(super) fn tokens(text: &str, into: &mut Tokens) -> Result<(), NotTokens> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lexer = Lexer { text: &text, at: 0 };
    let mut indents = vec![0];
    while let Some((column, line)) = lexer.logical_line()? {
        if is_documentation(&line) {
            continue;
        }
        while indents.last().is_some_and(|&indent| column < indent) {
            indents.pop();
        }
        if indents.last().is_some_and(|&indent| column > indent) {
            indents.push(column);
        }
        into.push(LINE, &indents.len().to_string());
        for (kind, token) in without_trailing_commas(&line) {
            into.push(*kind, token);
        }
    }
    Ok(())
}

type Token<'a> = (u8, &'a str);

/// A line of nothing but strings does nothing: a docstring, or a comment in its clothes. An f-string is evaluated.
fn is_documentation(line: &[Token]) -> bool {
    line.iter().all(|(kind, text)| {
        let prefix = text
            .split(['"', '\''])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        *kind == TEXT && !prefix.contains(['f', 't'])
    })
}

/// A comma before a closing bracket is layout where another one stands beside it; alone it may make a tuple.
fn without_trailing_commas<'t, 'a>(line: &'t [Token<'a>]) -> Vec<&'t Token<'a>> {
    let mut kept: Vec<&Token> = Vec::with_capacity(line.len());
    let mut commas = vec![0];
    for token in line {
        match token.1 {
            "(" | "[" | "{" if token.0 == SIGN => commas.push(0),
            ")" | "]" | "}" if token.0 == SIGN => {
                if kept.last().is_some_and(|last| last.1 == ",") && commas.last() > Some(&1) {
                    kept.pop();
                }
                if commas.len() > 1 {
                    commas.pop();
                }
            }
            "," if token.0 == SIGN => *commas.last_mut().expect("one level stays") += 1,
            _ => {}
        }
        kept.push(token);
    }
    kept
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// The next line that holds a token, with the column it starts in; joined over brackets and backslashes.
    fn logical_line(&mut self) -> Result<Option<(usize, Vec<Token<'a>>)>, NotTokens> {
        let mut line = Vec::new();
        let mut column = self.indentation();
        let mut depth = 0_usize;
        while let Some(next) = self.peek() {
            match next {
                '\n' if depth > 0 => self.at += 1,
                '\n' => {
                    self.at += 1;
                    if !line.is_empty() {
                        return Ok(Some((column, line)));
                    }
                    column = self.indentation();
                }
                '\\' if self.rest()[1..].starts_with('\n') => self.at += 2,
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ if next.is_whitespace() => self.at += next.len_utf8(),
                _ => {
                    let token = self.token()?;
                    match token.1 {
                        "(" | "[" | "{" => depth += 1,
                        ")" | "]" | "}" => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    line.push(token);
                }
            }
        }
        Ok((!line.is_empty()).then_some((column, line)))
    }

    /// The column of the next character; a tab goes on to the next multiple of eight, as in Python.
    fn indentation(&mut self) -> usize {
        let mut column = 0;
        while let Some(next) = self.peek() {
            column = match next {
                ' ' => column + 1,
                '\t' => (column / 8 + 1) * 8,
                '\u{c}' => 0,
                _ => break,
            };
            self.at += 1;
        }
        column
    }

    fn token(&mut self) -> Result<Token<'a>, NotTokens> {
        let start = self.at;
        let word = self
            .rest()
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(self.rest().len());
        let prefix = self.rest()[..word].to_ascii_lowercase();
        let quoted = self.rest()[word..].starts_with(['"', '\'']);
        let is_prefix = matches!(
            prefix.as_str(),
            "" | "r" | "u" | "b" | "br" | "rb" | "f" | "fr" | "rf" | "t" | "tr" | "rt"
        );
        if quoted && is_prefix {
            self.at += word;
            self.string(prefix.contains(['f', 't']))?;
            return Ok((TEXT, &self.text[start..self.at]));
        }
        if word > 0 {
            self.at += word;
            return Ok((WORD, &self.text[start..self.at]));
        }
        // Signs go in one by one: no two valid programs differ only in a space between signs.
        self.at += self.peek().map_or(0, char::len_utf8);
        Ok((SIGN, &self.text[start..self.at]))
    }

    /// Goes past a string that starts at the quote; with fields, `{…}` in it is code that may hold further strings.
    fn string(&mut self, has_fields: bool) -> Result<(), NotTokens> {
        let start = self.at;
        let mark = &self.rest()[..1];
        let triple = &self.text[start..]
            .get(..3)
            .filter(|three| *three == mark.repeat(3));
        let quote = triple.unwrap_or(mark);
        self.at += quote.len();
        loop {
            let rest = self.rest();
            if rest.starts_with(quote) {
                self.at += quote.len();
                return Ok(());
            } else if let Some(escaped) = rest.strip_prefix('\\') {
                self.at += 1 + escaped.chars().next().map_or(0, char::len_utf8);
            } else if has_fields && rest.starts_with("{{") {
                self.at += 2;
            } else if has_fields && rest.starts_with('{') {
                self.at += 1;
                self.field(quote)?;
            } else if rest.is_empty() || (quote.len() == 1 && rest.starts_with('\n')) {
                return Err(self.error(start, "this string has no end"));
            } else {
                self.at += rest.chars().next().map_or(0, char::len_utf8);
            }
        }
    }

    /// Goes past the code of a replacement field, its closing brace included.
    fn field(&mut self, quote: &str) -> Result<(), NotTokens> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(next) = self.peek() {
            match next {
                '}' if depth == 0 => {
                    self.at += 1;
                    return Ok(());
                }
                ':' if depth == 0 => {
                    self.at += 1;
                    return self.format_specification(start, quote);
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                '#' if quote.len() == 3 => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    continue;
                }
                _ if next.is_alphanumeric() || matches!(next, '_' | '"' | '\'') => {
                    self.token()?;
                    continue;
                }
                _ => {}
            }
            self.at += next.len_utf8();
        }
        Err(self.error(start, "this field of an f-string has no end"))
    }

    /// Goes past what follows a field's colon: text, in which a quote of another kind is a character like any other.
    fn format_specification(&mut self, start: usize, quote: &str) -> Result<(), NotTokens> {
        while let Some(next) = self.peek() {
            if self.rest().starts_with(quote) {
                break;
            }
            self.at += next.len_utf8();
            match next {
                '}' => return Ok(()),
                '{' => self.field(quote)?,
                _ => {}
            }
        }
        Err(self.error(start, "this field of an f-string has no end"))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn error(&self, at: usize, reason: &str) -> NotTokens {
        NotTokens {
            line: 1 + self.text[..at].matches('\n').count(),
            reason: reason.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(text: &str) -> String {
        let mut stream = Tokens::default();
        tokens(text, &mut stream).unwrap_or_else(|error| panic!("{error:?} in {text}"));
        stream.finish()
    }

    const CODE: &str =
        "def f(x):\n    if x > 0:\n        y = g(x, 'a b')\n        z = -1\n    return y\n";

    #[test]
    fn comments_blank_lines_docstrings_and_layout_do_not_count() {
        let dressed = "\"\"\"About the file.\n\n# not code\n\"\"\"\n\n\ndef f( x ):  # why\n\tr'''It does \\' it.'''\n\tif x>0:\n\n   \
            # odd\n\t\ty = g(\n  x,\n\n'a b',  # last\n)\n\t\tz = \\\n  -1\n\treturn y   ";
        assert_eq!(fingerprint(CODE), fingerprint(dressed));
        assert_eq!(
            fingerprint(CODE),
            fingerprint(&dressed.replace('\n', "\r\n"))
        );
    }

    #[test]
    fn anything_that_runs_counts() {
        for (from, to) in [
            ("x > 0", "x < 0"),
            ("-1", "-2"),
            ("'a b'", "'a  b'"),
            ("'a b'", "'a # b'"),
            ("g(", "h("),
            ("        z", "    z"),
            ("    return", "return"),
            (" y = g", " y == g"),
        ] {
            assert_ne!(
                fingerprint(CODE),
                fingerprint(&CODE.replace(from, to)),
                "{from} became {to}"
            );
        }
    }

    #[test]
    fn strings_end_where_python_ends_them() {
        for text in [
            r#""a\"b""#,
            r"'a\\'",
            r#"r"\d\"""#,
            r#"Rb'x'"#,
            "'''a'b''c'''",
            "\"\"\"a\n\"b\"\n\"\"\"",
            r#"f"{x["a"]}""#,
            r#"f"{x:'>10}""#,
            r#"f"{x:{width}.{n}}""#,
            r#"f"{{literal {x!r}}}""#,
            r#"f'''{d["k"]:>{w}} "q" '''"#,
            r#"f"{f(lambda y: y)} {x:%H:%M}""#,
        ] {
            let line = format!("a = {text}  # tail");
            let mut lexer = Lexer { text: &line, at: 4 };
            assert_eq!(lexer.token().unwrap(), (TEXT, text));
        }
    }

    #[test]
    fn a_hash_in_a_string_starts_no_comment() {
        assert_ne!(fingerprint("a = '#1'"), fingerprint("a = '#2'"));
        assert_ne!(fingerprint("a = f'{x}#1'"), fingerprint("a = f'{x}#2'"));
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        assert_ne!(fingerprint("a = (b,)"), fingerprint("a = (b)"));
    }

    #[test]
    fn an_f_string_alone_on_a_line_is_code() {
        assert_ne!(fingerprint("f'{x()}'"), fingerprint(""));
        assert_eq!(fingerprint("b'x' \"y\""), fingerprint(""));
    }

    #[test]
    fn an_open_string_is_an_error_on_its_line() {
        let mut stream = Tokens::default();
        assert_eq!(tokens("a = 1\nb = 'x\n", &mut stream).unwrap_err().line, 2);
        assert_eq!(tokens("a = 1\n\n'''x\n", &mut stream).unwrap_err().line, 3);
    }
}
