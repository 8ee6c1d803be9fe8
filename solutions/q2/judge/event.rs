//! What happened between the answer and its drawings and shelves.

use std::fmt;

use canvas::read::Figure;
use workbook_judge::frames::Reader;

/// The most events that are read: more than any request causes.
const MOST: u64 = 100;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `house_style` returned.
    Wrapped,
    /// The drawing function was called.
    Drawn,
    /// A figure was put on the shelf.
    Put { name: String, pdf: Vec<u8> },
    /// The wrapped function returned.
    Returned(Outcome),
}

/// What a wrapped function returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Fine,
    NoData,
    OtherDrawError,
    SaveError,
    /// Another error of the shelf than the one it gave.
    ChangedSaveError,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fine => "Ok(())",
            Self::NoData => "Err(FigureError::Draw(DrawError::NoData))",
            Self::OtherDrawError => "Err(FigureError::Draw(…)) with another error",
            Self::SaveError => "Err(FigureError::Save(…))",
            Self::ChangedSaveError => {
                "Err(FigureError::Save(…)) with another error than the shelf's"
            }
        })
    }
}

/// Reads what happened.
pub fn read(reply: &mut Reader<'_>) -> Result<Vec<Event>, String> {
    let count = reply.u64()?;
    if count > MOST {
        return Err(format!("{count} things happened, and one was asked for"));
    }
    (0..count)
        .map(|_| {
            Ok(match reply.u8()? {
                0 => Event::Wrapped,
                1 => Event::Drawn,
                2 => Event::Put {
                    name: reply.str()?.to_owned(),
                    pdf: reply.bytes()?.to_owned(),
                },
                3 => Event::Returned(Outcome::Fine),
                4 => Event::Returned(Outcome::NoData),
                5 => Event::Returned(Outcome::OtherDrawError),
                6 => Event::Returned(Outcome::SaveError),
                7 => Event::Returned(Outcome::ChangedSaveError),
                unknown => return Err(format!("an event of unknown kind {unknown}")),
            })
        })
        .collect()
}

/// What one call should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// The figure's name.
    pub name: &'a str,
    /// Whether the judge's own functions draw, and say so.
    pub watched: bool,
    /// What it returns.
    pub outcome: Outcome,
}

/// Takes the events of one call, and gives the figure that was put on the shelf, if one should have been.
pub fn one_call(events: &mut &[Event], call: Call<'_>) -> Result<Option<Figure>, String> {
    if call.watched {
        match take(events) {
            Some(Event::Drawn) => {}
            Some(Event::Put { .. }) => {
                return Err("something was saved before it was drawn".to_owned());
            }
            Some(Event::Wrapped | Event::Returned(_)) | None => {
                return Err("nothing was drawn".to_owned());
            }
        }
    }
    let drawn = matches!(
        call.outcome,
        Outcome::Fine | Outcome::SaveError | Outcome::ChangedSaveError
    );
    let mut next = take(events);
    if let Some(Event::Drawn) = next {
        return Err("one call draws twice".to_owned());
    }
    let mut figure = None;
    if let Some(Event::Put { name, pdf }) = next {
        if !drawn {
            return Err("the drawing failed, and half a figure was saved".to_owned());
        }
        if name != call.name {
            let Call { name: wanted, .. } = call;
            return Err(format!(
                "the figure was saved as {name:?}, not as {wanted:?}"
            ));
        }
        figure = Some(
            Figure::of(pdf).map_err(|error| format!("what was saved can't be read: {error}"))?,
        );
        next = take(events);
    } else if drawn {
        return Err("it was drawn, and nothing was saved".to_owned());
    }
    match next {
        Some(Event::Returned(outcome)) if *outcome == call.outcome => Ok(figure),
        Some(Event::Returned(outcome)) => Err(format!("{outcome} instead of {}", call.outcome)),
        Some(Event::Put { .. }) => Err("one call saves twice".to_owned()),
        Some(Event::Wrapped | Event::Drawn) | None => {
            Err("it goes on after it was saved".to_owned())
        }
    }
}

fn take<'a>(events: &mut &'a [Event]) -> Option<&'a Event> {
    let (first, rest) = events.split_first()?;
    *events = rest;
    Some(first)
}
