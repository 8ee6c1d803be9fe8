//! How many bytes a second, by how many bytes are gone over.

use ceilings::{amount, quantity};
use ink::Figure;

use super::limits::{Limits, Row, limits};
use super::record::RecordError;
use super::thread_chart::{Chart, Line};

/// What is drawn: a loop, its threads, and what it is called.
const LINES: [(&str, u32, &str); 4] = [
    ("read", 1, "reading, one thread"),
    ("read", 2, "reading, two threads"),
    ("scale", 1, "reading and writing, one thread"),
    ("scale-streaming", 1, "the same with streaming stores"),
];

/// The figure, from the reference record.
///
/// # Errors
/// When there is none.
pub fn figure() -> Result<Figure, RecordError> {
    let limits = limits()?;
    let lines: Vec<Line> = LINES
        .iter()
        .map(|(variant, threads, name)| Line {
            name: (*name).to_owned(),
            points: points(&limits.rows, variant, *threads),
            marked: true,
        })
        .collect();
    let sets = lines[0].points.iter().map(|point| point.0);
    let table = sets.map(|set| {
        let rate = |line: &Line| {
            let found = line.points.iter().find(|point| point.0 == set);
            found.map_or_else(|| "–".to_owned(), |point| rate(point.1))
        };
        std::iter::once(written(set))
            .chain(lines.iter().map(rate))
            .collect()
    });
    let chart = Chart {
        label: "Bytes a second against the size of the working set; the table below has the numbers",
        across: (
            "working set in bytes; Ki is 1024, Mi is 1024 times 1024",
            (0..=8).map(|n| 4096.0 * 4_f64.powi(n)).collect(),
        ),
        written_across: short,
        up: "bytes a second",
        written_up: rate,
    };
    let mut columns = vec!["working set"];
    columns.extend(LINES.iter().map(|(_, _, name)| *name));
    Ok(Figure::new(
        "bandwidth",
        "The caches, seen by going over more and more memory",
        reading(&limits),
        &columns,
        table.collect(),
        chart.svg(&lines),
    ))
}

/// Working sets and rates of a loop.
fn points(rows: &[Row], variant: &str, threads: u32) -> Vec<(f64, f64)> {
    let rows = rows.iter().filter(|row| {
        row.variant == variant && row.threads == threads && quantity(variant).is_some()
    });
    rows.filter_map(|row| {
        let set = amount(&row.size)?;
        Some((set, set / row.seconds()))
    })
    .collect()
}

/// One sentence: a rate for each cache, at half its size, and for memory.
fn reading(limits: &Limits) -> String {
    let at = |set: f64| limits.machine.bandwidth(set, 1, false).unwrap_or(f64::NAN);
    let mut parts: Vec<String> = limits
        .caches
        .iter()
        .map(|cache| {
            let half = cache.bytes as f64 / 2.0;
            format!("at {} within half of L{}", rate(at(half)), cache.level)
        })
        .collect();
    let largest = points(&limits.rows, "read", 1);
    let memory = largest.last().map_or(f64::NAN, |point| point.1);
    let last = format!("at {} from memory", rate(memory));
    if parts.is_empty() {
        parts.push(last);
        return format!("One thread reads {}.", parts.concat());
    }
    format!("One thread reads {} and {last}.", parts.join(", "))
}

/// A rate in GB/s.
fn rate(bytes_per_second: f64) -> String {
    let rate = bytes_per_second / 1e9;
    if rate < 9.95 {
        format!("{rate:.1} GB/s")
    } else {
        format!("{rate:.0} GB/s")
    }
}

/// A working set.
fn written(bytes: f64) -> String {
    let kibibytes = (bytes / 1024.0).round();
    if kibibytes < 1024.0 {
        format!("{kibibytes} KiB")
    } else {
        format!("{} MiB", (kibibytes / 1024.0).round())
    }
}

/// The same without its unit, for an axis.
fn short(bytes: f64) -> String {
    written(bytes).trim_end_matches('B').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_rates_are_written_in_their_units() {
        assert_eq!(
            [4096.0, 524_288.0, 268_435_456.0].map(written),
            ["4 KiB", "512 KiB", "256 MiB"]
        );
        assert_eq!(short(268_435_456.0), "256 Mi");
        assert_eq!([39.44e9, 3.21e9].map(rate), ["39 GB/s", "3.2 GB/s"]);
    }
}
