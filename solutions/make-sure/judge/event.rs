//! What a wrapper may do, as the subject notes it.

use std::fmt;

use workbook_judge::frames::{Malformed, Reader};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Wrote(String),
    Flushed,
    /// So many lines were taken from the input at once.
    Read(u32),
    /// The input's end was met.
    End,
    /// The input or the output failed.
    Broke,
    Called(u64),
    Returned(Outcome),
}

/// What a call of the wrapper gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Yes(u64),
    No,
    Unclear(String),
    NoAnswer,
    Broken(String),
}

impl Event {
    /// All events of a reply. Neighbours that make no difference are made one: pieces of a text, flushes, ends.
    pub fn read_all(reply: &mut Reader<'_>) -> Result<Vec<Event>, Malformed> {
        let mut events = Vec::new();
        while !reply.is_empty() {
            let event = Event::read(&mut Reader::new(reply.bytes()?))?;
            match (events.last_mut(), &event) {
                (_, Event::Wrote(text)) if text.is_empty() => {}
                (Some(Event::Wrote(before)), Event::Wrote(text)) => before.push_str(text),
                (Some(Event::Wrote(_)), Event::Flushed) => events.push(event),
                (_, Event::Flushed) => {}
                (Some(Event::End), Event::End) => {}
                _ => events.push(event),
            }
        }
        Ok(events)
    }

    fn read(note: &mut Reader<'_>) -> Result<Event, Malformed> {
        Ok(match note.u8()? {
            0 => Event::Wrote(note.str()?.to_owned()),
            1 => Event::Flushed,
            2 => Event::Read(note.u32()?),
            3 => Event::End,
            4 => Event::Broke,
            5 => Event::Called(note.u64()?),
            6 => Event::Returned(Outcome::Yes(note.u64()?)),
            7 => Event::Returned(Outcome::No),
            8 => Event::Returned(Outcome::Unclear(note.str()?.to_owned())),
            9 => Event::Returned(Outcome::NoAnswer),
            // Nobody writes another tag; a kind of no error at all is as wrong as any.
            _ => Event::Returned(Outcome::Broken(note.str().unwrap_or_default().to_owned())),
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Wrote(text) => write!(f, "wrote {text:?}"),
            Event::Flushed => f.write_str("flushed the output"),
            Event::Read(1) => f.write_str("read a line"),
            Event::Read(lines) => write!(f, "read {lines} lines"),
            Event::End => f.write_str("met the end of the input"),
            Event::Broke => f.write_str("met a broken input or output"),
            Event::Called(argument) => write!(f, "called the function with {argument}"),
            Event::Returned(outcome) => write!(f, "returned {outcome}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Yes(result) => write!(f, "Ok(Some({result}))"),
            Outcome::No => f.write_str("Ok(None)"),
            Outcome::Unclear(last) => write!(f, "Err(Unclear({last:?}))"),
            Outcome::NoAnswer => f.write_str("Err(NoAnswer)"),
            Outcome::Broken(kind) => write!(f, "Err(Broken({kind}))"),
        }
    }
}
