//! The directives of a page: `{{#name …}}`, read with their place.
//!
//! ```text
//! {{#measured KERNEL [at SIZE] [threads N] [only VARIANT…]}}      table, plot and reading
//! {{#verdicts KERNEL}}                                             how many of its races ended in which verdict
//! {{#value KERNEL/VARIANT [at SIZE] [threads N]}}                 a time
//! {{#ratio KERNEL A/B [at SIZE] [threads N]}}                     time of A ÷ time of B
//! {{#guess KERNEL A/B [at SIZE] [threads N]}}                     a bet on that ratio; what follows, to the next
//!                                                                 heading, is covered until it is made
//! {{#guesses}}                                                    every bet of the book
//! {{#claim KERNEL A faster-than|level-with B [at SIZE] [threads N]}}sentence{{/claim}}
//! {{#figure NAME}}                                                a drawn figure with its data
//! {{#cited SOURCE/NAME}}                                           what a source lesson measured: alone on its line, a table
//! {{#evidence KERNEL [only VARIANT…]}}                            bytes, instructions and register width of variants
//! {{#machine-code KERNEL/VARIANT [for LEVEL]}}                    the loop of a variant, as instructions
//! {{#profile NAME}}                                               a profile: flame graph, functions, lines
//! {{#share NAME/FUNCTION [own]}}                                  a function's share of a profile, cumulative unless own
//! {{#ceilings}}                                                    what the reference machine allows, and the reader's
//! {{#rate CEILING at SIZE [threads N]}}                            a ceiling in its unit, such as 39 GB/s
//! {{#machine KERNEL}}                                             the reference machine in one line
//! {{#exercise NAME}}  {{#solution NAME}}                          an exercise's card, its folded solution
//! {{#include PATH[:ANCHOR]}}  {{#title TEXT}}                     mdBook's own
//! ```
//!
//! A variant is `name`, or `python:name` where the name alone would be ambiguous. A size with a space in it is quoted.
//! `\{{#name …}}` shows a directive instead of following it.

use std::ops::Range;

use crate::problem::line_of;
use crate::record::Language;

/// Why a directive can't be followed.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum DirectiveError {
    /// No directive has this name.
    #[error(
        "there is no directive `{0}`: mend the name, or write `\\{{{{#` to show the text itself"
    )]
    Unknown(String),
    /// The braces don't close.
    #[error("this directive has no end: close it with `}}}}`")]
    Open,
    /// The words after the name aren't what it takes.
    #[error("`{text}`: {reason}; its form is `{form}`")]
    Form {
        /// The directive as written.
        text: String,
        /// What is wrong with it.
        reason: String,
        /// What it should look like.
        form: &'static str,
    },
    /// A directive in a code block or code span, where its result would show as HTML.
    #[error(
        "`{0}` stands in code, where it can't work: move it out, or write `\\{{{{#` to show the text itself"
    )]
    InCode(String),
    /// A directive inside a formula.
    #[error("`{0}` stands in a formula, where it can't work: end the formula before it")]
    InMaths(String),
    /// A block directive with something else on its line.
    #[error("`{0}` makes a block of its own: put it alone on its line")]
    NotAlone(String),
    /// An end without a beginning.
    #[error("`{{{{/claim}}}}` ends no claim: begin one with `{{{{#claim …}}}}` before it")]
    NoClaim,
    /// A beginning without an end.
    #[error("this claim has no end: put `{{{{/claim}}}}` after its sentence")]
    OpenClaim,
}

/// A directive and its place on the page.
#[derive(Debug, PartialEq)]
pub struct Directive {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it asks for.
    pub kind: Kind,
}

