//! Shows a record: a table for people, lines of JSON for tools.

use ceilings::{amount, quantity, quartile};
use serde::Serialize;
use stopwatch::Seconds;
use workbook_pages::record::{Language, Record, Row};

use super::records::Shelf;
use super::standing;

/// Prints a record's rows.
pub fn print(record: &Record, json: bool) {
    if json {
        for row in &record.rows {
            println!("{}", line(row));
        }
    } else if record.kernel == ceilings::RECORD {
        print!("{}", rates(record));
    } else {
        print!("{}{}", table(record), standing::lines(record));
    }
}

/// Says where records are now.
pub fn print_places<'a>(shelf: &Shelf, kernels: impl Iterator<Item = &'a str>) {
    for kernel in kernels {
        println!("Kept in {}", shelf.place(kernel));
    }
}

/// A row without its samples: what `--json` promises, key by key.
fn line(row: &Row) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        kernel: &'a str,
        variant: &'a str,
        language: Language,
        size: &'a str,
        threads: u32,
        median_s: f64,
        low_s: f64,
        high_s: f64,
        ceiling: Option<&'a str>,
        share_of_ceiling: Option<f64>,
    }
    let line = Line {
        kernel: &row.kernel,
        variant: &row.variant,
        language: row.language,
        size: &row.size,
        threads: row.threads,
        median_s: row.median_s,
        low_s: row.low_s,
        high_s: row.high_s,
        ceiling: row.ceiling.as_deref(),
        share_of_ceiling: row.share_of_ceiling,
    };
    serde_json::to_string(&line).expect("a row holds nothing that JSON lacks")
}

/// A block for each size and thread count; in each the time of a row over that of the fastest.
fn table(record: &Record) -> String {
    let mut text = format!(
        "{}: {} rounds{}{}\n",
        record.kernel,
        record.run.rounds,
        if record.run.quick { ", quick" } else { "" },
        if record.run.interrupted {
            ", interrupted"
        } else {
            ""
        }
    );
    let width = record
        .rows
        .iter()
        .map(|row| label(row).chars().count())
        .max()
        .unwrap_or(0);
    let mut groups: Vec<(&str, u32)> = Vec::new();
    for row in &record.rows {
        let group = (row.size.as_str(), row.threads);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    for (size, threads) in groups {
        let plural = if threads == 1 { "" } else { "s" };
        text += &format!("\n  {size}, {threads} thread{plural}\n");
        let rows = record
            .rows
            .iter()
            .filter(|row| row.size == size && row.threads == threads);
        let fastest = rows
            .clone()
            .map(|row| row.median_s)
            .fold(f64::INFINITY, f64::min);
        for row in rows {
            let (median, low, high) = (
                Seconds(row.median_s),
                Seconds(row.low_s),
                Seconds(row.high_s),
            );
            let times = times(row.median_s / fastest);
            text += &format!(
                "    {:<width$}  {median:>8}  {low:>8} to {high:>8}  {times:>7}",
                label(row)
            );
            if let (Some(share), Some(ceiling)) = (row.share_of_ceiling, &row.ceiling) {
                text += &format!("  {:>5} of {ceiling}", percent(share));
            }
            if let Some(smaller) = &row.scaled_from {
                text += &format!("  scaled from {smaller}");
            }
            text.push('\n');
        }
    }
    text.push('\n');
    text
}

/// A line for each ceiling, with its rate on each number of threads.
fn rates(record: &Record) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for row in &record.rows {
        let (Some(quantity), Some(amount)) = (quantity(&row.variant), amount(&row.size)) else {
            continue;
        };
        let what = format!("{:<16} {:<16}", row.variant, row.size);
        let plural = if row.threads == 1 { "" } else { "s" };
        let rate = quantity.rate(amount, quartile(&row.samples_s).unwrap_or(row.median_s));
        let rate = format!("  {rate:>14} on {} thread{plural}", row.threads);
        match lines.iter_mut().find(|line| line.0 == what) {
            Some(line) => line.1 += &rate,
            None => lines.push((what, rate)),
        }
    }
    let mut text = format!(
        "What this machine allows, in the faster quarter of {} rounds{}\n\n",
        record.run.rounds,
        if record.run.quick { ", quick" } else { "" }
    );
    for (what, rates) in lines {
        text += &format!("  {what}{rates}\n");
    }
    text.push('\n');
    text
}

