//! What it costs to start a process at each level of the sandbox, from its start until it has greeted, answered and
//! ended:
//!
//! ```sh
//! cargo build --package workbook-judge --bins
//! cargo run --package workbook-judge --example launches -- target/debug/judge-primes
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use workbook_judge::limits::Limits;
use workbook_judge::sandbox::{Launch, Level, Role, Sandbox};

/// Launches of each kind.
const LAUNCHES: usize = 40;

fn main() -> Result<(), Box<dyn Error>> {
    let judge = std::env::args().nth(1).ok_or("usage: launches JUDGE")?;
    let judge = PathBuf::from(judge).canonicalize()?;
    let bare = median(|| {
        let child = Command::new(&judge)
            .arg("groups")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        child.wait_with_output()?;
        Ok(())
    })?;
    println!("without a sandbox: {:.1} ms", 1e3 * bare.as_secs_f64());
    for level in Level::ALL {
        let sandbox = Sandbox::assume(level, judge.clone());
        let time = median(|| {
            let launch = Launch {
                level,
                role: Role::Subject,
                program: judge.clone(),
                arguments: vec!["groups".to_owned()],
                readable: Vec::new(),
                writable: None,
                temporary: None,
                processors: None,
                neighbours: 0,
                limits: Limits::subject(),
            };
            let deadline = Instant::now() + Duration::from_secs(10);
            let ending = sandbox.start(&launch, Stdio::null())?.finish(deadline);
            match ending.output.bytes.is_empty() {
                true => Err(ending.errors.text().into()),
                false => Ok(()),
            }
        });
        match time {
            Ok(time) => println!("{level}: {:.1} ms", 1e3 * time.as_secs_f64()),
            Err(error) => println!("{level}: {error}"),
        }
    }
    Ok(())
}

fn median(run: impl Fn() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..LAUNCHES {
        let begin = Instant::now();
        run()?;
        times.push(begin.elapsed());
    }
    times.sort();
    Ok(times[LAUNCHES / 2])
}
