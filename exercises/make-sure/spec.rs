//! In Python, `make_sure` wraps a function so that it asks before it acts. The lesson's first version has the question
//! built in, forgets what the function returns, and can be tested only by someone who sits at the keyboard. Its second
//! version mends that much. Both wrap functions without arguments, and ask for ever. Here you write the one that you would
//! put into a program that deletes things.
//!
//! `make_sure(question, input, output, function)` returns a function of one argument. **Called with an argument, it**
//!
//! 1. calls `question` with that argument for a text, writes the text to `output`, then `[y/n]` with a space before and
//!    after it, and flushes, as otherwise a terminal may keep the question to itself;
//! 2. reads **one line** from `input` and leaves the rest, which answers questions to come;
//! 3. on a yes calls `function` with the argument and returns `Ok(Some(result))`, on a no calls nothing and returns
//!    `Ok(None)`.
//!
//! A yes is `y` or `yes`, a no is `n` or `no`, in capitals or not, with or without space around it. Anything else, an
//! empty line too, is unclear: the question is put again, as it was. After `TRIES` questions without a yes or a no the
//! wrapper gives up, with `Err(Unsure::Unclear(…))` and the last answer, trimmed. An input that has ended gives
//! `Err(Unsure::NoAnswer)`, whichever question it was; a last line that lacks its line ending still counts. An error
//! of `input` or `output` is `Err(Unsure::Broken(…))` at once.
//!
//! Nothing is asked, and nothing called, until the wrapper is.
//!
//! **Before you start, guess.** `input` and `output` are parameters, so that a test can hand in a text and a `Vec<u8>`.
//! What would a program hand in? And the wrapper may be called many times. Which of its four parts does a call change, so
//! that no second wrapper could use them at the same time?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `yes` | the question, and the call that follows a yes |
//! | `no` | no call after a no |
//! | `words` | what counts as a yes or a no, and what doesn't |
//! | `asks-again` | unclear answers, and how many of them |
//! | `no-answer` | the end of the input, and inputs and outputs that break |
//! | `many-calls` | a wrapper that is called again and again |
//!
//! The judge notes the order in which your wrapper writes, flushes, reads and calls. `std` is enough, and one thread.

use answer::{TRIES, Unsure, make_sure};
use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, Read, Write};
use std::rc::Rc;

/// Asks before it doubles: what came of it, what was written, and how often the function was called.
fn double(typed: &str) -> (Result<Option<u32>, Unsure>, String, u32) {
    let (mut written, calls) = (Vec::new(), Cell::new(0));
    let question = |x: &u32| format!("Double {x}?");
    let outcome = make_sure(question, typed.as_bytes(), &mut written, |x: u32| {
        calls.set(calls.get() + 1);
        2 * x
    })(21);
    let written = String::from_utf8(written).expect("questions are text");
    (outcome, written, calls.get())
}

// A yes and a no.

#[test]
fn a_yes_calls_the_function_and_gives_its_result() {
    let (outcome, _, calls) = double("y\n");
    assert_eq!(outcome.expect("a yes is an answer"), Some(42));
    assert_eq!(calls, 1, "one yes, one call");
}

#[test]
fn a_no_calls_nothing() {
    let (outcome, _, calls) = double("n\n");
    assert_eq!(outcome.expect("a no is an answer"), None);
    assert_eq!(calls, 0, "the answer was no");
}

#[test]
fn the_question_is_about_the_argument() {
    let (_, written, _) = double("y\n");
    assert_eq!(
        written, "Double 21? [y/n] ",
        "the text that `question` makes of the argument, a space, `[y/n]`, a space"
    );
}

#[test]
fn nothing_happens_until_the_wrapper_is_called() {
    let mut written = Vec::new();
    let wrapper = make_sure(
        |()| "Now?".to_owned(),
        &b"y\n"[..],
        &mut written,
        |()| panic!("nobody called the wrapper"),
    );
    drop(wrapper);
    assert!(written.is_empty(), "making a wrapper asks nothing");
}

#[test]
fn argument_and_result_may_be_of_types_that_cannot_be_copied() {
    struct Sample(Vec<f64>);
    let largest = |sample: Sample| sample.0.into_iter().reduce(f64::max).map(Box::new);
    let question = |sample: &Sample| format!("Use up {} numbers?", sample.0.len());
    let mut wrapper = make_sure(question, &b"y\n"[..], io::sink(), largest);
    let outcome = wrapper(Sample(vec![1.0, 3.0, 2.0])).expect("a yes is an answer");
    assert_eq!(outcome, Some(Some(Box::new(3.0))));
}

