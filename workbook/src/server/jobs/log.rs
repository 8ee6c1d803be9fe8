//! What a job has said so far: numbered, so that a page that reloads goes on where it was, and bounded.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use super::finding::cut;

/// The most bytes of events that a log keeps; the oldest go first.
const MOST_BYTES: usize = 1024 * 1024;
/// The most events that a log keeps.
const MOST_EVENTS: usize = 5000;
/// The longest line, in bytes; the rest of it is left out.
const LONGEST_LINE: usize = 8 * 1024;

/// Something that happened in a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// A tool said something.
    Line {
        /// The line, without its end.
        text: String,
    },
    /// It has come so far: takes the place of the last such event.
    Progress {
        /// What is being done, with the time left where that is known.
        text: String,
        /// Steps done and planned, where there are any.
        steps: Option<(u64, u64)>,
    },
    /// A result.
    Found {
        /// As the command's `--json` tells it.
        finding: Value,
    },
    /// The job is over: always the last event.
    Ended {
        /// How.
        how: How,
        /// Why, where that needs words.
        words: Option<String>,
    },
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It was done, whatever it found.
    Done,
    /// What was asked for can't be done, such as an expression that doesn't compile.
    Failed,
    /// Somebody called it off.
    Cancelled,
    /// The tool or the machine is at fault.
    Fault,
}

/// What a reader of a log gets.
#[derive(Debug)]
pub struct Batch {
    /// Whether events that it hasn't seen are gone, as the log had no room for them.
    pub lost: bool,
    /// The events that it hasn't seen, as lines of JSON, each with its number.
    pub events: Vec<(u64, Arc<str>)>,
    /// Whether there will be no more.
    pub ended: bool,
}

/// A log.
#[derive(Debug)]
pub struct Log {
    kept: Mutex<Kept>,
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// The number of the newest event; the first has number one.
    newest: u64,
    /// The number of the newest event that was dropped for want of room.
    dropped: u64,
    ended: bool,
}

#[derive(Debug)]
struct Entry {
    number: u64,
    json: Arc<str>,
    is_progress: bool,
}

#[derive(Serialize)]
struct Numbered<'a> {
    seq: u64,
    #[serde(flatten)]
    event: &'a Event,
}

impl Log {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            kept: Mutex::default(),
            newest: watch::Sender::new(0),
        }
    }

    /// A tool's line.
    pub fn line(&self, text: &str) {
        let mut text = text.to_owned();
        cut(&mut text, LONGEST_LINE);
        self.push(&Event::Line { text });
    }

    /// The next event. After the end there is none.
    pub fn push(&self, event: &Event) {
        let mut kept = self.kept();
        if kept.ended {
            return;
        }
        kept.newest += 1;
        let number = kept.newest;
        let text = serde_json::to_string(&Numbered { seq: number, event })
            .expect("events hold nothing that JSON lacks");
        let is_progress = matches!(event, Event::Progress { .. });
        if is_progress && kept.entries.back().is_some_and(|last| last.is_progress) {
            let old = kept.entries.pop_back().expect("it was there just now");
            kept.bytes -= old.json.len();
        }
        kept.bytes += text.len();
        kept.entries.push_back(Entry {
            number,
            json: text.into(),
            is_progress,
        });
        while kept.entries.len() > 1
            && (kept.bytes > MOST_BYTES || kept.entries.len() > MOST_EVENTS)
        {
            let old = kept.entries.pop_front().expect("there are two");
            kept.bytes -= old.json.len();
            kept.dropped = old.number;
        }
        kept.ended = matches!(event, Event::Ended { .. });
        drop(kept);
        self.newest.send_replace(number);
    }

    /// What came after the event of number `seen`; zero for all.
    pub fn after(&self, seen: u64) -> Batch {
        let kept = self.kept();
        let first = kept.entries.partition_point(|entry| entry.number <= seen);
        Batch {
            lost: seen < kept.dropped,
            events: kept
                .entries
                .range(first..)
                .map(|entry| (entry.number, Arc::clone(&entry.json)))
                .collect(),
            ended: kept.ended,
        }
    }

    /// Whether the job is over.
    pub fn has_ended(&self) -> bool {
        self.kept().ended
    }

    /// Hears of every new event.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(batch: &Batch) -> Vec<String> {
        let text = |(number, json): &(u64, Arc<str>)| {
            let event: Value = serde_json::from_str(json).unwrap();
            assert_eq!(event["seq"], *number);
            event["text"]
                .as_str()
                .or(event["how"].as_str())
                .unwrap()
                .to_owned()
        };
        batch.events.iter().map(text).collect()
    }

    fn progress(text: &str) -> Event {
        Event::Progress {
            text: text.to_owned(),
            steps: Some((1, 2)),
        }
    }

    const END: Event = Event::Ended {
        how: How::Done,
        words: None,
    };

    #[test]
    fn a_reader_goes_on_where_it_was() {
        let log = Log::new();
        for text in ["one", "two", "three"] {
            log.line(text);
        }
        assert_eq!(texts(&log.after(0)), ["one", "two", "three"]);
        assert_eq!(texts(&log.after(2)), ["three"]);
        assert!(log.after(3).events.is_empty() && !log.after(3).ended);
        assert!(log.after(99).events.is_empty(), "what never was");
        log.push(&END);
        log.line("too late");
        let batch = log.after(3);
        assert_eq!(
            (texts(&batch), batch.ended),
            (vec!["done".to_owned()], true)
        );
        assert!(!batch.lost && log.has_ended());
    }

    #[test]
    fn progress_takes_the_place_of_progress_and_nothing_is_called_lost() {
        let log = Log::new();
        log.line("a");
        log.push(&progress("1 of 3"));
        log.push(&progress("2 of 3"));
        assert_eq!(texts(&log.after(0)), ["a", "2 of 3"]);
        assert_eq!(texts(&log.after(2)), ["2 of 3"]);
        log.line("b");
        log.push(&progress("3 of 3"));
        assert_eq!(texts(&log.after(0)), ["a", "2 of 3", "b", "3 of 3"]);
        assert!(!log.after(0).lost);
    }

    #[test]
    fn what_floods_the_log_costs_its_oldest_lines_and_never_its_end() {
        let log = Log::new();
        for at in 0..3 * MOST_EVENTS {
            log.line(&format!("{at} {}", "x".repeat(1000)));
        }
        log.push(&END);
        let batch = log.after(0);
        let bytes: usize = batch.events.iter().map(|(_, json)| json.len()).sum();
        assert!(bytes <= MOST_BYTES && batch.events.len() <= MOST_EVENTS);
        assert!(batch.lost && batch.ended);
        assert_eq!(texts(&batch).last().unwrap(), "done");
        let newest = 3 * MOST_EVENTS as u64;
        assert!(!log.after(newest - 1).lost, "who kept up lost nothing");
    }

    #[test]
    fn a_line_without_end_is_cut_between_two_letters() {
        let log = Log::new();
        log.line(&"ä".repeat(LONGEST_LINE));
        let text = &texts(&log.after(0))[0];
        assert!(text.len() <= LONGEST_LINE + "…".len() && text.ends_with("ä…"));
    }
}
