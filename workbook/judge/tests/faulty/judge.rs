//! The judge of a small exercise that fails whatever is handed in: no student is to blame for it.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};

struct Faulty;

impl Judge for Faulty {
    fn groups(&self) -> &[Group] {
        const { &[Group::new("all", 10, "nothing can be said of it")] }
    }

    fn cases(&self, _group: &str, _seed: u64) -> Vec<Case> {
        panic!("this judge is at fault")
    }
}

fn main() -> ExitCode {
    contest::main(&Faulty)
}
