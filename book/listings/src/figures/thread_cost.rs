//! What a result costs on more threads: time, and time times threads.

use ink::Figure;
use stopwatch::Seconds;

use super::record::{RecordError, Row, rows};
use super::thread_chart::{Chart, Line};

const KERNEL: &str = "trace-tanh";
const SIZE: &str = "1000²";

/// Rows of more and more threads.
const VARIANTS: [&str; 4] = ["parallel-1", "parallel", "parallel-3", "parallel-4"];

/// Time on so many threads, in core-microseconds.
fn core_time(row: &Row) -> f64 {
    row.median_s * f64::from(row.threads)
}

/// The figure, from the reference record.
///
/// # Errors
/// When it has no such rows.
pub fn figure() -> Result<Figure, RecordError> {
    let all = rows(KERNEL)?;
    let serial = Row::find(&all, KERNEL, "simd", SIZE)?;
    let found = VARIANTS.map(|variant| Row::find(&all, KERNEL, variant, SIZE));
    let found: Vec<&Row> = found.into_iter().collect::<Result<_, _>>()?;
    let fastest = found
        .iter()
        .min_by(|a, b| a.median_s.total_cmp(&b.median_s))
        .expect("there are rows");
    let reading = format!(
        "The fastest takes {} on {} threads, {:.2} of the time of the serial version, and {:.2} times its core-time.",
        Seconds(fastest.median_s),
        fastest.threads,
        fastest.median_s / serial.median_s,
        core_time(fastest) / serial.median_s
    );
    let cells = |name: String, row: &Row| {
        vec![
            name,
            format!("{:.0} µs", row.median_s * 1e6),
            format!("{:.0} core-µs", core_time(row) * 1e6),
        ]
    };
    let mut table = vec![cells("serial".to_owned(), serial)];
    table.extend(found.iter().map(|row| cells(row.threads.to_string(), row)));
    let points = |time: fn(&Row) -> f64| {
        let point = |row: &&Row| (f64::from(row.threads), time(row));
        found.iter().map(point).collect()
    };
    let chart = Chart {
        label: "Time and core-time against threads for the trace of a thousand by thousand matrix; the table below has \
                the numbers",
        across: ("threads", (1..=4).map(f64::from).collect()),
        written_across: |threads| format!("{threads}"),
        up: "time, and time × threads",
        written_up: |time| format!("{}", Seconds(time)),
    };
    let svg = chart.svg(&[
        Line {
            name: "time".to_owned(),
            points: points(|row| row.median_s),
            marked: true,
        },
        Line {
            name: "core-time".to_owned(),
            points: points(core_time),
            marked: true,
        },
    ]);
    Ok(Figure::new(
        "thread-cost",
        "What you wait for, and what you pay",
        reading,
        &["threads", "time", "core-time"],
        table,
        svg,
    ))
}
