//! From how many numbers on two threads are worth waking.

use ink::Figure;
use stopwatch::Seconds;

use super::record::{RecordError, Row, rows};
use super::thread_chart::{Chart, Line};
use crate::crossover::SIZES;

const KERNEL: &str = "crossover";

/// The works, and what they are called.
const WORKS: [(&str, &str); 2] = [("sum", "a sum"), ("wave", "waves")];

/// The variants, and what they are called.
const WAYS: [(&str, &str); 2] = [("serial", "one thread"), ("parallel", "two threads")];

/// The sizes of a work as numbers, and as the record spells them.
fn sizes(work: &str) -> impl Iterator<Item = (f64, &'static str)> {
    SIZES.iter().filter_map(move |&size| {
        let power = size.strip_prefix(work)?.strip_prefix(":10^")?;
        Some((10_f64.powi(power.parse().ok()?), size))
    })
}

/// Where two lines of equal numbers cross, between points on logarithmic axes.
fn crossing(serial: &[(f64, f64)], parallel: &[(f64, f64)]) -> Option<f64> {
    let lead = |n: usize| (serial[n].1 / parallel[n].1).ln();
    let after = (1..serial.len()).find(|&n| lead(n - 1) < 0.0 && lead(n) >= 0.0)?;
    let (before, last) = (lead(after - 1), lead(after));
    let (from, to) = (serial[after - 1].0.ln(), serial[after].0.ln());
    Some((from + (to - from) * -before / (last - before)).exp())
}

/// The figure, from the reference record.
///
/// # Errors
/// When it has no such rows.
pub fn figure() -> Result<Figure, RecordError> {
    let all = rows(KERNEL)?;
    let mut lines = Vec::new();
    let mut crossings = Vec::new();
    let mut table = Vec::new();
    for (work, work_name) in WORKS {
        let mut of_work = Vec::new();
        for (way, way_name) in WAYS {
            let time = |(n, size): (f64, &str)| -> Result<(f64, f64), RecordError> {
                Ok((n, Row::find(&all, KERNEL, way, size)?.median_s))
            };
            let points = sizes(work).map(time).collect::<Result<Vec<_>, _>>()?;
            of_work.push(points.clone());
            lines.push(Line {
                name: format!("{work_name}, {way_name}"),
                points,
                marked: true,
            });
        }
        for (n, size) in sizes(work).enumerate().map(|(n, (_, size))| (n, size)) {
            let [serial, parallel] = [0, 1].map(|way| of_work[way][n].1);
            let spawned = Row::find(&all, KERNEL, "spawned", size)?.median_s;
            table.push(vec![
                work_name.to_owned(),
                size.split_once(':').map_or("", |(_, n)| n).to_owned(),
                format!("{}", Seconds(serial)),
                format!("{}", Seconds(parallel)),
                format!("{}", Seconds(spawned)),
                format!("{:.2}", serial / parallel),
            ]);
        }
        crossings.push(match crossing(&of_work[0], &of_work[1]) {
            Some(n) => format!("for {work_name} near {} numbers", rounded(n)),
            None => format!("for {work_name} beyond the numbers measured"),
        });
    }
    let reading = format!(
        "Two threads of a pool that is there overtake one {}.",
        crossings.join(" and ")
    );
    let chart = Chart {
        label: "Time against numbers, for cheap and dear work, on one thread and on two; the table below has the numbers",
        across: (
            "numbers",
            [2, 3, 4, 5, 6, 7].map(|n| 10_f64.powi(n)).to_vec(),
        ),
        written_across: power_of_ten,
        up: "time",
        written_up: |time| format!("{}", Seconds(time)),
    };
    Ok(Figure::new(
        KERNEL,
        "When a second thread is worth waking",
        reading,
        &[
            "work",
            "numbers",
            "one thread",
            "two threads",
            "a thread started",
            "gain of two threads",
        ],
        table,
        chart.svg(&lines),
    ))
}

/// A power of ten as it is written.
fn power_of_ten(n: f64) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    format!("10{}", RAISED[n.log10().round() as usize % 10])
}

/// One digit, and zeros.
fn rounded(n: f64) -> f64 {
    let power = 10_f64.powf(n.log10().floor());
    (n / power).round() * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_cross_where_their_times_are_equal() {
        let serial = [(1.0, 1.0), (100.0, 100.0)];
        let parallel = [(1.0, 10.0), (100.0, 10.0)];
        assert!((crossing(&serial, &parallel).unwrap() - 10.0).abs() < 1e-9);
        assert_eq!(crossing(&parallel, &serial), None);
        assert_eq!(rounded(3456.0), 3000.0);
        assert_eq!(power_of_ten(1000.0), "10³");
    }

    #[test]
    fn every_size_of_the_kernel_is_on_the_figure() {
        let shown: usize = WORKS.iter().map(|(work, _)| sizes(work).count()).sum();
        assert_eq!(shown, SIZES.len());
    }
}
