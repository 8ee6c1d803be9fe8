//! A decorator that asks first, about the very argument that the function is about to get.

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
    input: impl BufRead,
    output: impl Write,
    function: impl FnMut(A) -> R,
) -> impl FnMut(A) -> Result<Option<R>, Unsure> {
    move |argument| todo!("make-sure: ask, and call `function` only after a yes")
}
