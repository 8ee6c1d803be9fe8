//! Listings: every Rust and Python block on a page is an include of tested code.
//!
//! mdBook lets a missing file or anchor pass with a log line at most, so everything is checked here.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::compiled::Workspace;
use crate::directive::{Directive, Kind};
use crate::markdown::{Listed, Outline};
use crate::problem::line_of;

/// Why a listing can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum ListingError {
    /// Code that stands on the page itself.
    #[error(
        "{0} typed by hand, which nothing tests: move it between `ANCHOR: name` and `ANCHOR_END: name` comments of a tested \
         file and write `{{{{#include ../listings/…:name}}}}` here"
    )]
    HandTyped(Listed),
    /// A block without anything in it.
    #[error("this {0} block is empty: put an `{{{{#include …}}}}` line into it")]
    EmptyBlock(Listed),
    /// A listing in raw HTML.
    #[error(
        "a {0} listing in raw HTML, which nothing tests: use a fenced block with an `{{{{#include …}}}}` line"
    )]
    Html(Listed),
    /// An include that isn't in a code block.
    #[error(
        "`{0}` is included outside a code block, where its own directives and listings would go unchecked: fence it"
    )]
    NotInBlock(String),
    /// No such file.
    #[error("there is no file {} to include: paths start at the page's own folder", .0.display())]
    NoFile(PathBuf),
    /// A range of lines where an anchor should be.
    #[error("`{0}` includes lines by number, which shift unseen: name an anchor")]
    Lines(String),
    /// No such anchor.
    #[error("{} has no `ANCHOR: {anchor}`{}", file.display(), known(anchors))]
    NoAnchor {
        /// The included file.
        file: PathBuf,
        /// The anchor asked for.
        anchor: String,
        /// The anchors that it has.
        anchors: Vec<String>,
    },
    /// An anchor that begins and doesn't end, or ends before it begins.
    #[error("{} has no `ANCHOR_END: {anchor}` after `ANCHOR: {anchor}`", file.display())]
    OpenAnchor {
        /// The included file.
        file: PathBuf,
        /// The anchor.
        anchor: String,
    },
    /// An anchor that begins more than once.
    #[error("{} has `ANCHOR: {anchor}` more than once: mdBook would show the first only", file.display())]
    RepeatedAnchor {
        /// The included file.
        file: PathBuf,
        /// The anchor.
        anchor: String,
    },
    /// Nothing to show.
    #[error("`{0}` includes nothing: there is no text in it")]
    Nothing(String),
    /// Anchor comments would show.
    #[error("`{0}` includes a whole file with its ANCHOR comments: name an anchor")]
    AnchorsShow(String),
    /// mdBook would follow a directive in the included text.
    #[error("`{0}` includes a text with `{{{{#` in it, which mdBook would follow")]
    Nested(String),
    /// The block says one language, the file another.
    #[error("`{file}` in a {block} block: the file isn't {block}")]
    OtherLanguage {
        /// What is included.
        file: String,
        /// The language of the block.
        block: Listed,
    },
    /// A file that nothing compiles or runs.
    #[error(
        "{} is not tested: a Rust listing is taken from a module of a workspace member, a Python listing from book/listings/python",
        .0.display()
    )]
    NotTested(PathBuf),
}

fn known(anchors: &[String]) -> String {
    if anchors.is_empty() {
        " and no other".to_owned()
    } else {
        format!("; it has {}", anchors.join(", "))
    }
}

/// What checking the listings of a page found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong, by line.
    pub wrong: Vec<(usize, ListingError)>,
    /// Includes of code that is indented in its file, with that code moved to the margin.
    pub moved: Vec<(Range<usize>, String)>,
}

/// What listings are checked against.
pub struct Listings {
    root: PathBuf,
    workspace: Workspace,
}

