//! Do criterion and stopwatch agree? In each round both time the same code, one right after the other.
//!
//! `cargo workbook bench agreement` keeps the result in a record, where a sample is the median that a tool reports in a
//! round; `cargo bench -p listings --bench agreement` prints its rows.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use criterion::{Criterion, SamplingMode};
use listings::criterion_report::{self, ReportError};
use listings::kernel::Run;
use listings::measure::row::Row;
use listings::powers::KERNEL;
use stopwatch::{InvalidSamples, Plan, Samples, interleave};

/// Variants whose calls last from a tenth of a microsecond to some ten.
const CASES: [(&str, &str); 4] = [
    ("powi", "x^3"),
    ("squaring", "x^16"),
    ("multiply", "x^64"),
    ("powf-runtime", "x^3"),
];

/// What each tool does in a round: ten samples, the fewest that criterion takes.
const TURN: Plan = Plan {
    rounds: 10,
    min_round: Duration::from_millis(10),
    budget: Duration::from_secs(10),
};

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Samples(#[from] InvalidSamples),
}

fn main() -> ExitCode {
    let told = |flag| std::env::args().any(|word| word == flag);
    // `cargo test --benches` runs this too, and wants no measuring.
    if told("--test") {
        return ExitCode::SUCCESS;
    }
    let rounds = if told("--quick") { 7 } else { 21 };
    for (variant, size) in CASES {
        match rows(rounds, variant, size) {
            Ok(rows) => rows.iter().for_each(|row| println!("{}", row.json())),
            Err(fault) => {
                eprintln!("error: {fault}");
                return ExitCode::from(3);
            }
        }
    }
    ExitCode::SUCCESS
}

/// The rows of the two tools for one variant, their samples from the same rounds.
fn rows(rounds: usize, variant: &str, size: &str) -> Result<[Row; 2], Fault> {
    let mut run = prepared(variant, size);
    let name = format!("agreement/{size}/{variant}");
    let (mut criterion, mut stopwatch) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // Neither is always the one that runs on the warmer machine.
        if round % 2 == 0 {
            criterion.push(by_criterion(&name, run.as_mut())?.median());
            stopwatch.push(by_stopwatch(run.as_mut()).median());
        } else {
            stopwatch.push(by_stopwatch(run.as_mut()).median());
            criterion.push(by_criterion(&name, run.as_mut())?.median());
        }
    }
    let case = format!("{variant}:{size}");
    let row = |tool, medians| -> Result<Row, Fault> {
        let samples = Samples::new(medians)?;
        Ok(Row::of_samples("agreement", tool, &case, &samples))
    };
    Ok([row("criterion", criterion)?, row("stopwatch", stopwatch)?])
}

fn prepared(variant: &str, size: &str) -> Box<dyn Run> {
    let variant = KERNEL.variants.iter().find(|v| v.name == variant);
    variant
        .and_then(|variant| (variant.prepare)(size))
        .expect("the cases are variants of the kernel")
}

fn by_stopwatch(run: &mut dyn Run) -> Samples {
    interleave(&TURN, &mut [&mut || run.run()]).remove(0)
}

fn by_criterion(name: &str, run: &mut dyn Run) -> Result<Samples, ReportError> {
    let folder = folder();
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .sample_size(TURN.rounds)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(TURN.min_round * TURN.rounds as u32)
        .nresamples(1001)
        .without_plots();
    let (group, function) = name.rsplit_once('/').expect("a name has a group");
    let mut group = criterion.benchmark_group(group);
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(function, |bencher| bencher.iter(|| run.run()));
    group.finish();
    criterion_report::samples(&folder, name)
}

/// Where criterion writes, apart from what the reader's own runs of it leave.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.workbook/criterion")
}
