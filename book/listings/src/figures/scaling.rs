//! Time against threads: measured, ideal, and by Amdahl's law.

use ink::Figure;
use stopwatch::Seconds;

use super::record::{RecordError, Row, cores, rows};
use super::thread_chart::{Chart, Line};
use crate::parallelism::amdahl::{amdahl, fit};

const KERNEL: &str = "scaling";
const SIZE: &str = "10^7";

/// Rows of more and more threads.
const VARIANTS: [&str; 5] = [
    "parallel-1",
    "parallel",
    "parallel-3",
    "parallel-4",
    "parallel-8",
];

/// The figure, from the reference record.
///
/// # Errors
/// When it has no such rows.
pub fn figure() -> Result<Figure, RecordError> {
    let all = rows(KERNEL)?;
    let cores = cores(KERNEL)?;
    let found = VARIANTS.map(|variant| Row::find(&all, KERNEL, variant, SIZE));
    let found: Vec<&Row> = found.into_iter().collect::<Result<_, _>>()?;
    let measured: Vec<(f64, f64)> = found
        .iter()
        .map(|row| (f64::from(row.threads), row.median_s))
        .collect();
    let one = measured[0].1;
    let ideal = |threads: f64| one / threads;
    // Threads beyond the cores can't run at once, and Amdahl's law says nothing of them.
    let on_cores = |threads: f64| threads.min(f64::from(cores));
    let within: Vec<_> = measured
        .iter()
        .copied()
        .filter(|p| p.0 <= f64::from(cores))
        .collect();
    let (first, serial) = fit(&within).unwrap_or((one, 1.0));
    let law = |threads: f64| first / amdahl(serial, on_cores(threads));
    let steps = || (0..=28).map(|n| 1.0 + f64::from(n) * 0.25);
    let curve = |time: &dyn Fn(f64) -> f64| steps().map(|n| (n, time(n))).collect();
    let beyond = measured.iter().filter(|p| p.0 > f64::from(cores));
    let beyond = beyond.map(|p| p.1).fold(f64::INFINITY, f64::min);
    let reading = format!(
        "From one thread to {cores}, one for each core, the time falls to {:.2} of what it was, where {:.2} would be \
         ideal; Amdahl's law puts that down to a share of {:.1} % that isn't shared. More threads than cores \
         reach {:.2} at best.",
        within.last().map_or(1.0, |last| last.1 / one),
        1.0 / f64::from(cores),
        100.0 * serial,
        beyond / one
    );
    let table = measured.iter().zip(&found).map(|(&(threads, time), row)| {
        vec![
            format!("{threads}"),
            format!("{}", Seconds(row.median_s)),
            format!("{}", Seconds(ideal(threads))),
            format!("{}", Seconds(law(threads))),
            format!("{:.2}", one / time),
            format!("{:.0} %", 100.0 * one / time / threads),
        ]
    });
    let chart = Chart {
        label: "Time against threads for ten million waves: measured, ideal and by Amdahl's law; the table below has \
                the numbers",
        across: ("threads", (1..=8).map(f64::from).collect()),
        written_across: |threads| format!("{threads}"),
        up: "time",
        written_up: |time| format!("{}", Seconds(time)),
    };
    let svg = chart.svg(&[
        Line {
            name: "measured".to_owned(),
            points: measured.clone(),
            marked: true,
        },
        Line {
            name: "ideal: the time of one thread ÷ threads".to_owned(),
            points: curve(&ideal),
            marked: false,
        },
        Line {
            name: format!("Amdahl's law, fitted up to {cores} threads and flat beyond"),
            points: curve(&law),
            marked: false,
        },
    ]);
    Ok(Figure::new(
        KERNEL,
        "Ten million waves on more and more threads",
        reading,
        &[
            "threads",
            "measured",
            "ideal",
            "Amdahl",
            "speed-up",
            "efficiency",
        ],
        table.collect(),
        svg,
    ))
}
