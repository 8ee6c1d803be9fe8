//! Stands for `measure` in a miniature of the workbook: it speaks the same lines, and takes as long as a test wants.
//!
//! `quick` is done at once. `slow` has a round every twenty milliseconds, and a child that would outlive it, whose number
//! it writes to `child` in the current folder; it begins once the test has written `go` there. `deaf` never stops by itself.

use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static STOPPED: AtomicBool = AtomicBool::new(false);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    if has("--list") {
        for kernel in ["quick", "slow", "deaf"] {
            println!(
                r#"{{"kernel":"{kernel}","lesson":"timing","sources":["book/listings/src/code.rs"]}}"#
            );
        }
        return;
    }
    if has("--build") {
        println!(r#"{{"debug_assertions":false,"target_features":["sse2"]}}"#);
        return;
    }
    assert!(has("--follow"), "the command follows");
    std::thread::spawn(|| {
        for line in std::io::stdin().lock().lines() {
            if line.is_ok_and(|line| line == "stop") {
                STOPPED.store(true, Ordering::SeqCst);
            }
        }
        std::process::exit(4);
    });
    match words.last().map(String::as_str) {
        Some("quick") => rows("quick", 11),
        Some("slow") => slow(),
        Some("deaf") => {
            start_child();
            std::thread::sleep(Duration::from_secs(300));
        }
        _ => std::process::exit(2),
    }
}

/// A child that holds our standard error, as the Python worker does.
fn start_child() {
    let child = std::process::Command::new("sleep")
        .arg("300")
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::fs::write("child", child.id().to_string()).unwrap();
}

fn slow() {
    start_child();
    eprintln!("warning: said on standard error");
    let mut done = 0;
    while done < 1000 && !STOPPED.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(20));
        let may_go_on = done < 9 || std::path::Path::new("go").exists();
        if may_go_on {
            done += 1;
            println!(r#"{{"step":"round","done":{done},"of":1000,"left_s":9}}"#);
            std::fs::write("rounds", done.to_string()).unwrap();
        }
    }
    if done < 6 {
        std::process::exit(4);
    }
    rows("slow", done);
    println!(r#"{{"stopped":{done}}}"#);
}

/// Rows whose median is what the test wants, in microseconds.
fn rows(kernel: &str, rounds: usize) {
    let micros: f64 = std::env::var("MICROS").map_or(2.0, |text| text.parse().unwrap());
    for (variant, times) in [("loop", 1.0), ("simd", 0.5)] {
        let median = micros * times * 1e-6;
        let samples = vec![format!("{median:e}"); rounds].join(",");
        println!(
            r#"{{"kernel":"{kernel}","variant":"{variant}","language":"rust","size":"10^3","threads":1,"median_s":{median:e},"low_s":{:e},"high_s":{:e},"ceiling":null,"share_of_ceiling":null,"samples_s":[{samples}]}}"#,
            median * 0.99,
            median * 1.01
        );
    }
    std::io::stdout().flush().unwrap();
}
