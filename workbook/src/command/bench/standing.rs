//! Where a kernel stands: its best Rust against the best of NumPy and Numba, and against what the machine allows.

use ceilings::PROBES;
use workbook_pages::record::{Language, Record, Row};

/// The variant that runs in the interpreter: it is no peer.
const INTERPRETED: &str = "pure";

/// The best rows of one size.
struct Standing<'a> {
    size: &'a str,
    threads: &'static str,
    ours: &'a Row,
    peer: &'a Row,
}

/// A line for each size, on one thread and on the threads that are best for either; nothing where only one language was
/// measured.
pub fn lines(record: &Record) -> String {
    let standings = standings(&record.rows);
    if standings.is_empty() {
        return String::new();
    }
    let mut text = "  Against the best of NumPy and Numba\n".to_owned();
    for standing in standings {
        text += &format!("    {}\n", line(&standing));
    }
    text.push('\n');
    text
}

fn standings(rows: &[Row]) -> Vec<Standing<'_>> {
    let mut sizes: Vec<&str> = Vec::new();
    for row in rows {
        if !sizes.contains(&row.size.as_str()) {
            sizes.push(&row.size);
        }
    }
    let mut standings = Vec::new();
    for size in sizes {
        let on = |most: u32, threads| {
            let best = |language| {
                rows.iter()
                    .filter(|row| {
                        row.size == size
                            && row.language == language
                            && row.threads <= most
                            && row.scaled_from.is_none()
                            && row.variant != INTERPRETED
                            && !PROBES.contains(&row.variant.as_str())
                    })
                    .min_by(|a, b| a.median_s.total_cmp(&b.median_s))
            };
            Some(Standing {
                size,
                threads,
                ours: best(Language::Rust)?,
                peer: best(Language::Python)?,
            })
        };
        let one = on(1, "one thread");
        let any = on(u32::MAX, "any threads").filter(|any| {
            let same = |one: &Standing| {
                std::ptr::eq(one.ours, any.ours) && std::ptr::eq(one.peer, any.peer)
            };
            !one.as_ref().is_some_and(same)
        });
        standings.extend(one.into_iter().chain(any));
    }
    standings
}

fn line(standing: &Standing) -> String {
    let Standing {
        size,
        threads,
        ours,
        peer,
    } = standing;
    let mut text = format!("{size}, {threads}: ");
    match peer.over(ours) {
        Some(ratio) => {
            text += &format!(
                "{} takes {:.2} times as long as {} ({:.2} to {:.2})",
                peer.variant, ratio.ratio, ours.variant, ratio.low, ratio.high
            );
        }
        None => text += &format!("{} and {} had no common round", peer.variant, ours.variant),
    }
    if let (Some(share), Some(ceiling)) = (ours.share_of_ceiling, &ours.ceiling) {
        // The ceiling is one figure; what is uncertain is the row.
        let [low, high] = [ours.high_s, ours.low_s].map(|s| 100.0 * share * ours.median_s / s);
        text += &format!(
            ", which reaches {:.0} % of {ceiling} ({low:.0} to {high:.0})",
            100.0 * share
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbook_pages::record::{Machine, Run};

    fn row(variant: &str, language: Language, threads: u32, samples_s: [f64; 3]) -> Row {
        Row {
            kernel: "sum".to_owned(),
            variant: variant.to_owned(),
            language,
            size: "10^6".to_owned(),
            threads,
            median_s: samples_s[1],
            low_s: samples_s[0],
            high_s: samples_s[2],
            ceiling: None,
            share_of_ceiling: None,
            scaled_from: None,
            verdicts: None,
            core_s: None,
            samples_s: samples_s.to_vec(),
        }
    }

    fn record(rows: Vec<Row>) -> Record {
        Record {
            format: 1,
            kernel: "sum".to_owned(),
            machine: Machine::default(),
            run: Run::default(),
            rows,
        }
    }

    #[test]
    fn the_best_of_each_language_is_compared_and_what_does_not_compete_is_not() {
        let mut simd = row("simd", Language::Rust, 1, [1.6, 2.0, 2.5]);
        simd.ceiling = Some("L3 bandwidth".to_owned());
        simd.share_of_ceiling = Some(0.8);
        let text = lines(&record(vec![
            row("loop", Language::Rust, 1, [9.0, 9.0, 9.0]),
            simd,
            row("limit", Language::Rust, 1, [0.1, 0.1, 0.1]),
            row("parallel", Language::Rust, 2, [0.9, 1.0, 1.1]),
            row("pure", Language::Python, 1, [0.2, 0.2, 0.2]),
            row("numba", Language::Python, 1, [3.2, 4.0, 5.0]),
        ]));
        assert_eq!(
            text,
            "  Against the best of NumPy and Numba\n    \
             10^6, one thread: numba takes 2.00 times as long as simd (2.00 to 2.00), which reaches 80 % of L3 bandwidth (64 to 100)\n    \
             10^6, any threads: numba takes 4.00 times as long as parallel (3.56 to 4.55)\n\n"
        );
    }

    #[test]
    fn nothing_is_said_where_one_language_is_alone() {
        let rust = vec![row("loop", Language::Rust, 1, [1.0, 1.0, 1.0])];
        assert_eq!(lines(&record(rust)), "");
        let interpreted = vec![
            row("loop", Language::Rust, 1, [1.0, 1.0, 1.0]),
            row("pure", Language::Python, 1, [9.0, 9.0, 9.0]),
        ];
        assert_eq!(lines(&record(interpreted)), "");
    }
}
