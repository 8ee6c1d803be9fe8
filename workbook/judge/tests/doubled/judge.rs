//! The judge of a small exercise in macros that only the tests of the grader know: `#[doubled]` doubles what a function
//! returns.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::frames::Writer;

struct Doubled;

impl Judge for Doubled {
    fn groups(&self) -> &[Group] {
        const {
            &[
                Group::new("plain", 4, "a function of one number"),
                Group::new("generic", 3, "a generic function"),
                Group::new("refused", 3, "no async functions").refused(&["async"]),
            ]
        }
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let numbers = (0..3).map(|case| case + seed % 1000);
        let case = |x: u64| {
            let mut input = Writer::new();
            input.u64(x);
            let expected = if x == 0 { 0 } else { 2 * x * x };
            Case::new(format!("twice the square of {x}"), input, move |reply| {
                let got = reply.u64()?;
                if got == expected {
                    Ok(())
                } else {
                    Err(format!("{got} instead of {expected}"))
                }
            })
        };
        match group {
            "plain" | "generic" => numbers.map(case).collect(),
            _ => Vec::new(),
        }
    }
}

fn main() -> ExitCode {
    contest::main(&Doubled)
}
