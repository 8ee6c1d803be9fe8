//! Holds a page against what every page of the grader must be.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements without an end.
const VOID: [&str; 2] = ["meta", "br"];

/// All elements that a page may have: none that runs, fetches, embeds or submits anything.
const KNOWN: &[&str] = &[
    "a",
    "article",
    "bdi",
    "blockquote",
    "body",
    "caption",
    "circle",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "head",
    "html",
    "li",
    "line",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "polygon",
    "pre",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// What may stand in a paragraph: a parser would end the paragraph before anything else.
const PHRASING: [&str; 6] = ["a", "bdi", "code", "em", "span", "strong"];

/// What a page holds.
#[derive(Debug, Default)]
pub struct Page {
    /// All that a reader sees, in order; labels of figures too.
    pub text: String,
    /// Where links lead.
    pub links: Vec<String>,
    /// What is wrong with it.
    problems: Vec<String>,
    open: Vec<String>,
    ids: BTreeSet<String>,
    references: Vec<String>,
    heading: u8,
    policy: Option<String>,
    mains: usize,
    has_title: bool,
}

/// Reads a page.
///
/// # Panics
/// When anything is wrong with it.
pub fn page(html: &[u8]) -> Page {
    let html = std::str::from_utf8(html).expect("a page is UTF-8");
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let options = TokenizerOpts {
        exact_errors: true,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(Reader(RefCell::default()), options);
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    page.finish(html);
    assert!(page.problems.is_empty(), "{:#?}\n{html}", page.problems);
    page
}

struct Reader(RefCell<Page>);

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return page.tag(&tag, line),
            Token::CharacterTokens(text) => page.characters(&text),
            Token::NullCharacterToken => page.problem(line, "a NUL"),
            Token::CommentToken(_) => page.problem(line, "a comment"),
            Token::ParseError(error) => page.problem(line, &error),
            Token::DoctypeToken(doctype) => {
                if doctype.name.as_deref() != Some("html") || doctype.force_quirks {
                    page.problem(line, "another doctype than html");
                }
            }
            Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn problem(&mut self, line: u64, what: &str) {
        self.problems.push(format!("line {line}: {what}"));
    }

    fn characters(&mut self, text: &str) {
        match self.open.last().map(String::as_str) {
            Some("style") => {
                for word in ["@import", "url(", "expression", "//"] {
                    if text.contains(word) {
                        self.problems.push(format!("`{word}` in the style"));
                    }
                }
            }
            Some("title") => self.has_title |= !text.trim().is_empty(),
            None if !text.trim().is_empty() => {
                self.problems
                    .push("text outside of the document".to_owned());
            }
            _ => {
                let is_odd = |c: char| {
                    (c.is_control() && c != '\n' && c != '\t')
                        || ('\u{202a}'..='\u{202e}').contains(&c)
                        || ('\u{2066}'..='\u{2069}').contains(&c)
                };
                if text.chars().any(is_odd) {
                    self.problems.push(format!("control characters: {text:?}"));
                }
                self.text.push_str(text);
            }
        }
    }

    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let name = &*tag.name;
        if tag.kind == TagKind::EndTag {
            match self.open.pop() {
                Some(open) if open == name => {}
                other => self.problem(line, &format!("</{name}> closes {other:?}")),
            }
            return TokenSinkResult::Continue;
        }
        if !KNOWN.contains(&name) {
            self.problem(line, &format!("<{name}>"));
        }
        let paragraph = self.open.iter().position(|open| open == "p");
        if paragraph.is_some() && !PHRASING.contains(&name) {
            self.problem(line, &format!("<{name}> in a paragraph"));
        }
        let parent = self.open.last().map_or("", String::as_str);
        let is_placed = match name {
            "li" => matches!(parent, "ul" | "ol"),
            "tr" => matches!(parent, "thead" | "tbody"),
            "td" | "th" => parent == "tr",
            "thead" | "tbody" | "caption" => parent == "table",
            "dt" | "dd" => parent == "dl",
            "summary" => parent == "details",
            "line" | "circle" | "rect" | "polygon" | "text" => parent == "svg",
            _ => !matches!(
                parent,
                "table" | "thead" | "tbody" | "tr" | "ul" | "ol" | "dl"
            ),
        };
        if !is_placed {
            self.problem(line, &format!("<{name}> in <{parent}>"));
        }
        self.attributes(tag, line);
        if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse().ok()) {
            if level > self.heading + 1 || (level == 1) != (self.heading == 0) {
                self.problem(line, &format!("<{name}> after level {}", self.heading));
            }
            self.heading = level;
        }
        self.mains += usize::from(name == "main");
        if VOID.contains(&name) {
            return TokenSinkResult::Continue;
        }
        if tag.self_closing {
            self.problem(line, &format!("<{name}/> closes itself"));
        }
        self.open.push(name.to_owned());
        match name {
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn attributes(&mut self, tag: &Tag, line: u64) {
        let name = &*tag.name;
        let value = |wanted: &str| {
            let mut attributes = tag.attrs.iter();
            attributes
                .find(|attribute| &*attribute.name.local == wanted)
                .map(|attribute| attribute.value.to_string())
        };
        for attribute in &tag.attrs {
            let attribute = &*attribute.name.local;
            if attribute.starts_with("on")
                || ["style", "src", "srcset", "action"].contains(&attribute)
            {
                self.problem(line, &format!("{attribute} on <{name}>"));
            }
        }
        if let Some(id) = value("id")
            && !self.ids.insert(id.clone())
        {
            self.problem(line, &format!("the id {id} twice"));
        }
        if let Some(href) = value("href") {
            match href.strip_prefix('#') {
                Some(id) => self.references.push(id.to_owned()),
                None if href.starts_with("feedback/") && !href.contains([':', '\\', '?']) => {}
                None => self.problem(line, &format!("a link to {href}")),
            }
            self.links.push(href);
        }
        self.references.extend(value("aria-labelledby"));
        match name {
            "html" if value("lang").is_none() => self.problem(line, "no language"),
            "th" if value("scope").is_none() => self.problem(line, "a heading cell of nothing"),
            "svg" => {
                let label = value("aria-label").unwrap_or_default();
                if value("role").as_deref() != Some("img") || label.is_empty() {
                    self.problem(line, "a figure without words");
                }
                self.text.push_str(&label);
            }
            "meta" if value("http-equiv").as_deref() == Some("Content-Security-Policy") => {
                self.policy = value("content");
            }
            _ => {}
        }
    }

    fn finish(&mut self, html: &str) {
        if !html.starts_with("<!DOCTYPE html>") {
            self.problems.push("no doctype".to_owned());
        }
        if !self.open.is_empty() {
            self.problems.push(format!("left open: {:?}", self.open));
        }
        let policy = self.policy.clone().unwrap_or_default();
        if !policy.starts_with("default-src 'none';") || policy.contains("script") {
            self.problems.push(format!("the policy is {policy:?}"));
        }
        if self.mains != 1 || !self.has_title || self.heading == 0 {
            self.problems.push("no <main>, title or heading".to_owned());
        }
        for id in &self.references {
            if !self.ids.contains(id) {
                self.problems.push(format!("nothing has the id {id}"));
            }
        }
    }
}
