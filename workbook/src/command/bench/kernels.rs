//! Which kernels there are, and which were asked for. The table in `listings` knows; its program `measure` tells.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::child::{lines, parsed};
use super::error::BenchError;

/// A kernel, or an experiment that is kept like one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Kernel {
    /// Its name, which is that of its record.
    #[serde(rename = "kernel")]
    pub name: String,
    /// The lesson that it belongs to.
    pub lesson: String,
    /// The files that its code is in, from the root.
    pub sources: Vec<String>,
    /// The bench that measures it in place of `measure`: that of an experiment.
    #[serde(default)]
    pub bench: Option<String>,
    /// Whether it is the machine itself that is measured: its ceilings.
    #[serde(default)]
    pub machine: bool,
}

/// Asks `measure` what there is.
pub fn list(program: &Path) -> Result<Vec<Kernel>, BenchError> {
    let mut command = Command::new(program);
    command.arg("--list");
    parsed(&lines(command)?, "measure --list", "kernel")
}

/// Those of the given names, lessons' or their own, in the table's order, but the ceilings first: what follows is compared
/// with them. No name means every kernel. Experiments, which take a build of criterion, and the ceilings run when they are
/// named, and with `experiments` when nothing is.
pub fn choose(
    all: Vec<Kernel>,
    names: &[String],
    experiments: bool,
) -> Result<Vec<Kernel>, BenchError> {
    for name in names {
        if !all
            .iter()
            .any(|kernel| kernel.name == *name || kernel.lesson == *name)
        {
            return Err(BenchError::Unknown {
                name: name.clone(),
                known: known(&all),
            });
        }
    }
    let asked = |kernel: &Kernel| {
        let of_lesson = names.contains(&kernel.lesson) && kernel.bench.is_none();
        let of_all = names.is_empty() && kernel.bench.is_none() && !kernel.machine;
        let whole_lesson = names.is_empty() || names.contains(&kernel.lesson);
        names.contains(&kernel.name) || of_lesson || of_all || whole_lesson && experiments
    };
    let mut chosen: Vec<Kernel> = all.into_iter().filter(asked).collect();
    chosen.sort_by_key(|kernel| !kernel.machine);
    Ok(chosen)
}

fn known(all: &[Kernel]) -> String {
    let mut known: Vec<&str> = Vec::new();
    for word in all
        .iter()
        .flat_map(|kernel| [kernel.lesson.as_str(), kernel.name.as_str()])
    {
        if !known.contains(&word) {
            known.push(word);
        }
    }
    known.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Kernel> {
        [
            ("powers", "timing", None),
            ("sum", "profiling", None),
            ("agreement", "timing", Some("agreement")),
            ("ceiling", "ceilings", None),
        ]
        .map(|(name, lesson, bench)| Kernel {
            name: name.to_owned(),
            lesson: lesson.to_owned(),
            sources: Vec::new(),
            bench: bench.map(str::to_owned),
            machine: name == "ceiling",
        })
        .to_vec()
    }

    fn chosen(names: &[&str], experiments: bool) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        choose(all(), &names, experiments)
            .unwrap()
            .into_iter()
            .map(|kernel| kernel.name)
            .collect()
    }

    #[test]
    fn no_name_means_every_kernel_and_the_reference_takes_the_experiments_too() {
        assert_eq!(chosen(&[], false), ["powers", "sum"]);
        assert_eq!(chosen(&[], true), ["ceiling", "powers", "sum", "agreement"]);
    }

    #[test]
    fn the_ceilings_run_when_they_are_named_and_before_what_is_compared_with_them() {
        assert_eq!(chosen(&["ceiling"], false), ["ceiling"]);
        assert_eq!(chosen(&["powers", "ceiling"], false), ["ceiling", "powers"]);
        assert_eq!(chosen(&["ceilings"], true), ["ceiling"]);
    }

    #[test]
    fn a_lesson_names_its_kernels_and_an_experiment_runs_by_its_own_name() {
        assert_eq!(chosen(&["timing"], false), ["powers"]);
        assert_eq!(
            chosen(&["sum", "timing"], true),
            ["powers", "sum", "agreement"]
        );
        assert_eq!(chosen(&["agreement"], false), ["agreement"]);
    }

    #[test]
    fn what_there_is_not_is_answered_by_what_there_is() {
        let error = choose(all(), &["pwoers".to_owned()], false).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no lesson or kernel `pwoers`; there are: timing, powers, profiling, sum, agreement, ceilings, ceiling"
        );
    }
}
