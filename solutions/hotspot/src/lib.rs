//! A slow program, mended.
//!
//! # Why this way
//!
//! The profile of the program as it was given has two hot spots, and a third that hides behind them.
//!
//! **`Log::line`** looks like an index and isn't one: `lines().nth(n)` begins at the start of the text each time, so a
//! log of twice as many lines takes four times as long. The lines come one after the other anyway, so an iterator gives
//! each of them once, and `Log` is gone.
//!
//! **`mean` and `deviation`**, called by `is_odd` for each reading, give the same two numbers each time. They belong to
//! the station and not to the reading, so they are computed once a station, before the loop.
//!
//! With these two mended, profile again: now most of the time is in the allocator and in hashing, under `parse`, `key`
//! and `enter`. A reading was copied into five texts, and two of them were hashed. A reading can borrow from the log:
//! `&str` in place of `String`. A station's name is looked up once a line, and gives an index; whether a day is new is
//! then asked of that station's own map, by its number. The ordered map of days was as slow as the hashing: readings
//! nearly always come in the order of the days, so they are kept in a list, and sorted where that isn't so.
//!
//! What stayed is what the profile didn't complain of: parsing by `parse`, two passes for the deviation, a hash of the
//! name for each line.
//!
//! # A second good answer
//!
//! Keep `BTreeMap<u32, f64>` for the days and change the rest. It is shorter, it needs no sorting, and asking it costs
//! the depth of the tree for each line. If the log may come in any order, it is the better one.

use std::collections::HashMap;
use std::fmt;

/// What the log says of one station.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// How many readings count.
    pub readings: usize,
    /// The mean of those.
    pub mean: f64,
    /// The days of readings more than two standard deviations away from the mean, earliest first.
    pub odd: Vec<u32>,
}

/// A line that can't be read: the first one, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine {
    /// Its number.
    pub line: usize,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not STATION;DAY;VALUE", self.line)
    }
}

impl std::error::Error for BadLine {}

/// What a log says of each of its stations, in the order of their names.
///
/// # Errors
///
/// [`BadLine`] names the first line that isn't `STATION;DAY;VALUE`.
pub fn summary(log: &str) -> Result<Vec<Station>, BadLine> {
    let mut pages: Vec<Page> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (n, line) in log.lines().enumerate() {
        let reading = Reading::parse(line).ok_or(BadLine { line: n + 1 })?;
        let place = *places.entry(reading.station).or_insert_with(|| {
            pages.push(Page::of(reading.station));
            pages.len() - 1
        });
        pages[place].readings.push((reading.day, reading.value));
    }
    let mut stations: Vec<Station> = pages.into_iter().map(Page::station).collect();
    stations.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(stations)
}

/// One line of a log.
struct Reading<'a> {
    station: &'a str,
    day: u32,
    value: f64,
}

impl<'a> Reading<'a> {
    fn parse(line: &'a str) -> Option<Reading<'a>> {
        let (station, rest) = line.split_once(';')?;
        let (day, value) = rest.split_once(';')?;
        let value: f64 = value.parse().ok()?;
        (!station.is_empty() && value.is_finite()).then_some(Reading {
            station,
            day: day.parse().ok()?,
            value,
        })
    }
}

/// The readings of one station, as they come.
struct Page<'a> {
    name: &'a str,
    readings: Vec<(u32, f64)>,
}

impl<'a> Page<'a> {
    fn of(name: &'a str) -> Page<'a> {
        Page {
            name,
            readings: Vec::new(),
        }
    }

    fn station(mut self) -> Station {
        if !self.readings.is_sorted_by_key(|&(day, _)| day) {
            // A stable sort: of one day's readings, the first stays the first.
            self.readings.sort_by_key(|&(day, _)| day);
        }
        self.readings.dedup_by_key(|&mut (day, _)| day);
        let n = self.readings.len() as f64;
        let values = || self.readings.iter().map(|&(_, value)| value);
        let mean = values().sum::<f64>() / n;
        let squares = values().map(|value| (value - mean).powi(2));
        let far = 2.0 * (squares.sum::<f64>() / n).sqrt();
        let odd = self
            .readings
            .iter()
            .filter(|(_, value)| (value - mean).abs() > far);
        Station {
            name: self.name.to_string(),
            readings: self.readings.len(),
            mean,
            odd: odd.map(|&(day, _)| day).collect(),
        }
    }
}
