//! What happened in a call, in order, and how it ended.

use std::fmt;

use workbook_judge::frames::Reader;

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    Begun(u32),
    Ended(u32),
    /// Progress was told this.
    Told(u32),
    InVain(u32),
    Panicked(u32),
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Results(Vec<u64>),
    NoThreads,
    Panicked { job: u64, message: String },
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Results(results) => write!(f, "Ok with {} results", results.len()),
            Outcome::NoThreads => f.write_str("NoThreads"),
            Outcome::Panicked { job, message } => {
                write!(f, "Panicked {{ job: {job}, message: {message:?} }}")
            }
        }
    }
}

pub struct Story {
    pub events: Vec<Event>,
    pub outcome: Outcome,
}

impl Story {
    pub fn read(reply: &mut Reader<'_>) -> Result<Story, String> {
        let mut events = Vec::new();
        loop {
            let kind: fn(u32) -> Event = match reply.u8()? {
                0 => Event::Begun,
                1 => Event::Ended,
                2 => Event::Told,
                3 => Event::InVain,
                4 => Event::Panicked,
                _ => break,
            };
            events.push(kind(reply.u32()?));
        }
        let outcome = match reply.u8()? {
            0 => Outcome::Results(reply.u64s()?),
            1 => Outcome::NoThreads,
            _ => Outcome::Panicked {
                job: reply.u64()?,
                message: reply.str()?.to_owned(),
            },
        };
        Ok(Story { events, outcome })
    }

    /// Jobs in the order in which they were begun.
    pub fn begun(&self) -> impl Iterator<Item = u32> {
        self.events.iter().filter_map(|event| match event {
            Event::Begun(job) => Some(*job),
            _ => None,
        })
    }

    /// Jobs in the order in which they ended with a result.
    pub fn ended(&self) -> impl Iterator<Item = u32> {
        self.events.iter().filter_map(|event| match event {
            Event::Ended(job) => Some(*job),
            _ => None,
        })
    }

    /// A job that waited for what never came.
    pub fn in_vain(&self) -> Option<u32> {
        self.events.iter().find_map(|event| match event {
            Event::InVain(job) => Some(*job),
            _ => None,
        })
    }

    /// Where the first panic is.
    pub fn first_panic(&self) -> Option<usize> {
        let panic = |event: &Event| matches!(event, Event::Panicked(_));
        self.events.iter().position(panic)
    }

    /// The most jobs that ran at a time.
    pub fn most(&self) -> u64 {
        let (mut running, mut most) = (0_u64, 0);
        for event in &self.events {
            match event {
                Event::Begun(_) => running += 1,
                Event::Ended(_) | Event::Panicked(_) => running = running.saturating_sub(1),
                Event::Told(_) | Event::InVain(_) => {}
            }
            most = most.max(running);
        }
        most
    }
}