impl Listings {
    /// The listings of the repository at `root`, a canonical path.
    pub fn of(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            workspace: Workspace::at(root),
        }
    }

    /// Checks the blocks and includes of a page whose includes start at `folder`.
    pub fn check(
        &self,
        text: &str,
        outline: &Outline,
        directives: &[Directive],
        folder: &Path,
    ) -> Checked {
        let Checked {
            mut wrong,
            mut moved,
        } = Checked::default();
        for (offset, language) in &outline.html_listings {
            wrong.push((line_of(text, *offset), ListingError::Html(*language)));
        }
        for block in &outline.blocks {
            let Some(language) = block.language else {
                continue;
            };
            // One report for a run of lines is enough.
            let typed = block
                .lines
                .iter()
                .find(|line| !is_directive(&text[(*line).clone()]));
            if let Some(line) = typed {
                wrong.push((line_of(text, line.start), ListingError::HandTyped(language)));
            } else if block.lines.is_empty() {
                wrong.push((
                    line_of(text, block.range.start),
                    ListingError::EmptyBlock(language),
                ));
            }
        }
        for directive in directives {
            let Kind::Include(target) = &directive.kind else {
                continue;
            };
            let checked = match outline.block_at(directive.range.start) {
                Some(block) => self.included(target, folder, block.language),
                None => Err(ListingError::NotInBlock(target.clone())),
            };
            match checked {
                Ok(shown) => {
                    let at_margin = at_margin(&shown);
                    moved.extend(at_margin.map(|code| (directive.range.clone(), code)));
                }
                Err(error) => wrong.push((line_of(text, directive.range.start), error)),
            }
        }
        Checked { wrong, moved }
    }

    /// Checks one include, and returns what it shows.
    fn included(
        &self,
        target: &str,
        folder: &Path,
        language: Option<Listed>,
    ) -> Result<String, ListingError> {
        let (path, anchor) = match target.split_once(':') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (target, None),
        };
        if anchor.is_some_and(|anchor| {
            anchor
                .split(':')
                .any(|part| part.is_empty() || part.parse::<usize>().is_ok())
        }) {
            return Err(ListingError::Lines(target.to_owned()));
        }
        let full = folder.join(path);
        let full = full
            .canonicalize()
            .map_err(|_| ListingError::NoFile(self.relative(&full)))?;
        let file = self.relative(&full);
        let text =
            std::fs::read_to_string(&full).map_err(|_| ListingError::NoFile(file.clone()))?;
        if let Some(language) = language {
            let expected = match language {
                Listed::Rust => "rs",
                Listed::Python => "py",
            };
            if full
                .extension()
                .is_none_or(|extension| extension != expected)
            {
                return Err(ListingError::OtherLanguage {
                    file: target.to_owned(),
                    block: language,
                });
            }
            let tested = match language {
                Listed::Rust => self.workspace.compiles(&full),
                Listed::Python => full.starts_with(self.root.join("book/listings/python")),
            };
            if !tested {
                return Err(ListingError::NotTested(file));
            }
        }
        let shown = match anchor {
            Some(anchor) => anchored(&text, anchor, &file)?,
            None if anchors(&text).next().is_some() => {
                return Err(ListingError::AnchorsShow(target.to_owned()));
            }
            None => text,
        };
        if shown.trim().is_empty() {
            return Err(ListingError::Nothing(target.to_owned()));
        }
        if shown.contains("{{#") {
            return Err(ListingError::Nested(target.to_owned()));
        }
        Ok(shown)
    }

    /// A path as people of this repository write it.
    fn relative(&self, path: &Path) -> PathBuf {
        let mut plain = PathBuf::new();
        for component in path.components() {
            match component {
                std::path::Component::ParentDir => drop(plain.pop()),
                std::path::Component::CurDir => {}
                other => plain.push(other),
            }
        }
        plain
            .strip_prefix(&self.root)
            .map_or(plain.clone(), Path::to_owned)
    }
}

/// The code without the indentation that all its lines share, if they share any: an anchor often stands in a function.
fn at_margin(code: &str) -> Option<String> {
    let lines = || code.lines().filter(|line| !line.trim().is_empty());
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let shared = lines()
        .map(indentation)
        .min()
        .filter(|&shared| shared > 0)?;
    let moved: Vec<&str> = code
        .lines()
        .map(|line| line.get(shared..).unwrap_or_default())
        .collect();
    Some(moved.join("\n"))
}

/// Whether a line is one directive. Any but an include is told of elsewhere: none works in code.
fn is_directive(line: &str) -> bool {
    let inside = line
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    inside.is_some_and(|inside| inside.trim_start().starts_with('#') && !inside.contains("}}"))
}

/// The anchor names that begin in a text.
fn anchors(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| mark(line, "ANCHOR:"))
}

/// The name after an anchor mark, read as mdBook reads it.
fn mark<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let name = line.split_once(mark)?.1.trim_start();
    let end = name
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}

