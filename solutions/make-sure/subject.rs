//! Wraps a function that notes its calls, between an input and an output that note what is done with them.

use std::cell::RefCell;
use std::io::{self, BufRead, Read, Write};
use std::rc::Rc;

use answer::{Unsure, make_sure};
use frames::Writer;

fn main() {
    frames::serve(|input, output| {
        let arguments = input.u64s()?;
        let factor = input.u64()?;
        let text = input.str()?;
        let (reading_breaks, writing_breaks) = (input.bool()?, input.bool()?);

        let notes = Rc::new(Notes(RefCell::default()));
        let keyboard = Keyboard {
            notes: Rc::clone(&notes),
            rest: text.as_bytes(),
            begun: false,
            breaks: reading_breaks,
        };
        let screen = Screen {
            notes: Rc::clone(&notes),
            breaks: writing_breaks,
        };
        let calls = Rc::clone(&notes);
        let mut count = 0;
        let function = move |x: u64| {
            calls.event(|note| note.u8(5).u64(x));
            count += 1;
            x.wrapping_mul(factor).wrapping_add(count)
        };
        let mut wrapper = make_sure(
            |x: &u64| format!("Delete run {x}?"),
            keyboard,
            screen,
            function,
        );
        for argument in arguments {
            let outcome = wrapper(argument);
            notes.event(|note| match outcome {
                Ok(Some(result)) => note.u8(6).u64(result),
                Ok(None) => note.u8(7),
                Err(Unsure::Unclear(last)) => note.u8(8).str(&last),
                Err(Unsure::NoAnswer) => note.u8(9),
                Err(Unsure::Broken(error)) => note.u8(10).str(&format!("{:?}", error.kind())),
            });
        }
        drop(wrapper);
        for note in notes.0.borrow().iter() {
            output.bytes(note.as_bytes());
        }
        Ok(())
    });
}

/// What happened, in order: an encoded event each.
struct Notes(RefCell<Vec<Writer>>);

impl Notes {
    fn event(&self, write: impl FnOnce(&mut Writer) -> &mut Writer) {
        let mut note = Writer::new();
        write(&mut note);
        self.0.borrow_mut().push(note);
    }
}

/// All of the text can be had at once, as from a pipe.
struct Keyboard<'a> {
    notes: Rc<Notes>,
    rest: &'a [u8],
    /// A part of a line has been taken.
    begun: bool,
    breaks: bool,
}

impl BufRead for Keyboard<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.rest.is_empty() {
            if self.begun {
                self.begun = false;
                self.notes.event(|note| note.u8(2).u32(1));
            } else if self.breaks {
                self.notes.event(|note| note.u8(4));
                return Err(io::ErrorKind::ConnectionAborted.into());
            } else {
                self.notes.event(|note| note.u8(3));
            }
        }
        Ok(self.rest)
    }

    fn consume(&mut self, count: usize) {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        if let Some(&last) = taken.last() {
            self.begun = last != b'\n';
        }
        let lines = taken.iter().filter(|&&byte| byte == b'\n').count() as u32;
        if lines > 0 {
            self.notes.event(|note| note.u8(2).u32(lines));
        }
    }
}

impl Read for Keyboard<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

struct Screen {
    notes: Rc<Notes>,
    breaks: bool,
}

impl Screen {
    fn works(&self) -> io::Result<()> {
        if self.breaks {
            self.notes.event(|note| note.u8(4));
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        Ok(())
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.works()?;
        self.notes
            .event(|note| note.u8(0).str(&String::from_utf8_lossy(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.works()?;
        self.notes.event(|note| note.u8(1));
        Ok(())
    }
}
