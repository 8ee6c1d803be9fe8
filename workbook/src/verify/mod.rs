//! The author's gate: what must hold before a change is published. One file a promise.

mod form;
mod records;
mod specs;
#[cfg(all(feature = "grade", unix))]
mod verdicts;

use std::fmt::Display;

use crate::cli::Failure;
use crate::workspace::{Exercise, Workspace};

/// What was checked, and what doesn't hold. Printed as it goes.
#[derive(Debug, Default)]
pub struct Findings {
    checked: usize,
    broken: usize,
    /// Paths below the first are told as paths below the second: where an author can mend them.
    told_as: Option<(String, String)>,
}

impl Findings {
    /// A promise that holds.
    fn holds(&mut self, what: impl Display) {
        self.checked += 1;
        println!("  ✓ {what}");
    }

    /// A promise that doesn't hold: what, why, and what mends it.
    fn broken(&mut self, what: impl Display, why: impl Display) {
        self.checked += 1;
        self.broken += 1;
        println!("  ✗ {what}");
        let mut why = why.to_string();
        if let Some((copy, dir)) = &self.told_as {
            why = why.replace(copy, dir);
        }
        for line in why.lines() {
            println!("      {line}");
        }
    }

    /// One or the other.
    fn tell(&mut self, what: impl Display, result: Result<(), String>) {
        match result {
            Ok(()) => self.holds(what),
            Err(why) => self.broken(what, why),
        }
    }

    /// Whether every promise holds.
    pub fn all_hold(&self) -> bool {
        self.broken == 0
    }

    /// The last line.
    pub fn summary(&self) -> String {
        match self.broken {
            0 => format!("All {} promises hold.", self.checked),
            broken => format!("{broken} of {} promises do not hold.", self.checked),
        }
    }
}

/// Checks every promise, or only those about the named exercises.
pub fn run(workspace: &Workspace, only: &[&Exercise]) -> Result<Findings, Failure> {
    let mut findings = Findings {
        told_as: workspace.beside.as_ref().map(|beside| {
            let [copy, dir] = [&beside.copy, &beside.dir].map(|path| path.display().to_string());
            (copy, dir)
        }),
        ..Findings::default()
    };
    let exercises: Vec<&Exercise> = if only.is_empty() {
        workspace.exercises.iter().collect()
    } else {
        only.to_vec()
    };

    println!("Every exercise has the one form");
    for exercise in &exercises {
        form::check(workspace, exercise, &mut findings);
    }
    let own = workspace.beside.is_none();
    if only.is_empty() && own {
        form::check_solutions_have_exercises(workspace, &mut findings);
    }
    println!("Every stub compiles quietly and fails its spec; every solution passes the same spec");
    for exercise in &exercises {
        specs::check_stub(workspace, exercise, &mut findings)?;
        specs::check_solution(workspace, exercise, &mut findings)?;
    }
    #[cfg(all(feature = "grade", unix))]
    {
        println!(
            "Every solution gets full points from its judge; every wrong answer fails for its reason"
        );
        verdicts::check(workspace, &exercises, &mut findings)?;
    }
    if only.is_empty() && own {
        println!("Every measurement is of the code as it stands");
        records::check(workspace, &mut findings);
    }
    Ok(findings)
}
