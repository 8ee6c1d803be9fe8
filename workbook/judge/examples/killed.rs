//! Grades a class twice: once undisturbed, once killed three times and resumed each time; says whether anything was lost.
//!
//! ```sh
//! cargo build --package workbook
//! cargo run --package workbook-judge --example class -- /tmp/class 300
//! cargo run --package workbook-judge --example killed -- target/debug/workbook /tmp/class /tmp/grades q1
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// After which share of the undisturbed run's time it is killed, each time.
const MOMENTS: [f64; 3] = [0.15, 0.3, 0.2];

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [workbook, class, out, exercise] = &arguments[..] else {
        return Err("usage: killed WORKBOOK SUBMISSIONS OUT EXERCISE".into());
    };
    let grade = |out: &Path| {
        let mut command = Command::new(workbook);
        command
            .args(["grade", class, "--exercise", exercise, "--seed", "killed"])
            .args(["--resume", "--out"])
            .arg(out);
        command
    };
    let (undisturbed, killed) = (
        Path::new(out).join("undisturbed"),
        Path::new(out).join("killed"),
    );
    let begin = Instant::now();
    grade(&undisturbed).status()?;
    let whole = begin.elapsed();
    let expected = rows(&undisturbed)?;
    println!("undisturbed: {} rows in {whole:.1?}", expected.len());

    let mut raced = BTreeMap::new();
    for share in MOMENTS {
        let mut batch = grade(&killed).spawn()?;
        std::thread::sleep(whole.mul_f64(share).max(Duration::from_secs(2)));
        batch.kill()?;
        batch.wait()?;
        let kept = rows(&killed)?;
        println!("killed: {} rows are kept", kept.len());
        for (student, row) in kept {
            if row["speed"].is_object() {
                raced.entry(student).or_insert(row["speed"].clone());
            }
        }
    }
    let begin = Instant::now();
    grade(&killed).status()?;
    println!("resumed to the end in {:.1?}", begin.elapsed());
    let found = rows(&killed)?;
    let mut lost = 0;
    for (student, row) in &expected {
        let other = found.get(student).unwrap_or(&Value::Null);
        if cases(row) != cases(other) {
            lost += 1;
            println!("{student}: {} became {}", cases(row), cases(other));
        }
    }
    for (student, speed) in &raced {
        if found.get(student).is_none_or(|row| row["speed"] != *speed) {
            lost += 1;
            println!("{student}: raced again");
        }
    }
    println!(
        "{lost} of {} rows differ; {} races were kept",
        expected.len(),
        raced.len()
    );
    Ok(if lost == 0 && found.len() == expected.len() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// By student.
fn rows(out: &Path) -> Result<BTreeMap<String, Value>> {
    let document: Value = serde_json::from_slice(&std::fs::read(out.join("grades.json"))?)?;
    let rows = document["rows"].as_array().ok_or("there are no rows")?;
    Ok(rows
        .iter()
        .map(|row| (row["student"].to_string(), row.clone()))
        .collect())
}

/// The row's verdict and its groups of cases.
fn cases(row: &Value) -> Value {
    let groups = row["groups"].as_array().cloned().unwrap_or_default();
    let cases: Vec<Value> = groups
        .into_iter()
        .filter(|group| group["name"] != "speed")
        .collect();
    serde_json::json!([row["verdict"], cases])
}
