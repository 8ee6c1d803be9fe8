//! Do criterion and stopwatch agree? Times the same variants with both, one right after the other.
//!
//! `cargo workbook bench agreement` keeps the result in a record; `cargo bench -p listings --bench agreement` prints
//! its rows.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use criterion::{Criterion, SamplingMode};
use listings::criterion_report::{self, ReportError};
use listings::kernel::Run;
use listings::measure::row::Row;
use listings::powers::KERNEL;
use stopwatch::{Plan, Samples, interleave};

/// Variants whose calls last from a tenth of a microsecond to some ten.
const CASES: [(&str, &str); 4] = [
    ("powi", "x^3"),
    ("squaring", "x^16"),
    ("multiply", "x^64"),
    ("powf-runtime", "x^3"),
];

fn main() -> ExitCode {
    let quick = std::env::args().any(|word| word == "--quick");
    // `cargo test --benches` runs this too, and wants no measuring.
    if std::env::args().any(|word| word == "--test") {
        return ExitCode::SUCCESS;
    }
    let plan = if quick { Plan::quick() } else { Plan::full() };
    for (variant, size) in CASES {
        match rows(&plan, variant, size) {
            Ok(rows) => rows.iter().for_each(|row| println!("{}", row.json())),
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(3);
            }
        }
    }
    ExitCode::SUCCESS
}

fn rows(plan: &Plan, variant: &str, size: &str) -> Result<[Row; 2], ReportError> {
    let mut run = prepared(variant, size);
    let by_criterion = by_criterion(plan, &format!("agreement/{size}/{variant}"), run.as_mut())?;
    let by_stopwatch = by_stopwatch(plan, run.as_mut());
    let case = format!("{variant}:{size}");
    Ok([("criterion", by_criterion), ("stopwatch", by_stopwatch)]
        .map(|(tool, samples)| Row::of_samples("agreement", tool, &case, &samples)))
}

fn prepared(variant: &str, size: &str) -> Box<dyn Run> {
    let variant = KERNEL.variants.iter().find(|v| v.name == variant);
    variant
        .and_then(|variant| (variant.prepare)(size))
        .expect("the cases are variants of the kernel")
}

fn by_stopwatch(plan: &Plan, run: &mut dyn Run) -> Samples {
    interleave(plan, &mut [&mut || run.run()]).remove(0)
}

/// As many samples of the same length as the plan has, taken by criterion and read from its files.
fn by_criterion(plan: &Plan, name: &str, run: &mut dyn Run) -> Result<Samples, ReportError> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join(".workbook/criterion");
    let rounds = plan.rounds.max(10);
    let measurement = plan.min_round * u32::try_from(rounds).unwrap_or(u32::MAX);
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .sample_size(rounds)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(measurement)
        .without_plots();
    let (group, function) = name.rsplit_once('/').expect("a name has a group");
    let mut group = criterion.benchmark_group(group);
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(function, |bencher| bencher.iter(|| run.run()));
    group.finish();
    criterion_report::samples(&folder, name)
}
