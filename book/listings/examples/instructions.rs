//! How many instructions each way to a standard deviation takes for each number, counted by callgrind.
//!
//! `cargo run --release -p listings --example instructions` runs itself under Valgrind and prints the table.
//! `-- --write` writes it to `instructions.txt` beside this file, for the page.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use listings::standard_deviation::KERNEL;

/// The ways that the page compares.
const WAYS: [&str; 3] = ["loop", "welford", "blocks"];

/// Numbers in the input.
const NUMBERS: f64 = 1e7;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--run", way] => run(way),
        [] => print!("{}", table()?),
        ["--write"] => {
            let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/instructions.txt");
            std::fs::write(place, table()?)?;
        }
        _ => return Err("its only argument is --write".into()),
    }
    Ok(())
}

/// Does the work once, or only makes its input.
fn run(way: &str) {
    let name = if way == "nothing" { WAYS[0] } else { way };
    let variant = KERNEL.variants.iter().find(|variant| variant.name == name);
    let mut ready = variant
        .and_then(|variant| (variant.prepare)("10^7"))
        .expect("the kernel has this way at this size");
    // The input is made by the first run; that of `nothing` is what the others have on top.
    if way == "nothing" {
        std::hint::black_box(listings::scattered::numbers("10^7"));
    } else {
        ready.run();
    }
}

fn table() -> Result<String, Box<dyn Error>> {
    let nothing = counted("nothing")?;
    let mut table = format!("{:<9}{:>24}\n", "", "instructions per number");
    for way in WAYS {
        let each = (counted(way)? - nothing) / NUMBERS;
        writeln!(table, "{way:<9}{each:>24.1}")?;
    }
    Ok(table)
}

/// All instructions of a run.
fn counted(way: &str) -> Result<f64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["--run", way])
        .output()
        .map_err(|error| format!("cannot run valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected :"));
    let (_, count) = count.ok_or_else(|| format!("valgrind counted nothing:\n{said}"))?;
    Ok(count.trim().parse()?)
}
