//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};
use workbook_judge::fresh::Fresh;

use crate::kind::{FORMS, Kind};

/// Starts, and how far to go from them.
pub struct Walk {
    pub kind: Kind,
    pub r: u64,
    pub starts: Vec<u64>,
    pub steps: u64,
}

impl Walk {
    pub fn new(fresh: &mut Fresh, kind: Kind, count: usize) -> Walk {
        Walk {
            kind,
            r: kind.parameter(fresh),
            starts: (0..count).map(|_| kind.start(fresh)).collect(),
            steps: 5,
        }
    }

    fn request(&self, function: u8, room: usize) -> Writer {
        let mut request = Writer::new();
        request.u8(self.kind.code()).u8(function);
        request.u64(self.r).u64s(&self.starts).u64(self.steps);
        request.u64s(&vec![self.kind.untouched(); room]);
        request
    }

    fn label(&self, function: &str) -> String {
        let (count, steps, kind) = (self.starts.len(), self.steps, self.kind.name());
        format!("{function}: {count} starts, {steps} steps, {kind}")
    }

    /// Where so many steps lead from a start, by some form of the step.
    fn end(&self, start: u64, steps: u64, step: impl Fn(Kind, u64, u64) -> u64) -> u64 {
        (0..steps).fold(start, |x, _| step(self.kind, self.r, x))
    }

    /// The whole way from the first start.
    fn way(&self, step: impl Fn(Kind, u64, u64) -> u64) -> Vec<u64> {
        let mut x = self.starts[0];
        let mut way = vec![x];
        for _ in 0..self.steps {
            x = step(self.kind, self.r, x);
            way.push(x);
        }
        way
    }

    /// A case for `trajectory`.
    pub fn trajectory(self) -> Case {
        let label = self.label("trajectory");
        Case::new(label, self.request(0, 0), move |reply| {
            let (kind, found) = (self.kind, reply.u64s()?);
            let expected = self.way(Kind::step);
            if found.len() != expected.len() {
                let missing = found.len() + 1 == expected.len() && found[..] == expected[1..];
                let also = match () {
                    () if missing => ": the start is missing, which is the first of them",
                    () if found.len() == expected.len() + 1 => ": one step too many",
                    () if found.len() + 1 == expected.len() => ": one step too few",
                    () => "",
                };
                let (steps, due) = (self.steps, expected.len());
                return Err(format!(
                    "{} numbers instead of {due} for {steps} steps{also}",
                    found.len()
                ));
            }
            let mut pairs = found.iter().zip(&expected);
            match pairs.position(|(&found, &expected)| !kind.same(found, expected)) {
                None => Ok(()),
                Some(place) => {
                    let form = FORMS.iter().find(|(step, _)| {
                        let way = self.way(step);
                        way.iter().zip(&found).all(|(&a, &b)| kind.same(a, b))
                    });
                    Err(format!(
                        "number {place} is {}, not {}{}",
                        kind.words(expected[place]),
                        kind.words(found[place]),
                        form.map_or("", |(_, words)| words)
                    ))
                }
            }
        })
    }

    /// The ends that are due.
    fn due(&self) -> Vec<u64> {
        let end = |&start| self.end(start, self.steps, Kind::step);
        self.starts.iter().map(end).collect()
    }

    /// A case for `together`.
    pub fn together(self) -> Case {
        let label = self.label("together");
        Case::new(label, self.request(1, 0), move |reply| {
            complaint(&self, &reply.u64s()?, &self.due())
        })
    }

    /// A case for `ends`, with room for each.
    pub fn ends(self) -> Case {
        let label = self.label("ends");
        Case::new(label, self.request(2, self.starts.len()), move |reply| {
            if let Some((starts, ends)) = mismatch(reply)? {
                return Err(format!(
                    "LengthMismatch of {starts} and {ends}, but there was room"
                ));
            }
            complaint(&self, &reply.u64s()?, &self.due())
        })
    }

    /// A case for `ends`, with room for another number.
    pub fn refused(self, room: usize) -> Case {
        let count = self.starts.len();
        let label = format!("{} and room for {room}", self.label("ends"));
        Case::new(label, self.request(2, room), move |reply| {
            let found = mismatch(reply)?;
            let untouched = self.kind.untouched();
            let written = reply.u64s()?.iter().any(|&end| end != untouched);
            match found {
                None => Err("Ok instead of a LengthMismatch".to_owned()),
                Some(found) if found != (count as u64, room as u64) => Err(format!(
                    "LengthMismatch of {} and {} instead of {count} and {room}",
                    found.0, found.1
                )),
                Some(_) if written => Err("a LengthMismatch, but something was written".to_owned()),
                Some(_) => Ok(()),
            }
        })
    }
}

/// The lengths in an error.
fn mismatch(reply: &mut Reader<'_>) -> Result<Option<(u64, u64)>, String> {
    match reply.u8()? {
        0 => Ok(None),
        _ => Ok(Some((reply.u64()?, reply.u64()?))),
    }
}

/// What is wrong with the ends of a walk, and the likely mistake.
pub fn complaint(walk: &Walk, found: &[u64], expected: &[u64]) -> Result<(), String> {
    let (kind, count, steps) = (walk.kind, expected.len(), walk.steps);
    if found.len() != count {
        return Err(format!("{} ends instead of {count}", found.len()));
    }
    let mut pairs = found.iter().zip(expected);
    let Some(place) = pairs.position(|(&found, &expected)| !kind.same(found, expected)) else {
        return Ok(());
    };
    let (found, start) = (found[place], walk.starts[place]);
    let leads_here =
        |steps, step: fn(Kind, u64, u64) -> u64| kind.same(found, walk.end(start, steps, step));
    let form = || FORMS.iter().find(|(step, _)| leads_here(steps, *step));
    let also = if found == kind.untouched() || found == walk.r {
        ": nothing was written there. What becomes of the starts after the last whole block?"
    } else if steps > 0 && leads_here(steps - 1, Kind::step) {
        ": that is where one step less leads"
    } else if leads_here(steps + 1, Kind::step) {
        ": that is where one step more leads"
    } else {
        form().map_or("", |(_, words)| words)
    };
    Err(format!(
        "end {place} of {count}, {} in {}, should be {}, and is {}{also}",
        kind.words(start),
        kind.name(),
        kind.words(expected[place]),
        kind.words(found)
    ))
}
