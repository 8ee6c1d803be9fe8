//! Puts the answer's wrapper and macro on drawing functions, and hands back what happened.

use std::cell::RefCell;
use std::io;

use answer::{Axis, Canvas, DrawError, FigureError, Shelf, Stroke, house_style, market, orbit};
use frames::{Malformed, Reader, Writer};

enum Event {
    Wrapped,
    Drawn,
    Put(String, Vec<u8>),
    Returned(Result<(), FigureError>),
}

thread_local! {
    static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
}

fn happened(event: Event) {
    EVENTS.with_borrow_mut(|events| events.push(event));
}

/// Notes what it is given, and then fails if it is to.
struct Noting {
    fails: bool,
}

impl Shelf for Noting {
    fn put(&mut self, name: &str, pdf: &[u8]) -> io::Result<()> {
        happened(Event::Put(name.to_owned(), pdf.to_owned()));
        if self.fails {
            Err(io::Error::from(io::ErrorKind::StorageFull))
        } else {
            Ok(())
        }
    }
}

fn main() {
    frames::serve(|input, output| {
        let kind = input.u8()?;
        let mut shelf = Noting {
            fails: input.bool()?,
        };
        let times = input.u8()?;
        match kind {
            0 => {
                let name = input.str()?;
                let (drawing, fails) = (input.u8()?, input.bool()?);
                let values = input.f64s()?;
                let save = house_style(name, |canvas: &mut Canvas, values: &[f64]| {
                    happened(Event::Drawn);
                    draw(canvas, drawing, values)?;
                    if fails { Err(DrawError::NoData) } else { Ok(()) }
                });
                happened(Event::Wrapped);
                for _ in 0..times {
                    happened(Event::Returned(save(&mut shelf, &values)));
                }
            }
            1 => {
                let values = input.f64s()?;
                let words = input.str()?;
                for _ in 0..times {
                    happened(Event::Returned(noted(&mut shelf, &values, words)));
                }
            }
            2 => {
                let [a, b, c] = [input.f64()?, input.f64()?, input.f64()?];
                for _ in 0..times {
                    happened(Event::Returned(steps(&mut shelf, a, b, c)));
                }
            }
            3 => {
                for _ in 0..times {
                    happened(Event::Returned(bare(&mut shelf)));
                }
            }
            4 => {
                let values = input.f64s()?;
                for _ in 0..times {
                    happened(Event::Returned(orbit(&mut shelf, &values)));
                }
            }
            _ => {
                let days = [input.u64()?, input.u64()?, input.u64()?];
                for _ in 0..times {
                    happened(Event::Returned(market(&mut shelf, days)));
                }
            }
        }
        write(output);
        Ok::<(), Malformed>(())
    });
}

fn draw(canvas: &mut Canvas, drawing: u8, values: &[f64]) -> Result<(), DrawError> {
    let points: Vec<_> = (0..).map(f64::from).zip(values.iter().copied()).collect();
    match drawing {
        0 => {
            let last = values.len() as f64 - 1.0;
            canvas.axes(Axis::numbers("time (s)", 0.0, last), Axis::numbers("height (m)", -1.0, 1.0))?;
            canvas.line(&points, Stroke::Solid)
        }
        1 => {
            canvas.axes(
                Axis::names("fruit", &["apple", "pear", "plum", "quince"]),
                Axis::numbers("yield (t)", 0.0, 5000.0),
            )?;
            canvas.bars(values)
        }
        _ => {
            canvas.axes(Axis::numbers("mass (kg)", 0.0, 0.01), Axis::numbers("count", 0.0, 2e7))?;
            canvas.marks(&points)?;
            canvas.line(&points, Stroke::Dotted)?;
            canvas.note((0.005, 1e7), "a note of some length")
        }
    }
}

fn draw_noted(canvas: &mut Canvas, values: &[f64], words: &str) -> Result<(), DrawError> {
    happened(Event::Drawn);
    draw(canvas, 0, values)?;
    canvas.note((0.0, 0.0), words)
}

fn draw_steps(canvas: &mut Canvas, a: f64, b: f64, c: f64) -> Result<(), DrawError> {
    happened(Event::Drawn);
    draw(canvas, 0, &[a, b, c])
}

fn draw_bare(canvas: &mut Canvas) -> Result<(), DrawError> {
    happened(Event::Drawn);
    draw(canvas, 1, &[1.0, 2.0, 3.0, 4.0])
}

answer::figure!(fn noted(values: &[f64], words: &str) = draw_noted);
answer::figure!(fn steps(a: f64, b: f64, c: f64) = draw_steps);
answer::figure!(
    /// Without arguments.
    pub fn bare() = draw_bare
);

fn write(output: &mut Writer) {
    let events = EVENTS.take();
    output.u64(events.len() as u64);
    for event in events {
        match event {
            Event::Wrapped => output.u8(0),
            Event::Drawn => output.u8(1),
            Event::Put(name, pdf) => output.u8(2).str(&name).bytes(&pdf),
            Event::Returned(Ok(())) => output.u8(3),
            Event::Returned(Err(FigureError::Draw(DrawError::NoData))) => output.u8(4),
            Event::Returned(Err(FigureError::Draw(_))) => output.u8(5),
            Event::Returned(Err(FigureError::Save(error))) => {
                let kept = error.kind() == io::ErrorKind::StorageFull;
                output.u8(if kept { 6 } else { 7 })
            }
        };
    }
}
