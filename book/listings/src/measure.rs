//! Measures kernels: what the program `measure` does.
//!
//! All variants of a kernel at all sizes, those in Python included, take turns in the same rounds. Each row's samples are
//! in the order of the rounds, so that the third sample of one row and the third of another met the same machine.

pub mod build;
pub mod ceiling;
pub mod control;
mod cores;
pub mod progress;
pub mod row;
pub mod worker;

use std::path::Path;
use std::time::Duration;

use stopwatch::{Clock, Lap, Monotonic, Plan, Samples, lap, rounds};

use crate::kernel::{Kernel, Run};
use crate::measure::control::Control;
use crate::measure::cores::CoreTimes;
use crate::measure::progress::Progress;
use crate::measure::row::{Language, Row};
use crate::measure::worker::{Worker, WorkerError};

/// What a kernel's run gave.
#[derive(Debug)]
pub struct Measured {
    /// One row for each variant and size that ran, size by size in the table's order.
    pub rows: Vec<Row>,
    /// The rows that are missing.
    pub failures: Vec<Failure>,
    /// Whole rounds in the rows, if the run was stopped before it had all.
    pub stopped: Option<usize>,
}

/// A Python twin that didn't run.
#[derive(Debug, thiserror::Error)]
#[error("python {kernel}/{variant} at {size} is left out: {source}")]
pub struct Failure {
    /// The kernel.
    pub kernel: &'static str,
    /// The twin.
    pub variant: &'static str,
    /// The size it failed at.
    pub size: &'static str,
    /// What went wrong.
    pub source: WorkerError,
}

/// A row to be filled.
struct Entry {
    variant: &'static str,
    language: Language,
    size: &'static str,
    threads: u32,
    scaled_from: Option<String>,
    cores: CoreTimes,
}

/// Measures all variants of a kernel in the same rounds, the Python twins too when there is a `python` to run them.
///
/// With `strict`, nothing is timed when a twin can't be made ready. `control` may stop the run before its last round.
///
/// # Errors
/// When the Python worker can't be started. A twin that fails is no error of the run: it is left out, and told.
pub fn kernel(
    kernel: &'static Kernel,
    plan: &Plan,
    python: Option<&Path>,
    strict: bool,
    progress: &mut Progress,
    control: &Control,
) -> Result<Measured, WorkerError> {
    let worker = python.map(Worker::start).transpose()?;
    let mut measured = Measured {
        rows: Vec::new(),
        failures: Vec::new(),
        stopped: None,
    };
    let mut entries: Vec<Entry> = Vec::new();
    let mut laps: Vec<Lap<WorkerError>> = Vec::new();
    for &size in kernel.sizes {
        for variant in kernel.variants {
            let Some(run) = (variant.prepare)(size) else {
                continue;
            };
            entries.push(Entry {
                variant: variant.name,
                language: Language::Rust,
                size,
                threads: variant.threads,
                scaled_from: None,
                cores: CoreTimes::of(variant.name),
            });
            let cores = entries.last().map(|entry| entry.cores.clone());
            laps.push(rust_lap(run, cores.unwrap_or_default()));
        }
        let Some(worker) = &worker else { continue };
        for twin in kernel
            .twins
            .iter()
            .filter(|twin| twin.sizes.contains(&size))
        {
            progress.preparing(twin.name, size);
            match worker.prepare(kernel.name, twin.name, size) {
                Ok(prepared) => {
                    let cores = CoreTimes::of(twin.name);
                    let kept = cores.clone();
                    entries.push(Entry {
                        variant: twin.name,
                        language: Language::Python,
                        size,
                        threads: twin.threads,
                        scaled_from: prepared.scaled_from().map(str::to_owned),
                        cores,
                    });
                    laps.push(Box::new(move |calls| {
                        let taken = prepared.time(calls)?;
                        kept.push(taken.core, calls);
                        Ok(taken.wall)
                    }));
                }
                Err(source) => measured.failures.push(Failure {
                    kernel: kernel.name,
                    variant: twin.name,
                    size,
                    source,
                }),
            }
        }
    }
    if strict && !measured.failures.is_empty() {
        return Ok(measured);
    }
    let mut laps: Vec<Lap<WorkerError>> = laps.into_iter().map(|lap| control.lap(lap)).collect();
    let results = rounds(plan, &mut control.clock(), &mut laps, &mut |step| {
        if let stopwatch::Progress::Rounds { done, .. } = step {
            control.done(done);
        }
        progress.step(step);
    });
    // From here on the rounds are whole: a stop that comes now comes too late.
    measured.stopped = control.kept();
    for (entry, result) in entries.into_iter().zip(results) {
        match result.outcome {
            Ok(samples) => {
                let samples = whole(&samples, measured.stopped);
                measured.rows.push(Row::new(kernel.name, &entry, &samples));
            }
            Err(source) => measured.failures.push(Failure {
                kernel: kernel.name,
                variant: entry.variant,
                size: entry.size,
                source,
            }),
        }
    }
    Ok(measured)
}

/// The samples of whole rounds.
fn whole(samples: &Samples, stopped: Option<usize>) -> Samples {
    let all = samples.as_slice();
    let kept = stopped.map_or(all.len(), |rounds| rounds.min(all.len()));
    Samples::new(all[..kept].to_vec()).expect("a stopped run has rounds to keep, or has ended")
}

fn rust_lap<E>(mut run: Box<dyn Run>, cores: CoreTimes) -> Lap<'static, E> {
    let mut clock = Monotonic::new();
    Box::new(move |calls| {
        let before = cores::so_far();
        let wall = time(&mut clock, calls, run.as_mut());
        let core = cores::so_far().zip(before);
        cores.push(
            core.map(|(after, before)| after.saturating_sub(before)),
            calls,
        );
        Ok(wall)
    })
}

fn time(clock: &mut impl Clock, calls: u64, run: &mut dyn Run) -> Duration {
    lap(clock, calls, || run.run())
}
