//! `make_sure`: ask before a function is called.
//!
//! Only a function without arguments can be wrapped, and the compiler says so:
//!
//! ```compile_fail,E0593
//! # use listings::decorators::make_sure::make_sure;
//! make_sure(|name: &str| println!("Hello {name}"));
//! ```

use std::io::{self, Write};

use listings_macros::decorate;

// ANCHOR: hello
/// Greets the world.
pub fn hello() {
    println!("Hello world");
}
// ANCHOR_END: hello

// ANCHOR: make_sure
/// The given function, with a question before it.
pub fn make_sure(function: impl Fn()) -> impl Fn() {
    move || {
        loop {
            let answer = terminal("are you sure you want to greet the world? [y/n] ");
            match answer.expect("somebody answers").as_str() {
                "n" => return,
                "y" => return function(),
                _ => {}
            }
        }
    }
}
// ANCHOR_END: make_sure

// ANCHOR: terminal
/// Python's `input`: shows a question, and waits for a line.
///
/// # Errors
/// When the terminal is gone, or there will be no more lines.
pub fn terminal(question: &str) -> io::Result<String> {
    print!("{question}");
    io::stdout().flush()?;
    let mut line = String::new();
    match io::stdin().read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end().to_owned()),
    }
}
// ANCHOR_END: terminal

// ANCHOR: make_sure_with
/// The given function, with a question before it that `ask` puts to somebody.
pub fn make_sure_with<R>(
    mut ask: impl FnMut(&str) -> io::Result<String>,
    question: &str,
    function: impl Fn() -> R,
) -> impl FnMut() -> io::Result<Option<R>> {
    move || {
        loop {
            match ask(question)?.as_str() {
                "n" => return Ok(None),
                "y" => return Ok(Some(function())),
                _ => {}
            }
        }
    }
}
// ANCHOR_END: make_sure_with

// ANCHOR: at
/// Greets the world, if you are sure.
#[decorate(make_sure)]
pub fn careful_hello() {
    println!("Hello world");
}
// ANCHOR_END: at

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    // ANCHOR: test
    #[test]
    fn it_asks_until_the_answer_is_yes_or_no() {
        let mut lines = ["maybe", "", "y"].into_iter();
        let ask = |_: &str| {
            lines
                .next()
                .map(str::to_owned)
                .ok_or(io::ErrorKind::UnexpectedEof.into())
        };
        let greetings = Cell::new(0);
        let mut greet = make_sure_with(ask, "sure? ", || greetings.update(|n| n + 1));

        assert_eq!(greet().unwrap(), Some(()));
        assert_eq!(greetings.get(), 1);
        assert!(greet().is_err(), "there are no more lines");
        assert_eq!(greetings.get(), 1);
    }
    // ANCHOR_END: test

    #[test]
    fn a_no_calls_nothing_and_gives_nothing() {
        let mut asked = Vec::new();
        let ask = |question: &str| {
            asked.push(question.to_owned());
            Ok("n".to_owned())
        };
        let mut never =
            make_sure_with(ask, "sure? ", || -> u32 { panic!("nobody agreed to this") });
        assert_eq!(never().unwrap(), None);
        assert_eq!(never().unwrap(), None);
        drop(never);
        assert_eq!(asked, ["sure? ", "sure? "]);
    }

    #[test]
    fn a_yes_gives_what_the_function_gives() {
        let mut sum = make_sure_with(|_| Ok("y".to_owned()), "", || 1 + 1);
        assert_eq!(sum().unwrap(), Some(2));
    }

    #[test]
    fn an_error_of_the_asker_comes_through() {
        let gone = |_: &str| Err(io::ErrorKind::BrokenPipe.into());
        let error = make_sure_with(gone, "", hello)().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
