//! Records for the unit tests of `bench`.

use workbook_pages::record::{FORMAT, Language, Machine, Record, Row, Run};

/// A row of nine rounds around its time, with an interval of 2 % to either side.
pub fn row(variant: &str, median_s: f64) -> Row {
    Row {
        kernel: "powers".to_owned(),
        variant: variant.to_owned(),
        language: Language::Rust,
        size: "x^3".to_owned(),
        threads: 1,
        median_s,
        low_s: median_s * 0.98,
        high_s: median_s * 1.02,
        ceiling: None,
        share_of_ceiling: None,
        scaled_from: None,
        samples_s: vec![median_s; 9],
    }
}

/// A record of that date with rows of these variants and times.
pub fn record(date: &str, rows: &[(&str, f64)]) -> Record {
    Record {
        format: FORMAT,
        kernel: "powers".to_owned(),
        machine: Machine {
            cpu: "Sample CPU".to_owned(),
            logical_cores: Some(2),
            ..Machine::default()
        },
        run: Run {
            date: date.to_owned(),
            rounds: 9,
            sources: [("src/powers.rs".to_owned(), "abc".to_owned())].into(),
            ..Run::default()
        },
        rows: rows
            .iter()
            .map(|(variant, median)| row(variant, *median))
            .collect(),
    }
}
