//! A decorator that asks first, solved.
//!
//! # Why this way
//!
//! Asking and wrapping are two jobs. `confirm` asks, and knows nothing of the function; `make_sure` wraps, and knows nothing of
//! letters and lines. Either can be read, tested and replaced without the other. What remains of the wrapper is one `if`.
//!
//! The types say the rest. The wrapper owns its four parts, so it can be handed around and called later (`move`). It
//! changes three of them, so it is an `FnMut`. The argument is shown to `question` and then given to `function`, which
//! keeps it: whatever is to be known of it must be asked before. And since `confirm` returns a `Result<bool, _>`, nobody
//! can mistake "no" for "couldn't ask".
//!
//! # A second good answer
//!
//! Make the asking a parameter, too: `make_sure(ask: impl FnMut(&str) -> Result<bool, Unsure>, question, function)`. The
//! wrapper then serves a dialogue box as well as a terminal, and its tests need neither texts nor buffers. It is the
//! better cut where there is more than one way to ask, and one more thing to explain where there isn't.

use std::fmt;
use std::io::{self, BufRead, Write};

/// How often a question is put before it is given up.
pub const TRIES: u32 = 3;

/// Why nobody is sure.
#[derive(Debug)]
pub enum Unsure {
    /// After [`TRIES`] questions there was neither a yes nor a no; this was the last answer, without the space around it.
    Unclear(String),
    /// The input has ended.
    NoAnswer,
    /// The question can't be written, or the answer can't be read.
    Broken(io::Error),
}

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsure::Unclear(answer) => write!(f, "`{answer}` is neither yes nor no"),
            Unsure::NoAnswer => f.write_str("the input ended before there was an answer"),
            Unsure::Broken(error) => write!(f, "can't ask: {error}"),
        }
    }
}

impl std::error::Error for Unsure {}

impl From<io::Error> for Unsure {
    fn from(error: io::Error) -> Unsure {
        Unsure::Broken(error)
    }
}

/// The given function, with a question before it.
///
/// The question goes to `output` and the answer comes from `input`. `Ok(None)` is a no.
pub fn make_sure<A, R>(
    question: impl Fn(&A) -> String,
    mut input: impl BufRead,
    mut output: impl Write,
    mut function: impl FnMut(A) -> R,
) -> impl FnMut(A) -> Result<Option<R>, Unsure> {
    move |argument| {
        if confirm(&question(&argument), &mut input, &mut output)? {
            Ok(Some(function(argument)))
        } else {
            Ok(None)
        }
    }
}

/// Puts a question until the answer is yes or no.
fn confirm(
    question: &str,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<bool, Unsure> {
    let mut line = String::new();
    for _ in 0..TRIES {
        write!(output, "{question} [y/n] ")?;
        output.flush()?;
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Err(Unsure::NoAnswer);
        }
        let is = |word: &&str| line.trim().eq_ignore_ascii_case(word);
        if ["y", "yes"].iter().any(is) {
            return Ok(true);
        }
        if ["n", "no"].iter().any(is) {
            return Ok(false);
        }
    }
    Err(Unsure::Unclear(line.trim().to_owned()))
}
