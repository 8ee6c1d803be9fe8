//! Measures kernels and prints one line of JSON a row. `cargo workbook bench` calls it.

use std::path::PathBuf;
use std::process::ExitCode;

use listings::kernel::Kernel;
use listings::measure::control::Control;
use listings::measure::progress::Progress;
use listings::parallelism::processes;
use listings::{EXPERIMENTS, KERNELS, ceiling, measure};
use serde_json::json;
use stopwatch::Plan;

const USAGE: &str = "\
measure --list                                      one line of JSON for each kernel and experiment
measure --build                                     how this program was compiled, as one line of JSON
measure --worker                                    works for another `measure`, which sends requests
measure [--quick] [--strict] [--follow] [--python PATH] KERNEL…  one line of JSON for each variant and size
measure [--quick] [--follow] [--largest BYTES] ceiling           the same for what the machine allows

--largest the largest working set for the ceilings
--quick   fewer and shorter rounds
--strict  when a Python twin fails, print no row and exit with status 2
--follow  print lines of progress, too, and obey standard input: the line `stop` ends the run, which keeps the rounds
          that are done and says so in a last line, or exits with status 4 if they are too few; so does its end
--python  the interpreter that runs the Python twins; without it they are left out";

/// What was asked for.
#[derive(Default)]
struct Asked {
    list: bool,
    build: bool,
    quick: bool,
    strict: bool,
    follow: bool,
    python: Option<PathBuf>,
    ceiling: bool,
    largest: Option<usize>,
    kernels: Vec<&'static Kernel>,
}

impl Asked {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--list" => asked.list = true,
                "--build" => asked.build = true,
                "--quick" => asked.quick = true,
                "--strict" => asked.strict = true,
                "--follow" => asked.follow = true,
                "--python" => match words.next() {
                    Some(path) => asked.python = Some(path.into()),
                    None => return Err("--python needs the path of an interpreter".to_owned()),
                },
                "--largest" => match words.next().and_then(|bytes| bytes.parse().ok()) {
                    Some(bytes) => asked.largest = Some(bytes),
                    None => return Err("--largest needs a number of bytes".to_owned()),
                },
                ceilings::RECORD => asked.ceiling = true,
                flag if flag.starts_with('-') => return Err(format!("there is no flag {flag}")),
                name => match listings::kernel(name) {
                    Some(kernel) => asked.kernels.push(kernel),
                    None => {
                        return Err(format!(
                            "there is no kernel {name}; `measure --list` names them"
                        ));
                    }
                },
            }
        }
        let is_something = asked.list || asked.build || asked.ceiling;
        if asked.kernels.is_empty() && !is_something {
            return Err("name a kernel to measure".to_owned());
        }
        Ok(asked)
    }
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--worker") {
        return worker();
    }
    match Asked::parse(std::env::args().skip(1)) {
        Ok(asked) if asked.list => list(),
        Ok(asked) if asked.build => {
            println!("{}", measure::build::describe());
            ExitCode::SUCCESS
        }
        Ok(asked) => run(&asked),
        Err(fault) => {
            eprintln!("error: {fault}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn worker() -> ExitCode {
    match processes::serve(std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: a worker process stops: {error}");
            ExitCode::from(3)
        }
    }
}

fn list() -> ExitCode {
    for kernel in KERNELS {
        println!(
            "{}",
            json!({"kernel": kernel.name, "lesson": kernel.lesson, "sources": kernel.sources})
        );
    }
    for experiment in EXPERIMENTS {
        println!(
            "{}",
            json!({
                "kernel": experiment.name,
                "lesson": experiment.lesson,
                "sources": experiment.sources,
                "bench": experiment.bench,
            })
        );
    }
    println!(
        "{}",
        json!({
            "kernel": ceilings::RECORD,
            "lesson": "ceilings",
            "sources": ceiling::SOURCES,
            "machine": true,
        })
    );
    ExitCode::SUCCESS
}

fn run(asked: &Asked) -> ExitCode {
    let plan = if asked.quick {
        Plan::quick()
    } else {
        Plan::full()
    };
    let control = if asked.follow {
        Control::listening(std::io::BufReader::new(std::io::stdin()), |status| {
            std::process::exit(status.into())
        })
    } else {
        Control::default()
    };
    if asked.ceiling {
        let largest = asked.largest.unwrap_or(ceiling::LARGEST);
        let mut progress = Progress::new(ceilings::RECORD, asked.follow);
        let measured = measure::ceiling::ceiling(asked.quick, largest, &mut progress, &control);
        drop(progress);
        for row in &measured.rows {
            println!("{}", row.json());
        }
        if let Some(rounds) = measured.stopped {
            println!("{}", json!({"stopped": rounds}));
            return ExitCode::SUCCESS;
        }
    }
    for kernel in &asked.kernels {
        let mut progress = Progress::new(kernel.name, asked.follow);
        let python = asked.python.as_deref();
        let measured =
            measure::kernel(kernel, &plan, python, asked.strict, &mut progress, &control);
        drop(progress);
        let measured = match measured {
            Ok(measured) => measured,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        };
        for failure in &measured.failures {
            eprintln!("warning: {failure}");
        }
        if asked.strict && !measured.failures.is_empty() {
            return ExitCode::from(2);
        }
        for row in &measured.rows {
            println!("{}", row.json());
        }
        if let Some(rounds) = measured.stopped {
            println!("{}", json!({"stopped": rounds}));
            return ExitCode::SUCCESS;
        }
    }
    ExitCode::SUCCESS
}