/// What a directive asks for.
#[derive(Debug, PartialEq)]
pub enum Kind {
    /// mdBook's `include`, with everything after the name.
    Include(String),
    /// mdBook's `title`.
    Title,
    /// Table, plot and reading.
    Measured {
        /// Which kernel.
        kernel: String,
        /// Which of its rows.
        view: View,
        /// Only these variants; all when empty.
        only: Vec<Variant>,
    },
    /// How many races ended in which verdict.
    Verdicts(String),
    /// A time.
    Value {
        /// Which kernel.
        kernel: String,
        /// Whose time.
        variant: Variant,
        /// At which size and threads.
        view: View,
    },
    /// A ratio of two times.
    Ratio(Pair),
    /// A bet on a ratio.
    Guess(Pair),
    /// All bets of the book.
    Guesses,
    /// The beginning of a sentence that says how two variants compare.
    Claim(Pair, Relation),
    /// The end of that sentence.
    EndOfClaim,
    /// A drawn figure.
    Figure(String),
    /// A figure, or a table, of a source lesson.
    Cited {
        /// Which lesson.
        source: String,
        /// Which of its figures.
        name: String,
    },
    /// What doesn't depend on a machine's speed, as a table.
    Evidence {
        /// Which kernel.
        kernel: String,
        /// Only these variants; all when empty.
        only: Vec<Variant>,
    },
    /// The loop of a variant as instructions.
    MachineCode {
        /// Which kernel.
        kernel: String,
        /// Which of its variants.
        variant: String,
        /// For which processors; the newest when none is named.
        level: Option<String>,
    },
    /// What the machines allow.
    Ceilings,
    /// A ceiling in its unit.
    Rate {
        /// Which.
        variant: Variant,
        /// Of which working set, on how many threads.
        view: View,
    },
    /// The reference machine of a kernel.
    Machine(String),
    /// A profile: flame graph, functions, lines.
    Profile(String),
    /// A function's share of a profile.
    Share {
        /// The profile.
        profile: String,
        /// The function.
        function: String,
        /// Its own samples only.
        own: bool,
    },
    /// An exercise's card.
    Exercise(String),
    /// An exercise's folded solution.
    Solution(String),
}

/// Two variants of a kernel: the time of `a` ÷ the time of `b`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Which kernel.
    pub kernel: String,
    /// The variant whose time is divided.
    pub a: Variant,
    /// The variant whose time it is divided by.
    pub b: Variant,
    /// At which size and threads.
    pub view: View,
}

/// How a claim says that `a` compares with `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `a` takes less time than `b`.
    FasterThan,
    /// `a` takes about the time of `b`.
    LevelWith,
}

/// Which rows of a record are meant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// The size, as the record spells it.
    pub size: Option<String>,
    /// The number of threads.
    pub threads: Option<u32>,
}

/// A variant by its name on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its language, where the page says so.
    pub language: Option<Language>,
    /// Its name.
    pub name: String,
}

