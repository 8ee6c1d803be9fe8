//! One program, built in different ways: how long does each build take, and how fast is what comes out?
//!
//! `cargo workbook bench builds` keeps the result in a record; `cargo bench -p listings --bench builds` prints its rows. A
//! build's program runs once in each round, and times its own tasks.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use listings::builds::{BUILDS, Build, compile, run, unpack};
use listings::measure::row::Row;
use stopwatch::Samples;

fn main() -> ExitCode {
    let told = |flag| std::env::args().any(|word| word == flag);
    // `cargo test --benches` runs this too, and wants no measuring.
    if told("--test") {
        return ExitCode::SUCCESS;
    }
    let (compilations, rounds) = if told("--quick") { (3, 7) } else { (7, 21) };
    match measured(compilations, rounds) {
        Ok(rows) => {
            rows.iter().for_each(|row| println!("{}", row.json()));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::from(3)
        }
    }
}

fn measured(compilations: usize, rounds: usize) -> io::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    unpack(folder.path())?;
    let mut samples: BTreeMap<(String, usize), Vec<f64>> = BTreeMap::new();
    let mut programs = Vec::new();
    for round in 0..compilations {
        for (index, build) in BUILDS.iter().enumerate() {
            let start = Instant::now();
            let Some(program) = compile(build, folder.path())? else {
                if round == 0 {
                    eprintln!(
                        "note: {} is left out: the toolchain has no llvm-profdata",
                        build.name
                    );
                }
                continue;
            };
            let seconds = start.elapsed().as_secs_f64();
            samples
                .entry(("compile".to_owned(), index))
                .or_default()
                .push(seconds);
            if round == 0 {
                programs.push((index, build, program));
            }
        }
    }
    for round in 0..rounds {
        let begin = round % programs.len();
        let (first, last) = programs.split_at(begin);
        for (index, build, program) in last.iter().chain(first) {
            add(&mut samples, *index, build, program)?;
        }
    }
    let row = |((task, index), samples): ((String, usize), Vec<f64>)| {
        let samples = Samples::new(samples).map_err(io::Error::other)?;
        Ok(Row::of_samples(
            "builds",
            BUILDS[index].name,
            &task,
            &samples,
        ))
    };
    samples.into_iter().map(row).collect()
}

/// Runs a program and adds the times of its tasks.
fn add(
    samples: &mut BTreeMap<(String, usize), Vec<f64>>,
    index: usize,
    build: &Build,
    program: &Path,
) -> io::Result<()> {
    for task in run(build, program)? {
        samples
            .entry((task.name, index))
            .or_default()
            .push(task.seconds);
    }
    Ok(())
}
