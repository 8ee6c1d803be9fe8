//! A wrapper, what it is called with, and who answers its questions.

use workbook_judge::contest::Case;
use workbook_judge::frames::Writer;

use crate::event::{Event, Outcome};

/// Questions before it gives up.
const TRIES: usize = 3;

/// What is asked of an answer.
#[derive(Clone)]
pub struct Session {
    /// The wrapper is called once with each.
    pub arguments: Vec<u64>,
    /// The wrapped function's nth call gives `argument * factor + n`.
    pub factor: u64,
    /// What is typed.
    pub text: String,
    /// The input fails after the text, and doesn't end.
    pub reading_breaks: bool,
    /// The output fails from the start.
    pub writing_breaks: bool,
}

/// Each thing that should happen, with the answer that it follows from.
type Step = (Event, String);

impl Session {
    /// What should happen.
    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut lines = self.text.split_inclusive('\n');
        let mut called = 0u64;
        for &argument in &self.arguments {
            let mut last = String::new();
            let mut happens = |event, last: &str| steps.push((event, last.to_owned()));
            let mut outcome = None;
            for _ in 0..TRIES {
                if self.writing_breaks {
                    happens(Event::Broke, &last);
                    outcome = Some(Outcome::Broken("BrokenPipe".to_owned()));
                    break;
                }
                happens(
                    Event::Wrote(format!("Delete run {argument}? [y/n] ")),
                    &last,
                );
                happens(Event::Flushed, &last);
                let Some(line) = lines.next() else {
                    let broken = Outcome::Broken("ConnectionAborted".to_owned());
                    let (event, end) = match self.reading_breaks {
                        true => (Event::Broke, broken),
                        false => (Event::End, Outcome::NoAnswer),
                    };
                    happens(event, &last);
                    outcome = Some(end);
                    break;
                };
                happens(Event::Read(1), &last);
                line.trim().clone_into(&mut last);
                match last.to_ascii_lowercase().as_str() {
                    "y" | "yes" => {
                        happens(Event::Called(argument), &last);
                        called += 1;
                        let result = argument.wrapping_mul(self.factor).wrapping_add(called);
                        outcome = Some(Outcome::Yes(result));
                    }
                    "n" | "no" => outcome = Some(Outcome::No),
                    _ => continue,
                }
                break;
            }
            let outcome = outcome.unwrap_or_else(|| Outcome::Unclear(last.clone()));
            happens(Event::Returned(outcome), &last);
        }
        steps
    }

    /// The case, with a label that shows what is typed.
    pub fn case(self, what: &str) -> Case {
        let Session {
            arguments,
            factor,
            text,
            reading_breaks,
            writing_breaks,
        } = &self;
        let mut input = Writer::new();
        input.u64s(arguments).u64(*factor).str(text);
        input.bool(*reading_breaks).bool(*writing_breaks);
        let calls = match arguments.len() {
            1 => "one call".to_owned(),
            calls => format!("{calls} calls"),
        };
        let label = format!("{what}: {calls}, and {text:?} is typed");
        Case::new(label, input, move |reply| {
            let found = Event::read_all(reply)?;
            let steps = self.steps();
            for (index, (expected, last)) in steps.iter().enumerate() {
                match found.get(index) {
                    Some(event) if event == expected => {}
                    Some(event) => return Err(complaint(expected, event, last)),
                    None => {
                        return Err(format!(
                            "nothing happened where it should have {}",
                            past(expected)
                        ));
                    }
                }
            }
            match found.get(steps.len()) {
                None => Ok(()),
                Some(event) => Err(format!("when all was done, it {event}")),
            }
        })
    }
}

/// What is wrong when `found` happened in place of `expected`, after the answer `last`.
fn complaint(expected: &Event, found: &Event, last: &str) -> String {
    use Outcome::{Unclear, Yes};

    match (expected, found) {
        // What is done after an answer.
        (Event::Wrote(_), Event::Called(_)) if !last.is_empty() => {
            format!("the answer {last:?} is neither yes nor no, and the function was called")
        }
        (Event::Wrote(_), Event::Returned(outcome)) if !last.is_empty() => {
            format!("the answer {last:?} is neither yes nor no: ask again, don't return {outcome}")
        }
        (Event::Returned(Unclear(_)), Event::Called(_) | Event::Returned(_)) => {
            format!("the answer {last:?} is neither yes nor no, and it {found}")
        }
        (Event::Returned(Yes(_)), Event::Called(_)) => {
            "one yes, and the function was called twice".to_owned()
        }
        (Event::Called(_), Event::Wrote(_) | Event::Returned(_)) => {
            format!("the answer was {last:?}, the function wasn't called, and it {found}")
        }
        (Event::Returned(outcome), _) if !last.is_empty() => {
            format!("the answer was {last:?}, and it {found}, where {outcome} was to be returned")
        }
        // What is done before there is one.
        (_, Event::Called(_)) => "the function was called before there was an answer".to_owned(),
        (Event::Flushed, _) => {
            "the question wasn't flushed before the answer was awaited: on a terminal nobody would see it".to_owned()
        }
        (Event::Wrote(_), Event::Read(_) | Event::End) => {
            "an answer was read before the question was put".to_owned()
        }
        (Event::Read(_), Event::Read(lines)) => {
            format!("{lines} lines were read for one question, and the next question won't find its answer")
        }
        _ => format!("it {found}, where it should have {}", past(expected)),
    }
}

/// The event after "should have".
fn past(event: &Event) -> String {
    event.to_string().replacen("wrote", "written", 1)
}