/// A terminal: it shows what is flushed, and a user who answers what is on the screen.
#[derive(Default)]
struct Terminal {
    buffer: RefCell<String>,
    screen: RefCell<String>,
}

struct Screen(Rc<Terminal>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).expect("questions are text");
        self.0.buffer.borrow_mut().push_str(text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.0.buffer.take();
        self.0.screen.borrow_mut().push_str(&flushed);
        Ok(())
    }
}

struct User<'a> {
    terminal: Rc<Terminal>,
    answers: &'a [u8],
}

impl Read for User<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for User<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        assert!(
            self.terminal.screen.borrow().ends_with("Sure? [y/n] "),
            "the user is waited for, with {:?} on the screen and {:?} not yet flushed: write the question, then flush",
            self.terminal.screen.borrow(),
            self.terminal.buffer.borrow(),
        );
        Ok(self.answers)
    }

    fn consume(&mut self, count: usize) {
        self.answers = &self.answers[count..];
    }
}

#[test]
fn the_question_is_on_the_screen_before_the_answer_is_awaited() {
    let terminal = Rc::<Terminal>::default();
    let user = User {
        terminal: Rc::clone(&terminal),
        answers: b"what?\ny\n",
    };
    let seen = Rc::clone(&terminal);
    let mut wrapper = make_sure(
        |()| "Sure?".to_owned(),
        user,
        Screen(Rc::clone(&terminal)),
        move |()| seen.screen.borrow().clone(),
    );
    let shown = wrapper(()).expect("a yes is an answer");
    assert_eq!(
        shown.as_deref(),
        Some("Sure? [y/n] Sure? [y/n] "),
        "what was on the screen when the function was called"
    );
}

// Words.

#[test]
fn yes_has_many_spellings() {
    for answer in ["y", "Y", "yes", "YES", "Yes", "  y", "yes \t"] {
        let (outcome, _, _) = double(&format!("{answer}\n"));
        assert!(
            matches!(outcome, Ok(Some(42))),
            "{answer:?} is a yes, and gave {outcome:?}"
        );
    }
}

#[test]
fn so_has_no() {
    for answer in ["n", "N", "no", "NO", "nO", " n ", "\tno"] {
        let (outcome, _, _) = double(&format!("{answer}\n"));
        assert!(
            matches!(outcome, Ok(None)),
            "{answer:?} is a no, and gave {outcome:?}"
        );
    }
}

#[test]
fn lines_may_end_as_on_windows() {
    let (yes, no) = (double("y\r\n").0, double("no\r\n").0);
    assert!(
        matches!(yes, Ok(Some(42))),
        "a yes that ends in \\r\\n gave {yes:?}"
    );
    assert!(
        matches!(no, Ok(None)),
        "a no that ends in \\r\\n gave {no:?}"
    );
}

#[test]
fn a_word_that_begins_like_a_yes_is_none() {
    for answer in [
        "yesterday",
        "yep",
        "ye",
        "y e s",
        "yy",
        "y.",
        "not yet",
        "none",
    ] {
        let (outcome, _, calls) = double(&format!("{answer}\nn\n"));
        assert!(
            matches!(outcome, Ok(None)),
            "{answer:?} is unclear and the answer after it a no, and they gave {outcome:?}"
        );
        assert_eq!(calls, 0, "{answer:?} is no yes");
    }
}

// Unclear answers.

#[test]
fn an_unclear_answer_is_asked_about_again() {
    let (outcome, written, calls) = double("what?\ny\n");
    assert_eq!(outcome.expect("the second answer is clear"), Some(42));
    assert_eq!(
        written, "Double 21? [y/n] Double 21? [y/n] ",
        "the same question, again"
    );
    assert_eq!(calls, 1, "two questions, one yes, one call");
}

#[test]
fn an_empty_line_is_unclear_too() {
    let (outcome, written, _) = double("\n   \nn\n");
    assert_eq!(outcome.expect("the third answer is clear"), None);
    assert_eq!(
        written.matches("[y/n]").count(),
        3,
        "questions: an empty line and one of spaces answer nothing"
    );
}

#[test]
fn after_three_unclear_answers_it_gives_up() {
    let (outcome, written, calls) = double("well\nperhaps\n I don't know \ny\n");
    match outcome {
        Err(Unsure::Unclear(answer)) => {
            assert_eq!(answer, "I don't know", "the last answer, trimmed")
        }
        other => panic!("three unclear answers gave {other:?}"),
    }
    assert_eq!(
        written.matches("[y/n]").count(),
        TRIES as usize,
        "questions"
    );
    assert_eq!(calls, 0, "nobody said yes in time");
}

// No answer.