impl std::fmt::Display for Variant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.language {
            Some(Language::Python) => write!(f, "python:{}", self.name),
            Some(Language::Rust) => write!(f, "rust:{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl Kind {
    /// Whether the directive makes a block of its own.
    pub fn is_block(&self) -> bool {
        matches!(
            self,
            Self::Measured { .. }
                | Self::Verdicts(_)
                | Self::Guess(_)
                | Self::Guesses
                | Self::Figure(_)
                | Self::Evidence { .. }
                | Self::MachineCode { .. }
                | Self::Ceilings
                | Self::Profile(_)
                | Self::Exercise(_)
                | Self::Solution(_)
        )
    }
}

/// All directives of a page, in order, and what is wrong with some, each with its line.
pub fn directives(text: &str) -> (Vec<Directive>, Vec<(usize, DirectiveError)>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(start) = text[at..].find("{{").map(|offset| at + offset) {
        at = start + 2;
        let inside = text[at..].trim_start();
        let begins = inside.starts_with('#') || inside.starts_with("/claim");
        if !begins || text[..start].ends_with('\\') {
            continue;
        }
        let line = line_of(text, start);
        let body = text[at..].find("}}").map(|length| &text[at..at + length]);
        // mdBook's own directives end at the first brace.
        let Some(body) = body.filter(|body| !body.contains('}')) else {
            wrong.push((line, DirectiveError::Open));
            continue;
        };
        let range = start..at + body.len() + 2;
        at = range.end;
        match kind(body.trim()) {
            Ok(kind) => found.push(Directive { range, kind }),
            Err(error) => wrong.push((line, error)),
        }
    }
    (found, wrong)
}

fn kind(body: &str) -> Result<Kind, DirectiveError> {
    if body == "/claim" {
        return Ok(Kind::EndOfClaim);
    }
    let (name, rest) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    let form = match name {
        "#include" if !rest.trim().is_empty() => return Ok(Kind::Include(rest.trim().to_owned())),
        "#include" => "{{#include PATH:ANCHOR}}",
        "#title" => return Ok(Kind::Title),
        "#measured" => "{{#measured KERNEL [at SIZE] [threads N] [only VARIANT…]}}",
        "#verdicts" => "{{#verdicts KERNEL}}",
        "#value" => "{{#value KERNEL/VARIANT [at SIZE] [threads N]}}",
        "#ratio" => "{{#ratio KERNEL A/B [at SIZE] [threads N]}}",
        "#guess" => "{{#guess KERNEL A/B [at SIZE] [threads N]}}",
        "#guesses" => "{{#guesses}}",
        "#claim" => "{{#claim KERNEL A faster-than|level-with B [at SIZE] [threads N]}}",
        "#figure" => "{{#figure NAME}}",
        "#cited" => "{{#cited SOURCE/NAME}}",
        "#evidence" => "{{#evidence KERNEL [only VARIANT…]}}",
        "#machine-code" => "{{#machine-code KERNEL/VARIANT [for LEVEL]}}",
        "#profile" => "{{#profile NAME}}",
        "#share" => "{{#share NAME/FUNCTION [own]}}",
        "#ceilings" => "{{#ceilings}}",
        "#rate" => "{{#rate CEILING at SIZE [threads N]}}",
        "#machine" => "{{#machine KERNEL}}",
        "#exercise" => "{{#exercise NAME}}",
        "#solution" => "{{#solution NAME}}",
        _ => return Err(DirectiveError::Unknown(name.to_owned())),
    };
    let wrong = |reason: String| DirectiveError::Form {
        text: format!("{{{{{body}}}}}"),
        reason,
        form,
    };
    let mut words = Words(words(rest).map_err(wrong)?.into_iter());
    let kind = words.kind(name).map_err(wrong)?;
    match words.0.next() {
        Some(word) => Err(wrong(format!("`{word}` is one word too many"))),
        None => Ok(kind),
    }
}

/// The words of a directive; one in straight quotes may hold spaces.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a quote has no end")?,
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    Ok(words)
}

struct Words(std::vec::IntoIter<String>);

