//! Tokens of Rust source, by proc-macro2.

use proc_macro2::{Delimiter, LexError, Spacing, TokenStream, TokenTree};

use super::{NotTokens, Tokens};

const WORD: u8 = b'w';
const LITERAL: u8 = b'l';
const OPERATOR: u8 = b'o';
const OPEN: u8 = b'(';
const CLOSE: u8 = b')';

/// Operators of several characters. Between other characters, as in `=-`, a space is layout.
const OPERATORS: [&str; 24] = [
    "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=",
    "*=", "/=", "%=", "^=", "&=", "|=", "<<", ">>", "..",
];

/// Words after which parentheses hold an expression, so that `(a,)` is a tuple there and no call.
const BEFORE_EXPRESSION: [&str; 12] = [
    "as", "break", "const", "else", "if", "in", "let", "match", "move", "mut", "return", "while",
];

pub(super) fn tokens(text: &str, into: &mut Tokens) -> Result<(), NotTokens> {
    let stream: TokenStream = text.parse().map_err(|error: LexError| NotTokens {
        line: error.span().start().line,
        reason: error.to_string(),
    })?;
    push(stream, into);
    Ok(())
}

fn push(stream: TokenStream, into: &mut Tokens) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while at < trees.len() {
        if let Some(length) = documentation(&trees[at..]) {
            at += length;
            continue;
        }
        match &trees[at] {
            TokenTree::Ident(word) => into.push(WORD, &word.to_string()),
            TokenTree::Literal(literal) => into.push(LITERAL, &literal.to_string()),
            TokenTree::Punct(_) => {
                let operator = operator(&trees[at..]);
                into.push(OPERATOR, &operator);
                at += operator.len();
                continue;
            }
            TokenTree::Group(group) => {
                let is_call = group.delimiter() == Delimiter::Parenthesis
                    && matches!(at.checked_sub(1).map(|before| &trees[before]),
                        Some(TokenTree::Ident(word)) if !BEFORE_EXPRESSION.contains(&word.to_string().as_str()));
                into.push(OPEN, shape(group.delimiter()));
                push(
                    without_trailing_comma(group.stream(), group.delimiter(), is_call),
                    into,
                );
                into.push(CLOSE, shape(group.delimiter()));
            }
        }
        at += 1;
    }
}

/// The number of trees that a doc attribute at the head of `trees` takes; a doc comment is lexed as one.
fn documentation(trees: &[TokenTree]) -> Option<usize> {
    let is_punct = |tree: &TokenTree, character| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == character);
    if !is_punct(trees.first()?, '#') {
        return None;
    }
    let bracket = if is_punct(trees.get(1)?, '!') { 2 } else { 1 };
    match trees.get(bracket)? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            let first = group.stream().into_iter().next()?;
            matches!(first, TokenTree::Ident(word) if word == "doc").then_some(bracket + 1)
        }
        _ => None,
    }
}

/// The longest operator at the head of `trees`, which starts with a punctuation character.
fn operator(trees: &[TokenTree]) -> String {
    let mut joined = String::new();
    for tree in trees.iter().take(3) {
        let TokenTree::Punct(punct) = tree else { break };
        joined.push(punct.as_char());
        if punct.spacing() == Spacing::Alone {
            break;
        }
    }
    OPERATORS
        .iter()
        .find(|operator| joined.starts_with(**operator))
        .map_or_else(
            || joined.chars().take(1).collect(),
            |operator| (*operator).to_owned(),
        )
}

/// A formatter adds a comma before the closing delimiter and takes it away; only in a tuple of one does it mean something.
fn without_trailing_comma(stream: TokenStream, delimiter: Delimiter, is_call: bool) -> TokenStream {
    let mut trees: Vec<TokenTree> = stream.into_iter().collect();
    let is_comma =
        |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    let commas = trees.iter().filter(|tree| is_comma(tree)).count();
    let may_be_tuple_of_one = delimiter == Delimiter::Parenthesis && commas == 1 && !is_call;
    if trees.last().is_some_and(is_comma) && !may_be_tuple_of_one {
        trees.pop();
    }
    trees.into_iter().collect()
}

fn shape(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Parenthesis => "()",
        Delimiter::Brace => "{}",
        Delimiter::Bracket => "[]",
        Delimiter::None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(text: &str) -> String {
        let mut stream = Tokens::default();
        tokens(text, &mut stream).unwrap();
        stream.finish()
    }

    const CODE: &str =
        "pub fn f(x: f64) -> f64 { if x < -1.0 && x > -2.0 { g(&x, \"a\") } else { x * x } }";

    #[test]
    fn comments_blank_lines_documentation_and_layout_do_not_count() {
        let dressed = "//! About the file.\n#![doc = \"more\"]\n\n/// Squares.\n/** twice */\n#[doc(alias = \"sq\")]\n\
            pub fn f(x: f64) -> f64 {\n    // why\n    if x<-1.0 && x>-2.0 {\n        g(\n            &x,\n            \
            \"a\",\n        )\n    } else {\n        x*x /* square */\n    }\n}\n";
        assert_eq!(fingerprint(CODE), fingerprint(dressed));
        assert_eq!(
            fingerprint(CODE),
            fingerprint(&dressed.replace('\n', "\r\n"))
        );
        assert_eq!(
            fingerprint("f(long_name)"),
            fingerprint("f(\n    long_name,\n)")
        );
    }

    #[test]
    fn anything_that_runs_counts() {
        for (from, to) in [
            ("x * x", "x + x"),
            ("-1.0", "-1.5"),
            ("\"a\"", "\"b\""),
            ("\"a\"", "\" a\""),
            ("g(", "h("),
            ("&&", "& &"),
        ] {
            assert_ne!(
                fingerprint(CODE),
                fingerprint(&CODE.replace(from, to)),
                "{from} became {to}"
            );
        }
        assert_ne!(
            fingerprint("#[inline] fn f() {}"),
            fingerprint("#[cold] fn f() {}")
        );
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        assert_ne!(fingerprint("let a = (b,);"), fingerprint("let a = (b);"));
        assert_ne!(fingerprint("return (b,);"), fingerprint("return (b);"));
    }
}