#[test]
fn the_end_of_the_input_is_no_answer() {
    let (outcome, written, calls) = double("");
    assert!(
        matches!(outcome, Err(Unsure::NoAnswer)),
        "the input has ended, and that gave {outcome:?}"
    );
    assert_eq!(
        written, "Double 21? [y/n] ",
        "it asked once, and nobody is there to ask again"
    );
    assert_eq!(calls, 0, "nobody said yes");
}

#[test]
fn the_end_after_an_unclear_answer_is_no_answer_either() {
    let (outcome, _, _) = double("hm\n");
    assert!(
        matches!(outcome, Err(Unsure::NoAnswer)),
        "one unclear answer, and then the input has ended: that gave {outcome:?}"
    );
}

#[test]
fn a_last_line_without_its_ending_counts() {
    let (first, second) = (double("y").0, double("hm\nno").0);
    assert!(
        matches!(first, Ok(Some(42))),
        "a yes without a line ending gave {first:?}"
    );
    assert!(
        matches!(second, Ok(None)),
        "a no without a line ending, as the second answer, gave {second:?}"
    );
}

/// Neither reads nor writes.
struct Dead;

impl Read for Dead {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionAborted.into())
    }
}

impl BufRead for Dead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    fn consume(&mut self, _: usize) {}
}

impl Write for Dead {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn an_input_that_breaks_is_an_error_at_once() {
    let mut written = Vec::new();
    let never = |()| panic!("there was no answer");
    let outcome = make_sure(|()| "Sure?".to_owned(), Dead, &mut written, never)(());
    match outcome {
        Err(Unsure::Broken(error)) => assert_eq!(error.kind(), io::ErrorKind::ConnectionAborted),
        other => panic!("a broken input gave {other:?}"),
    }
    assert_eq!(
        written, b"Sure? [y/n] ",
        "one question; a broken input stays broken"
    );
}

#[test]
fn an_output_that_breaks_is_an_error_before_anything_is_read() {
    let mut typed = &b"y\n"[..];
    let never = |()| panic!("nobody has seen the question");
    let outcome = make_sure(|()| "Sure?".to_owned(), &mut typed, Dead, never)(());
    match outcome {
        Err(Unsure::Broken(error)) => assert_eq!(error.kind(), io::ErrorKind::BrokenPipe),
        other => panic!("a broken output gave {other:?}"),
    }
    assert_eq!(
        typed, b"y\n",
        "no answer is taken to a question that nobody saw"
    );
}

// Many calls.

#[test]
fn each_call_asks_anew_and_reads_one_line() {
    let mut written = Vec::new();
    let mut outcomes = Vec::new();
    let mut typed = &b"y\nn\nhm\ny\nleft\n"[..];
    let mut wrapper = make_sure(
        |x: &u32| format!("{x}?"),
        &mut typed,
        &mut written,
        |x| 10 * x,
    );
    for x in 1..=3 {
        outcomes.push(wrapper(x).expect("each call finds its own answer"));
    }
    drop(wrapper);
    assert_eq!(
        outcomes,
        [Some(10), None, Some(30)],
        "yes, no, and a yes at the second try"
    );
    assert_eq!(
        String::from_utf8(written).expect("questions are text"),
        "1? [y/n] 2? [y/n] 3? [y/n] 3? [y/n] ",
        "each call asks about its own argument"
    );
    assert_eq!(
        typed, b"left\n",
        "lines that answer nothing stay where they are"
    );
}

#[test]
fn the_function_keeps_its_state_between_calls() {
    let mut total = 0;
    let add = |x: i64| {
        total += x;
        total
    };
    let mut wrapper = make_sure(
        |x: &i64| format!("add {x}?"),
        &b"y\nn\ny\n"[..],
        io::sink(),
        add,
    );
    let outcomes = [5, 7, 1].map(|x| wrapper(x).expect("each call finds its own answer"));
    assert_eq!(
        outcomes,
        [Some(5), None, Some(6)],
        "5, and the 7 was refused, and 1 more"
    );
}

#[test]
fn giving_up_once_does_not_mean_giving_up_for_good() {
    let typed = &b"1\n2\n3\nyes\n"[..];
    let mut wrapper = make_sure(|()| "Sure?".to_owned(), typed, io::sink(), |()| "done");
    match wrapper(()) {
        Err(Unsure::Unclear(last)) => assert_eq!(last, "3", "the last of three unclear answers"),
        other => panic!("three unclear answers gave {other:?}"),
    }
    assert_eq!(
        wrapper(()).expect("the fourth line is a yes"),
        Some("done"),
        "a new call has all its tries before it"
    );
}
