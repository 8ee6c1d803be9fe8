//! `summary` against the program as it was given, on the log of two stations for two thousand days.

use std::fmt::Write;
use std::hint::black_box;
use std::process::ExitCode;

use stopwatch::race::Race;

#[allow(dead_code, reason = "the race calls `summary` alone")]
#[path = "start.rs"]
mod given;

/// Days in the log.
const DAYS: u32 = 2000;

/// One station in a form that both programs' reports can be brought to: name, readings, mean in millionths, odd days.
type Line = (String, usize, i64, Vec<u32>);

/// A temperature that goes up and down with the year, and now and then jumps.
fn temperature(station: u32, day: u32) -> f64 {
    let jump = if day % 97 == 13 { 30.0 } else { 0.0 };
    let year = f64::from(day) * std::f64::consts::TAU / 365.25;
    (10.0 * (8.0 * year.sin() + jump + f64::from(station))).round() / 10.0
}

fn log() -> String {
    let mut log = String::new();
    for day in 0..DAYS {
        for (station, name) in ["Lindesnes fyr", "Nordkap"].into_iter().enumerate() {
            let value = temperature(station as u32, day);
            writeln!(log, "{name};{day};{value}").expect("a text takes what is written to it");
        }
    }
    log
}

/// Runs the race.
pub fn main() -> ExitCode {
    let log = log();
    let millionths = |mean: f64| (1e6 * mean).round() as i64;
    Race::from_manifest(include_str!("Cargo.toml")).run(
        || -> Vec<Line> {
            let stations = given::summary(black_box(&log)).expect("all lines can be read");
            let line = |s: given::Station| (s.name, s.readings, millionths(s.mean), s.odd);
            stations.into_iter().map(line).collect()
        },
        || -> Vec<Line> {
            let stations = answer::summary(black_box(&log)).expect("all lines can be read");
            let line = |s: answer::Station| (s.name, s.readings, millionths(s.mean), s.odd);
            stations.into_iter().map(line).collect()
        },
    )
}