/// A share, whole from one per cent on.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = usize::from(percent < 0.95);
    format!("{percent:.decimals$} %")
}

fn label(row: &Row) -> String {
    match row.language {
        Language::Rust => row.variant.clone(),
        Language::Python => format!("python {}", row.variant),
    }
}

fn times(ratio: f64) -> String {
    let decimals = if ratio < 9.995 {
        2
    } else if ratio < 99.95 {
        1
    } else {
        0
    };
    format!("×{ratio:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbook_pages::record::{Machine, Run};

    fn row(variant: &str, language: Language, size: &str, median_s: f64) -> Row {
        Row {
            kernel: "powers".to_owned(),
            variant: variant.to_owned(),
            language,
            size: size.to_owned(),
            threads: 1,
            median_s,
            low_s: median_s * 0.9,
            high_s: median_s * 1.1,
            ceiling: None,
            share_of_ceiling: None,
            scaled_from: None,
            verdicts: None,
            core_s: None,
            samples_s: vec![median_s],
        }
    }

    #[test]
    fn a_line_has_exactly_the_promised_keys() {
        let mut row = row("powi", Language::Rust, "x^3", 2e-6);
        row.scaled_from = Some("x^2".to_owned());
        assert_eq!(
            line(&row),
            r#"{"kernel":"powers","variant":"powi","language":"rust","size":"x^3","threads":1,"median_s":2e-6,"low_s":1.8e-6,"high_s":2.2e-6,"ceiling":null,"share_of_ceiling":null}"#
        );
    }

    #[test]
    fn a_row_tells_its_share_of_the_ceiling_where_it_is_known() {
        let mut known = row("simd", Language::Rust, "x^3", 2e-6);
        known.ceiling = Some("L1 bandwidth".to_owned());
        known.share_of_ceiling = Some(0.634);
        let record = Record {
            format: 1,
            kernel: "powers".to_owned(),
            machine: Machine::default(),
            run: Run::default(),
            rows: vec![known.clone(), row("loop", Language::Rust, "x^3", 2e-6)],
        };
        let table = table(&record);
        assert_eq!(
            table.matches("×1.00   63 % of L1 bandwidth\n").count(),
            1,
            "{table}"
        );
        assert_eq!(table.matches("×1.00\n").count(), 1, "{table}");
        assert!(line(&known).ends_with(r#""ceiling":"L1 bandwidth","share_of_ceiling":0.634}"#));
        assert_eq!(percent(0.0042), "0.4 %");
    }

    #[test]
    fn ceilings_are_shown_in_their_units_on_each_number_of_threads() {
        let mut rows = [
            ("read", "1 MiB", 1),
            ("read", "1 MiB", 2),
            ("add", "10^6 steps", 1),
        ]
        .map(|(variant, size, threads)| Row {
            threads,
            ..row(variant, Language::Rust, size, 1e-3)
        });
        rows[1].samples_s = vec![4e-4, 5e-4];
        let record = Record {
            format: 1,
            kernel: "ceiling".to_owned(),
            machine: Machine::default(),
            run: Run {
                rounds: 15,
                ..Run::default()
            },
            rows: rows.to_vec(),
        };
        let expected = "\
What this machine allows, in the faster quarter of 15 rounds

  read             1 MiB                  1.05 GB/s on 1 thread       2.62 GB/s on 2 threads
  add              10^6 steps        1.00 ns a step on 1 thread

";
        assert_eq!(rates(&record), expected);
    }

    #[test]
    fn a_table_compares_rows_of_one_size() {
        let mut slow = row("pure", Language::Python, "x^3", 400e-6);
        slow.scaled_from = Some("100 numbers".to_owned());
        let record = Record {
            format: 1,
            kernel: "powers".to_owned(),
            machine: Machine::default(),
            run: Run {
                rounds: 11,
                quick: true,
                ..Run::default()
            },
            rows: vec![
                row("powi", Language::Rust, "x^3", 2e-6),
                slow,
                row("powi", Language::Rust, "x^64", 8e-6),
            ],
        };
        let expected = "\
powers: 11 rounds, quick

  x^3, 1 thread
    powi          2.00 µs   1.80 µs to  2.20 µs    ×1.00
    python pure    400 µs    360 µs to   440 µs     ×200  scaled from 100 numbers

  x^64, 1 thread
    powi          8.00 µs   7.20 µs to  8.80 µs    ×1.00

";
        assert_eq!(table(&record), expected);
    }
}
