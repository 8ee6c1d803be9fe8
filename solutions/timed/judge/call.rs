//! One call of a timed function, what must come of it, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

/// What is seen from outside, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The sink was told this name, and a time of at least so many nanoseconds.
    Report(String, u64),
    /// The body did something.
    Note(u64),
}

/// A report of any time.
pub fn report(name: &str) -> Event {
    Event::Report(name.to_owned(), 0)
}

/// A case: the subject's function of this number, with these arguments.
pub fn case(
    about: &str,
    which: u8,
    arguments: &[u64],
    results: Vec<u64>,
    events: Vec<Event>,
) -> Case {
    let mut request = Writer::new();
    request.u8(which).u64s(arguments);
    let label = format!("{about}, with {arguments:?}");
    Case::new(label, request, move |reply| {
        let found = reply.u64s()?;
        let mut seen = Vec::new();
        for _ in 0..reply.u64()?.min(1000) {
            seen.push(event(&mut Reader::new(reply.bytes()?))?);
        }
        if found != results {
            return Err(format!("the result is {found:?} instead of {results:?}"));
        }
        complaint(&seen, &events)
    })
}

fn event(input: &mut Reader<'_>) -> Result<Event, String> {
    Ok(match input.u8()? {
        1 => Event::Report(input.str()?.to_owned(), input.u64()?),
        _ => Event::Note(input.u64()?),
    })
}

fn complaint(seen: &[Event], expected: &[Event]) -> Result<(), String> {
    let reports = |events: &[Event]| {
        events
            .iter()
            .filter(|event| matches!(event, Event::Report(..)))
            .count()
    };
    let (told, due) = (reports(seen), reports(expected));
    if told == 0 && due > 0 {
        return Err("there was no report: the sink is called at the end of each call, whichever way out it takes".to_owned());
    }
    if told != due {
        return Err(format!(
            "there were {told} reports instead of {due}: one for each call and each attribute"
        ));
    }
    for (place, (seen, due)) in seen.iter().zip(expected).enumerate() {
        match (seen, due) {
            (Event::Report(name, _), Event::Report(due, _)) if name != due => {
                let raw = if *name == format!("r#{due}") {
                    ": `r#` is no part of a name"
                } else {
                    ""
                };
                return Err(format!("`{name}` was reported instead of `{due}`{raw}"));
            }
            (Event::Report(name, elapsed), Event::Report(_, least)) => {
                if elapsed < least {
                    return Err(format!(
                        "{elapsed} ns were reported of `{name}`, which took {least} ns at least: the clock starts before the body"
                    ));
                }
            }
            (Event::Note(found), Event::Note(due)) if found == due => {}
            (Event::Report(name, _), Event::Note(_)) => {
                return Err(format!(
                    "`{name}` was reported before its body was done, what it drops included"
                ));
            }
            _ => {
                return Err(format!(
                    "thing {place} that happened is {seen:?} instead of {due:?}: the sink is evaluated first and once, then the body, then the report"
                ));
            }
        }
    }
    if seen.len() == expected.len() {
        Ok(())
    } else {
        Err(format!(
            "{} things happened instead of {}: the sink is evaluated once, and the body runs once",
            seen.len(),
            expected.len()
        ))
    }
}