/// The text between an anchor's marks, other anchors' marks left out.
fn anchored(text: &str, anchor: &str, file: &Path) -> Result<String, ListingError> {
    match anchors(text).filter(|name| *name == anchor).count() {
        0 => {
            let anchors = anchors(text).map(str::to_owned).collect();
            return Err(ListingError::NoAnchor {
                file: file.to_owned(),
                anchor: anchor.to_owned(),
                anchors,
            });
        }
        1 => {}
        _ => {
            return Err(ListingError::RepeatedAnchor {
                file: file.to_owned(),
                anchor: anchor.to_owned(),
            });
        }
    }
    let mut shown = String::new();
    for line in text
        .lines()
        .skip_while(|line| mark(line, "ANCHOR:") != Some(anchor))
    {
        if mark(line, "ANCHOR_END:") == Some(anchor) {
            return Ok(shown);
        }
        if mark(line, "ANCHOR:").is_none() && mark(line, "ANCHOR_END:").is_none() {
            shown.push_str(line);
            shown.push('\n');
        }
    }
    Err(ListingError::OpenAnchor {
        file: file.to_owned(),
        anchor: anchor.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::directives;

    /// A repository with one listing file.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("Cargo.toml", "[workspace]\nmembers = [\"book/listings\"]\n");
        write("book/listings/Cargo.toml", "[package]\n");
        write(
            "book/listings/src/lib.rs",
            "// ANCHOR: mul\nfn mul() {}\n// ANCHOR_END: mul\n// ANCHOR: empty\n\n// ANCHOR_END: empty\n// ANCHOR: open\n\
             // ANCHOR: twice\n// ANCHOR: twice\n// ANCHOR: nested\n// {{#include x}}\n// ANCHOR_END: nested\n",
        );
        write("book/listings/src/orphan.rs", "fn orphan() {}\n");
        write(
            "book/listings/python/powers.py",
            "# ANCHOR: mul\nx * x\n# ANCHOR_END: mul\n",
        );
        write("book/listings/notes.txt", "a\n");
        std::fs::create_dir_all(folder.path().join("book/src")).unwrap();
        folder
    }

    fn check(page: &str) -> Vec<(usize, String)> {
        let folder = repository();
        let root = folder.path().canonicalize().unwrap();
        let (directives, wrong) = directives(page);
        assert_eq!(wrong, []);
        let wrong = Listings::of(&root).check(
            page,
            &Outline::of(page),
            &directives,
            &root.join("book/src"),
        );
        wrong
            .wrong
            .into_iter()
            .map(|(line, error)| (line, error.to_string()))
            .collect()
    }

    /// The message for a page with one fault, which must be on the given line.
    fn fault(line: usize, page: &str) -> String {
        let mut wrong = check(page);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert_eq!(wrong[0].0, line, "{}", wrong[0].1);
        wrong.remove(0).1
    }

    #[test]
    fn tested_listings_pass() {
        let page = "```rust\n{{#include ../listings/src/lib.rs:mul}}\n```\n\n- a\n\n  ~~~py\n  {{#include ../listings/python/powers.py:mul}}\n  ~~~\n\n\
                    ```text\ntyped {{#include ../listings/notes.txt}}\n```\n";
        assert_eq!(check(page), []);
    }

    #[test]
    fn code_that_is_indented_in_its_file_moves_to_the_margin() {
        let code = "    def f():\n\n        return 1\n";
        assert_eq!(at_margin(code).as_deref(), Some("def f():\n\n    return 1"));
        assert_eq!(at_margin("def f():\n    return 1\n"), None);
    }

    #[test]
    fn hand_typed_blocks_fail_on_their_line() {
        assert!(
            fault(4, "text\n\n```rust\nfn f() {}\nfn g() {}\n```\n").contains("Rust typed by hand")
        );
        assert!(
            fault(
                3,
                "```py\n{{#include ../listings/python/powers.py:mul}}\nx = 1\n```\n"
            )
            .contains("Python typed by hand")
        );
        assert!(fault(4, "> a\n>\n> ~~~rs\n> fn f() {}\n> ~~~\n").contains("Rust typed by hand"));
        assert!(fault(1, "```rust\n\n```\n").contains("empty"));
        assert!(
            fault(
                3,
                "a\n\n<pre><code class=\"language-rust\">fn f() {}</code></pre>\n"
            )
            .contains("raw HTML")
        );
    }

    #[test]
    fn includes_that_show_nothing_or_something_else_fail() {
        let of = |target: &str| {
            fault(
                2,
                &format!("```rust\n{{{{#include ../listings/{target}}}}}\n```\n"),
            )
        };
        assert!(of("src/lob.rs:mul").contains("no file book/listings/src/lob.rs"));
        assert!(of("src/lib.rs:mull").contains("no `ANCHOR: mull`; it has mul, empty, open"));
        assert!(of("src/lib.rs:empty").contains("includes nothing"));
        assert!(of("src/lib.rs:open").contains("no `ANCHOR_END: open`"));
        assert!(of("src/lib.rs:twice").contains("more than once"));
        assert!(of("src/lib.rs:nested").contains("mdBook would follow"));
        assert!(of("src/lib.rs:1:2").contains("by number"));
        assert!(of("src/lib.rs::3").contains("by number"));
        assert!(of("src/lib.rs").contains("ANCHOR comments"));
        assert!(of("src/orphan.rs").contains("not tested"));
        assert!(of("python/powers.py:mul").contains("isn't Rust"));
    }

    #[test]
    fn an_include_outside_a_block_fails() {
        assert!(fault(1, "{{#include ../listings/notes.txt}}").contains("outside a code block"));
    }
}