impl Words {
    fn kind(&mut self, directive: &str) -> Result<Kind, String> {
        Ok(match directive {
            "#measured" => {
                let kernel = self.name("a kernel")?;
                let (view, only) = self.view(true)?;
                Kind::Measured { kernel, view, only }
            }
            "#verdicts" => Kind::Verdicts(self.name("a kernel")?),
            "#value" => {
                let both = self.next("KERNEL/VARIANT")?;
                let (kernel, name) = both
                    .split_once('/')
                    .ok_or_else(|| format!("`{both}` has no `/` between kernel and variant"))?;
                let (kernel, variant) = (plain(kernel, "a kernel")?, variant(name)?);
                Kind::Value {
                    kernel,
                    variant,
                    view: self.view(false)?.0,
                }
            }
            "#ratio" => Kind::Ratio(self.pair()?),
            "#guess" => Kind::Guess(self.pair()?),
            "#guesses" => Kind::Guesses,
            "#claim" => {
                let kernel = self.name("a kernel")?;
                let a = variant(&self.next("a variant")?)?;
                let relation = match self.next("`faster-than` or `level-with`")?.as_str() {
                    "faster-than" => Relation::FasterThan,
                    "level-with" => Relation::LevelWith,
                    other => {
                        return Err(format!(
                            "`{other}` is neither `faster-than` nor `level-with`"
                        ));
                    }
                };
                let b = variant(&self.next("a second variant")?)?;
                Kind::Claim(
                    Pair {
                        kernel,
                        a,
                        b,
                        view: self.view(false)?.0,
                    },
                    relation,
                )
            }
            "#figure" => Kind::Figure(self.name("a figure")?),
            "#profile" => Kind::Profile(self.name("a profile")?),
            "#share" => self.share()?,
            "#evidence" => {
                let kernel = self.name("a kernel")?;
                let (view, only) = self.view(true)?;
                if view != View::default() {
                    return Err("evidence has one size, and no threads to choose".to_owned());
                }
                Kind::Evidence { kernel, only }
            }
            "#machine-code" => self.machine_code()?,
            "#cited" => {
                let both = self.next("SOURCE/NAME")?;
                let (source, name) = both
                    .split_once('/')
                    .ok_or_else(|| format!("`{both}` has no `/` between source and figure"))?;
                Kind::Cited {
                    source: plain(source, "a source")?,
                    name: plain(name, "a figure")?,
                }
            }
            "#ceilings" => Kind::Ceilings,
            "#rate" => {
                let variant = variant(&self.next("a ceiling")?)?;
                let view = self.view(false)?.0;
                if view.size.is_none() {
                    return Err("`at SIZE` is missing".to_owned());
                }
                Kind::Rate { variant, view }
            }
            "#machine" => Kind::Machine(self.name("a kernel")?),
            "#exercise" => Kind::Exercise(self.name("an exercise")?),
            _ => Kind::Solution(self.name("an exercise")?),
        })
    }

    fn share(&mut self) -> Result<Kind, String> {
        let both = self.next("NAME/FUNCTION")?;
        let (profile, function) = both
            .split_once('/')
            .ok_or_else(|| format!("`{both}` has no `/` between profile and function"))?;
        let own = self.0.as_slice().first().is_some_and(|word| word == "own");
        if own {
            self.0.next();
        }
        Ok(Kind::Share {
            profile: plain(profile, "a profile")?,
            function: plain(function, "a function")?,
            own,
        })
    }

    fn machine_code(&mut self) -> Result<Kind, String> {
        let both = self.next("KERNEL/VARIANT")?;
        let (kernel, variant) = both
            .split_once('/')
            .ok_or_else(|| format!("`{both}` has no `/` between kernel and variant"))?;
        let named = self.0.as_slice().first().is_some_and(|word| word == "for");
        if named {
            self.0.next();
        }
        Ok(Kind::MachineCode {
            kernel: plain(kernel, "a kernel")?,
            variant: plain(variant, "a variant")?,
            level: named
                .then(|| self.next("the level after `for`"))
                .transpose()?,
        })
    }

    fn next(&mut self, what: &str) -> Result<String, String> {
        self.0.next().ok_or_else(|| format!("{what} is missing"))
    }

    fn name(&mut self, what: &str) -> Result<String, String> {
        plain(&self.next(what)?, what)
    }

    fn pair(&mut self) -> Result<Pair, String> {
        let kernel = self.name("a kernel")?;
        let both = self.next("A/B")?;
        let (a, b) = both
            .split_once('/')
            .ok_or_else(|| format!("`{both}` has no `/` between its two variants"))?;
        Ok(Pair {
            kernel,
            a: variant(a)?,
            b: variant(b)?,
            view: self.view(false)?.0,
        })
    }

    /// The trailing `at SIZE`, `threads N` and, where it is taken, `only VARIANT…`, in any order.
    fn view(&mut self, takes_only: bool) -> Result<(View, Vec<Variant>), String> {
        let (mut view, mut only) = (View::default(), Vec::new());
        while let Some(word) = self.0.as_slice().first().cloned() {
            match word.as_str() {
                "at" if view.size.is_none() => {
                    self.0.next();
                    view.size = Some(self.next("the size after `at`")?);
                }
                "threads" if view.threads.is_none() => {
                    self.0.next();
                    let count = self.next("the number after `threads`")?;
                    view.threads = match count.parse() {
                        Ok(count) if count > 0 => Some(count),
                        _ => return Err(format!("`{count}` is no number of threads")),
                    };
                }
                "only" if takes_only && only.is_empty() => {
                    self.0.next();
                    while self
                        .0
                        .as_slice()
                        .first()
                        .is_some_and(|word| word != "at" && word != "threads")
                    {
                        only.push(variant(&self.next("a variant after `only`")?)?);
                    }
                    if only.is_empty() {
                        return Err("`only` names no variant".to_owned());
                    }
                }
                _ => break,
            }
        }
        Ok((view, only))
    }
}

