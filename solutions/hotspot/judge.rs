//! The judge of hotspot: fresh logs, what they must come to, and what mistakes would have made of them.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/given.rs"]
mod given;
#[path = "judge/reply.rs"]
mod reply;

use reply::{expected, refused};

fn main() -> ExitCode {
    contest::main(&Hotspot)
}

struct Hotspot;

const GROUPS: [Group; 5] = [
    Group::new("errors", 1, "the first line that can't be read"),
    Group::new("report", 2, "names, counts and means"),
    Group::new("duplicates", 1, "second readings of a day"),
    Group::new(
        "odd",
        2,
        "odd days, also of large values that differ little",
    ),
    Group::new(SPEED, 4, "faster than the program as it was given"),
];

impl Judge for Hotspot {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "report" => report(&mut fresh),
            "duplicates" => duplicates(&mut fresh),
            "odd" => odd(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// The program as it was given, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let log = input.str()?;
        let stations = given::summary(std::hint::black_box(log)).unwrap_or_default();
        output.u8(0).u64(stations.len() as u64);
        for station in stations {
            let odd: Vec<u64> = station.odd.iter().map(|&day| u64::from(day)).collect();
            output
                .str(&station.name)
                .u64(station.readings as u64)
                .f64(station.mean)
                .u64s(&odd);
        }
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let log = Log::of(&mut fresh, 2, 2000, 0.0).text();
        let check = expected(&log);
        let mut request = Writer::new();
        request.str(&log);
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, _| check(contender),
        ))
    }
}

/// The lines of a log.
struct Log(Vec<(String, u32, f64)>);

impl Log {
    /// So many days of so many stations, in the order of the days; one reading in twenty is far off.
    fn of(fresh: &mut Fresh, stations: u64, days: u32, height: f64) -> Log {
        let names: Vec<String> = (0..stations)
            .map(|n| format!("station {}{n}", fresh.below(1000)))
            .collect();
        let mut lines = Vec::new();
        for day in 0..days {
            for name in &names {
                let far = if fresh.below(20) == 0 { 40.0 } else { 0.0 };
                // Steps of a sixteenth: sums of them are exact, and no reading is nearly odd by rounding alone.
                let value = height + (16.0 * (10.0 * fresh.fraction() + far)).round() / 16.0;
                lines.push((name.clone(), day, value));
            }
        }
        Log(lines)
    }

    fn shuffled(mut self, fresh: &mut Fresh) -> Log {
        for n in (1..self.0.len()).rev() {
            self.0.swap(n, fresh.below(n as u64 + 1) as usize);
        }
        self
    }

    fn text(&self) -> String {
        let lines = self.0.iter();
        lines
            .map(|(name, day, value)| format!("{name};{day};{value}\n"))
            .collect()
    }

    fn case(&self, about: &str) -> Case {
        let log = self.text();
        let label = format!("{about}: {} lines", self.0.len());
        let mut request = Writer::new();
        request.str(&log);
        Case::new(label, request, expected(&log))
    }
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let bad = [
        "",
        "a",
        "a;1",
        "a;1;2;3",
        ";1;2",
        "a;-1;2",
        "a;1.5;2",
        "a;1;",
        "a;1;NaN",
        "a;1;-inf",
        "a; 1;2",
        "a;4294967296;2",
    ];
    let mut cases = Vec::new();
    for line in bad {
        let days = 3 + fresh.below(20) as u32;
        let log = Log::of(fresh, 2, days, 0.0);
        let mut lines: Vec<String> = log.text().lines().map(str::to_owned).collect();
        let place = fresh.below(lines.len() as u64) as usize;
        lines.insert(place, line.to_owned());
        // A later one must not be the one that is named.
        lines.push("worse".to_owned());
        cases.push(refused(&(lines.join("\n") + "\n"), line, place + 1));
    }
    cases
}

fn report(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = vec![Log(Vec::new()).case("no lines")];
    for (stations, days) in [(1, 1), (1, 2), (3, 1), (5, 40), (40, 3), (2, 300)] {
        cases.push(Log::of(fresh, stations, days, 0.0).case("in the order of the days"));
        let log = Log::of(fresh, stations, days, 0.0);
        cases.push(log.shuffled(fresh).case("in no order"));
    }
    cases
}

fn duplicates(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (stations, days) in [(1, 3), (2, 20), (4, 100)] {
        let mut log = Log::of(fresh, stations, days, 0.0);
        for _ in 0..log.0.len() / 3 + 1 {
            let (name, day, value) = log.0[fresh.below(log.0.len() as u64) as usize].clone();
            log.0.push((name, day, value + 3.0 + fresh.below(9) as f64));
        }
        cases.push(log.case("second readings at the end"));
        cases.push(log.shuffled(fresh).case("second readings anywhere"));
    }
    cases
}

fn odd(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for height in [0.0, -1000.0, 1e9, -1e10] {
        for days in [6, 60, 400] {
            let log = Log::of(fresh, 3, days, height);
            cases.push(log.case("in the order of the days"));
            cases.push(log.shuffled(fresh).case("in no order"));
        }
    }
    cases
}
