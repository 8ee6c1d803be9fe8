//! Every kernel on one figure: the best of NumPy and Numba against the best of Rust.

use ceilings::PROBES;
use ink::{Axis, Drawn, Figure, GRID, INK, LETTER, WIDTH, canvas, line, mark, series, text};
use plotters::style::text_anchor::{HPos, VPos};
use stopwatch::Seconds;

use super::record::{RecordError, Row, rows};
use crate::KERNELS;

/// What isn't a race of two languages: a closed form, naps, files, and kernels that compare a language with itself.
const LEFT_OUT: [&str; 11] = [
    "powers",
    "gauss",
    "column",
    "table",
    "first-call",
    "apply",
    "functions",
    "sleep-square",
    "crossover",
    "histogram",
    "wrapped",
];

/// The rows of interpreted Python, which don't compete either.
const INTERPRETED: &str = "pure";

/// A kernel at its largest size.
struct Bout {
    kernel: &'static str,
    size: &'static str,
    /// The fastest Python row that is compiled: by threads, one and any number.
    peers: [Row; 2],
    /// The fastest Rust row, by threads too.
    ours: [Row; 2],
}

impl Bout {
    /// The peer's time ÷ ours, on one thread and on any number.
    fn ratios(&self) -> [f64; 2] {
        [0, 1].map(|n| self.peers[n].median_s / self.ours[n].median_s)
    }
}

fn fastest(rows: &[&Row], threads: u32) -> Option<Row> {
    let rows = rows.iter().filter(|row| row.threads <= threads);
    rows.min_by(|a, b| a.median_s.total_cmp(&b.median_s))
        .map(|&row| row.clone())
}

fn bouts() -> Result<Vec<Bout>, RecordError> {
    let mut bouts = Vec::new();
    for kernel in KERNELS {
        let Some(&size) = kernel.sizes.last() else {
            continue;
        };
        if LEFT_OUT.contains(&kernel.name) {
            continue;
        }
        let all = rows(kernel.name)?;
        let of = |language: &str| -> Vec<&Row> {
            all.iter()
                .filter(|row| row.size == size && row.language == language)
                .filter(|row| row.variant != INTERPRETED && !PROBES.contains(&row.variant.as_str()))
                .collect()
        };
        let (python, rust) = (of("python"), of("rust"));
        let pick = |rows: &[&Row]| Some([fastest(rows, 1)?, fastest(rows, u32::MAX)?]);
        if let (Some(peers), Some(ours)) = (pick(&python), pick(&rust)) {
            bouts.push(Bout {
                kernel: kernel.name,
                size,
                peers,
                ours,
            });
        }
    }
    Ok(bouts)
}

fn geometric_mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value.ln();
        count += 1.0;
    }
    (sum / count).exp()
}

/// The figure, from the reference records.
///
/// # Errors
/// When a kernel has no record.
pub fn figure() -> Result<Figure, RecordError> {
    let bouts = bouts()?;
    let [one, any] = [0, 1].map(|n| geometric_mean(bouts.iter().map(|bout| bout.ratios()[n])));
    let ahead = bouts.iter().filter(|bout| bout.ratios()[1] > 1.0).count();
    let reading = format!(
        "Over these {} kernels the best of NumPy and Numba takes {one:.1} times as long as the best of Rust on one \
         thread and {any:.1} times as long on the threads that are best for either (geometric means); Rust is ahead on \
         {ahead} of them.",
        bouts.len()
    );
    let table = bouts.iter().map(|bout| {
        let cell = |row: &Row| format!("{}: {}", row.variant, Seconds(row.median_s));
        let [one, any] = bout.ratios().map(|ratio| format!("{ratio:.2}"));
        vec![
            bout.kernel.to_owned(),
            bout.size.to_owned(),
            cell(&bout.peers[0]),
            cell(&bout.ours[0]),
            one,
            cell(&bout.peers[1]),
            cell(&bout.ours[1]),
            any,
        ]
    });
    Ok(Figure::new(
        "overview",
        "The best of NumPy and Numba, in units of the best of Rust",
        reading,
        &[
            "kernel",
            "size",
            "best Python, one thread",
            "best Rust, one thread",
            "ratio",
            "best Python, any threads",
            "best Rust, any threads",
            "ratio",
        ],
        table.collect(),
        svg(&bouts),
    ))
}

fn svg(bouts: &[Bout]) -> String {
    const ROW: i32 = 30;
    const TOP: i32 = 12;
    let names: Vec<String> = bouts
        .iter()
        .map(|bout| format!("{}, {}", bout.kernel, bout.size))
        .collect();
    let longest = names.iter().map(|name| name.chars().count()).max();
    let left = (longest.unwrap_or_default() as u32 * LETTER + 16) as i32;
    let right = WIDTH as i32 - 30;
    let bottom = TOP + ROW * bouts.len() as i32;
    let ratios = bouts.iter().flat_map(Bout::ratios);
    let axis = Axis::of_amounts(ratios.chain([0.5, 20.0]));
    let x = |ratio: f64| left + (axis.share(ratio) * f64::from(right - left)).round() as i32;
    canvas(
        (WIDTH, (bottom + 74) as u32),
        "Ratio of times, the best of Python to the best of Rust, for each kernel; the table below has the numbers",
        |area| -> Drawn<()> {
            for tick in axis.ticks() {
                line(area, (x(tick), TOP), (x(tick), bottom), GRID, 1)?;
                let words = format!("{tick}");
                text(
                    area,
                    (x(tick), bottom + 6),
                    &words,
                    INK,
                    (HPos::Center, VPos::Top),
                )?;
            }
            line(area, (x(1.0), TOP), (x(1.0), bottom), INK, 2)?;
            let middle = (left + right) / 2;
            let words = "time of the best Python ÷ time of the best Rust, logarithmic";
            text(
                area,
                (middle, bottom + 26),
                words,
                INK,
                (HPos::Center, VPos::Top),
            )?;
            for (n, (bout, name)) in bouts.iter().zip(&names).enumerate() {
                let y = TOP + ROW * n as i32 + ROW / 2;
                text(area, (left - 12, y), name, INK, (HPos::Right, VPos::Center))?;
                let [one, any] = bout.ratios();
                mark(area, (x(one), y - 5), series(0), false, false)?;
                mark(area, (x(any), y + 5), series(1), true, true)?;
            }
            let legend = [("one thread", false), ("as many threads as help", true)];
            for (n, (words, hollow)) in legend.into_iter().enumerate() {
                let at = (left + 190 * n as i32, bottom + 60);
                mark(area, at, series(usize::from(hollow)), hollow, hollow)?;
                text(
                    area,
                    (at.0 + 14, at.1),
                    words,
                    INK,
                    (HPos::Left, VPos::Center),
                )?;
            }
            Ok(())
        },
    )
}
