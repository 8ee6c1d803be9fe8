//! The lines for people.

use workbook_judge::contest::Case;
use workbook_judge::frames::Writer;
use workbook_judge::fresh::Fresh;

use crate::LINES;

/// Runs in three numbers.
pub struct Statistics {
    pub best: f64,
    pub mean: f64,
    pub deviation: f64,
}

impl Statistics {
    pub fn of(runs: &[f64]) -> Statistics {
        let count = runs.len() as f64;
        let mean = runs.iter().sum::<f64>() / count;
        let variance = runs
            .iter()
            .map(|run| (run - mean) * (run - mean))
            .sum::<f64>()
            / count;
        let best = runs
            .iter()
            .copied()
            .min_by(f64::total_cmp)
            .unwrap_or(f64::NAN);
        Statistics {
            best,
            mean,
            deviation: variance.sqrt(),
        }
    }
}

pub fn cases(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    // Times of all sizes, three digits each; the fourth keeps off the middle between two roundings.
    for exponent in -10..2 {
        for runs in [1, 2 + fresh.below(6)] {
            let runs = (0..runs)
                .map(|_| 10f64.powi(exponent) * (1.0 + 9.0 * fresh.fraction()))
                .collect();
            cases.push((10u64.pow(fresh.below(7) as u32), runs));
        }
    }
    for seconds in [0.0, 9.996e-6, 99.96e-3, 999.7e-9, 0.9997, 999.4e-6, 2.5] {
        cases.push((1 + fresh.below(2), vec![seconds]));
    }
    let certain = cases.into_iter().filter(|(_, runs)| is_certain(runs));
    certain.map(|(loops, runs)| case(loops, runs)).collect()
}

/// Whether all numbers of the line are far enough from the middle between two roundings, so that the last bit of a sum
/// doesn't decide on a digit.
fn is_certain(runs: &[f64]) -> bool {
    let Statistics {
        best,
        mean,
        deviation,
    } = Statistics::of(runs);
    [best, mean, deviation].iter().all(|&seconds| {
        let [less, more] = [1.0 - 1e-9, 1.0 + 1e-9].map(|factor| time(seconds * factor));
        less == more
    })
}

fn case(loops: u64, runs: Vec<f64>) -> Case {
    let mut input = Writer::new();
    input.u8(LINES).u64(loops).f64s(&runs);
    Case::new(
        format!("{loops} loops, the runs {runs:?}"),
        input,
        move |reply| {
            let (line, other) = (reply.str()?, reply.str()?);
            let (expected, expected_other) = texts(loops, &runs);
            if line == expected && other == expected_other {
                Ok(())
            } else if line != expected {
                Err(format!(
                    "{} instead of {expected:?}{}",
                    short(line),
                    likely(line, &expected, loops, &runs)
                ))
            } else if other == line {
                Err(format!(
                    "`{{:#}}` gives the line of `{{}}` instead of {expected_other:?}"
                ))
            } else {
                Err(format!("{} instead of {expected_other:?}", short(other)))
            }
        },
    )
}

fn likely(line: &str, expected: &str, loops: u64, runs: &[f64]) -> &'static str {
    let count = runs.len() as f64;
    let Statistics {
        mean, deviation, ..
    } = Statistics::of(runs);
    let less_one = deviation * (count / (count - 1.0)).sqrt();
    if line == first_line(mean, less_one, loops, runs.len()) {
        ": the standard deviation is over the number of runs less one"
    } else if line
        .replace("1000 µs", "1.00 ms")
        .replace("1000 ns", "1.00 µs")
        .replace("1000 ms", "1.00 s")
        == expected
    {
        ": round first, then choose the unit"
    } else if line.replace("10.00 ", "10.0 ").replace("100.0 ", "100 ") == expected {
        ": round first, then choose the digits"
    } else if line.replace("1 runs", "1 run").replace("1 loops", "1 loop") == expected {
        ": one is singular"
    } else {
        ""
    }
}

/// Untrusted text, quoted and not too long.
fn short(text: &str) -> String {
    let mut quoted = text.chars().take(120).collect::<String>();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    format!("{quoted:?}")
}

fn texts(loops: u64, runs: &[f64]) -> (String, String) {
    let Statistics {
        best,
        mean,
        deviation,
    } = Statistics::of(runs);
    let other = format!(
        "{}, best of {}: {} per loop",
        counted(loops, "loop"),
        runs.len(),
        time(best)
    );
    (first_line(mean, deviation, loops, runs.len()), other)
}

fn first_line(mean: f64, deviation: f64, loops: u64, runs: usize) -> String {
    format!(
        "{} ± {} per loop (mean ± std. dev. of {}, {} each)",
        time(mean),
        time(deviation),
        counted(runs as u64, "run"),
        counted(loops, "loop")
    )
}

fn counted(number: u64, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

/// By the decimals that `{:.2e}` rounds to.
fn time(seconds: f64) -> String {
    let rounded: f64 = format!("{seconds:.2e}").parse().unwrap_or(seconds);
    let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs")];
    let (size, unit) = units
        .into_iter()
        .find(|(size, _)| rounded >= size * 0.999_999)
        .unwrap_or((1e-9, "ns"));
    let digits = (rounded / size * 1.000_001).log10().floor();
    let decimals = if rounded == 0.0 || digits < 0.0 {
        2
    } else {
        2 - (digits as usize).min(2)
    };
    format!("{:.decimals$} {unit}", seconds / size)
}
