//! Every stub compiles quietly and fails its spec; every solution passes the same spec.

use super::Findings;
use crate::cargo::Cargo;
use crate::cli::Failure;
use crate::spec::{self, Outcome};
use crate::workspace::{Exercise, Workspace};

/// Checks the stub, as it lies in `src/lib.rs`.
pub fn check_stub(
    workspace: &Workspace,
    exercise: &Exercise,
    findings: &mut Findings,
) -> Result<(), Failure> {
    let outcome = spec::run(
        &Cargo::new(&workspace.root),
        &exercise.package(),
        &exercise.dir,
        &exercise.spec(),
    )
    .map_err(Failure::fault)?;
    let result = match outcome {
        Outcome::DoesNotCompile { errors } => {
            Err(format!("the stub does not compile:\n{}", errors.join("\n")))
        }
        Outcome::Ran(report) if !report.warnings.is_empty() => Err(format!(
            "the stub is not quiet:\n{}",
            report.warnings.join("\n")
        )),
        Outcome::Ran(report) if report.passing() => {
            Err("the stub passes: its spec asks for nothing".to_owned())
        }
        Outcome::Ran(report) => match report.first_failure() {
            Some(_) => Ok(()),
            None => Err(report
                .cut_short
                .unwrap_or_else(|| "the spec has no tests".to_owned())),
        },
    };
    findings.tell(
        format!(
            "{}: the stub compiles quietly and fails its spec",
            exercise.name
        ),
        result,
    );
    Ok(())
}

/// Checks the solution against the exercise's spec.
pub fn check_solution(
    workspace: &Workspace,
    exercise: &Exercise,
    findings: &mut Findings,
) -> Result<(), Failure> {
    let package = format!("solution-{}", exercise.name);
    let outcome = spec::run(
        &Cargo::new(&workspace.root),
        &package,
        &exercise.solution_dir,
        &exercise.spec(),
    )
    .map_err(Failure::fault)?;
    let result = match outcome {
        Outcome::DoesNotCompile { errors } => Err(format!(
            "the solution does not compile:\n{}",
            errors.join("\n")
        )),
        Outcome::Ran(report) => match (report.first_failure(), &report.cut_short) {
            (Some(test), _) => Err(format!(
                "`{}` fails: {}",
                test.name,
                test.message.as_deref().unwrap_or("it says nothing")
            )),
            (None, Some(how)) => Err(how.clone()),
            (None, None) if report.tests.is_empty() => Err("the spec has no tests".to_owned()),
            (None, None) => Ok(()),
        },
    };
    findings.tell(
        format!("{}: the solution passes the spec", exercise.name),
        result,
    );
    Ok(())
}