fn variant(word: &str) -> Result<Variant, String> {
    let (language, name) = match word.split_once(':') {
        Some(("python", name)) => (Some(Language::Python), name),
        Some(("rust", name)) => (Some(Language::Rust), name),
        _ => (None, word),
    };
    Ok(Variant {
        language,
        name: plain(name, "a variant")?,
    })
}

/// A name that may become part of a path: letters, digits, `-` and `_`.
fn plain(word: &str, what: &str) -> Result<String, String> {
    let is_name = !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_name {
        Ok(word.to_owned())
    } else {
        Err(format!("`{word}` can't be the name of {what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Kind {
        let (mut found, wrong) = directives(text);
        assert_eq!(wrong, []);
        assert_eq!(found.len(), 1, "{text}");
        found.remove(0).kind
    }

    fn error(text: &str) -> String {
        let (found, mut wrong) = directives(text);
        assert_eq!((found, wrong.len()), (vec![], 1), "{text}");
        wrong.remove(0).1.to_string()
    }

    fn rust_or_python(name: &str) -> Variant {
        Variant {
            language: None,
            name: name.to_owned(),
        }
    }

    #[test]
    fn measured_takes_size_threads_and_variants_in_any_order() {
        let expected = Kind::Measured {
            kernel: "powers".to_owned(),
            view: View {
                size: Some("x^3".to_owned()),
                threads: Some(2),
            },
            only: vec![
                rust_or_python("mul"),
                Variant {
                    language: Some(Language::Python),
                    name: "numpy".to_owned(),
                },
            ],
        };
        assert_eq!(
            one("{{#measured powers at x^3 threads 2 only mul python:numpy}}"),
            expected
        );
        assert_eq!(
            one("{{ #measured powers only mul python:numpy\n threads 2 at \"x^3\" }}"),
            expected
        );
    }

    #[test]
    fn pairs_values_and_claims_are_read() {
        let pair = |size: Option<&str>| Pair {
            kernel: "sum".to_owned(),
            a: rust_or_python("loop"),
            b: rust_or_python("numba-parallel"),
            view: View {
                size: size.map(str::to_owned),
                threads: None,
            },
        };
        assert_eq!(
            one("{{#ratio sum loop/numba-parallel}}"),
            Kind::Ratio(pair(None))
        );
        assert_eq!(
            one("{{#guess sum loop/numba-parallel at \"5000² axes\"}}"),
            Kind::Guess(pair(Some("5000² axes")))
        );
        assert_eq!(
            one("{{#claim sum loop faster-than numba-parallel}}"),
            Kind::Claim(pair(None), Relation::FasterThan)
        );
        let Kind::Value {
            kernel, variant, ..
        } = one("{{#value sum/rust:loop}}")
        else {
            panic!("no value")
        };
        assert_eq!(
            (kernel.as_str(), variant.language),
            ("sum", Some(Language::Rust))
        );
    }

    #[test]
    fn figures_and_citations_are_read() {
        assert_eq!(one("{{#figure circle}}"), Kind::Figure("circle".to_owned()));
        assert_eq!(
            one("{{#verdicts races}}"),
            Kind::Verdicts("races".to_owned())
        );
        assert_eq!(one("{{#profile sum}}"), Kind::Profile("sum".to_owned()));
        let share = |own| Kind::Share {
            profile: "sum".to_owned(),
            function: "lanes".to_owned(),
            own,
        };
        assert_eq!(one("{{#share sum/lanes}}"), share(false));
        assert_eq!(one("{{#share sum/lanes own}}"), share(true));
        assert!(error("{{#share sum}}").contains("no `/`"));
        let cited = Kind::Cited {
            source: "go-faster".to_owned(),
            name: "std-pure".to_owned(),
        };
        assert_eq!(one("{{#cited go-faster/std-pure}}"), cited);
        assert!(error("{{#cited go-faster}}").contains("no `/` between source and figure"));
        assert!(error("{{#cited ../x/y}}").contains("can't be the name of a source"));
    }

    #[test]
    fn evidence_and_machine_code_are_read() {
        let evidence = |only: &[&str]| Kind::Evidence {
            kernel: "sum".to_owned(),
            only: only.iter().map(|name| rust_or_python(name)).collect(),
        };
        assert_eq!(one("{{#evidence sum}}"), evidence(&[]));
        assert_eq!(
            one("{{#evidence sum only loop simd}}"),
            evidence(&["loop", "simd"])
        );
        assert!(error("{{#evidence sum at 10^6}}").contains("evidence has one size"));
        let code = |level: Option<&str>| Kind::MachineCode {
            kernel: "sum".to_owned(),
            variant: "simd".to_owned(),
            level: level.map(str::to_owned),
        };
        assert_eq!(one("{{#machine-code sum/simd}}"), code(None));
        assert_eq!(
            one("{{#machine-code sum/simd for SSE4.2}}"),
            code(Some("SSE4.2"))
        );
        assert!(error("{{#machine-code sum}}").contains("no `/`"));
        assert!(error("{{#machine-code sum/simd for}}").contains("the level after `for`"));
        assert!(error("{{#machine-code ../sum/simd}}").contains("can't be the name"));
    }

    #[test]
    fn a_ceiling_is_asked_for_by_its_working_set() {
        let rate = Kind::Rate {
            variant: rust_or_python("read"),
            view: View {
                size: Some("256 MiB".to_owned()),
                threads: Some(2),
            },
        };
        assert_eq!(one("{{#rate read at \"256 MiB\" threads 2}}"), rate);
        assert!(!rate.is_block());
        assert!(error("{{#rate read}}").contains("`at SIZE` is missing"));
        assert_eq!(one("{{#ceilings}}"), Kind::Ceilings);
        assert!(Kind::Ceilings.is_block());
        assert!(error("{{#ceilings mine}}").contains("one word too many"));
    }

    #[test]
    fn an_escaped_directive_and_other_braces_are_text() {
        assert_eq!(
            directives(r"\{{#measured powers}} and {{ x }} and {#id}"),
            (vec![], vec![])
        );
    }

    #[test]
    fn each_mistake_is_named_with_the_right_form() {
        assert!(error("{{#measure powers}}").contains("no directive `#measure`"));
        assert!(error("{{#playground a.rs}}").contains("no directive"));
        assert!(error("{{#measured powers").contains("no end"));
        assert!(error("{{#measured}}").contains("a kernel is missing"));
        assert!(error("{{#measured ../powers}}").contains("can't be the name"));
        assert!(error("{{#value powers}}").contains("no `/` between kernel and variant"));
        assert!(error("{{#ratio powers mul}}").contains("its form is `{{#ratio KERNEL A/B"));
        assert!(error("{{#ratio powers a/b at}}").contains("the size after `at` is missing"));
        assert!(error("{{#ratio powers a/b threads none}}").contains("no number of threads"));
        assert!(error("{{#ratio powers a/b c}}").contains("one word too many"));
        assert!(error("{{#claim powers a slower-than b}}").contains("neither"));
        assert!(error("{{#include}}").contains("PATH:ANCHOR"));
    }

    #[test]
    fn lines_are_counted_with_either_line_ending() {
        for text in ["one\ntwo\n{{#what}}", "one\r\ntwo\r\n{{#what}}"] {
            assert_eq!(directives(text).1[0].0, 3);
        }
    }
}
