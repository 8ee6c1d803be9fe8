//! Every kernel has a reference record, and every record and profile is of the code as it stands.

use std::collections::BTreeSet;
use std::path::Path;

use workbook_pages::ceiling;
use workbook_pages::evidence::{self, Evidence};
use workbook_pages::machines;
use workbook_pages::profile::{self, Profile};
use workbook_pages::record::{Record, RecordError};

use super::Findings;
use crate::command::{self, bench};
use crate::workspace::Workspace;

/// Checks the reference records against the table of kernels.
pub fn check(workspace: &Workspace, findings: &mut Findings) {
    let folder = workspace.root.join("book/measurements");
    let (kernels, stale) = match (
        bench::names(&workspace.root),
        workbook_pages::stale(&workspace.root),
    ) {
        (Ok(kernels), Ok(stale)) => (kernels, stale),
        (Err(why), _) => return findings.broken("the table of kernels can be listed", why),
        (_, Err(why)) => return findings.broken("the reference records can be read", why),
    };
    for kernel in &kernels {
        let read = Record::read(&folder.join(format!("{kernel}.json")));
        let result = match (read, stale.iter().find(|stale| stale.kernel == *kernel)) {
            (Err(error), _) => Err(format!("{error}\nmend it with: {REMEDY}")),
            (Ok(record), _) if record.kernel != *kernel => {
                Err(format!("it is about `{}`", record.kernel))
            }
            (Ok(_), Some(stale)) => Err(format!(
                "changed since it was measured: {}\nmend it with: {REMEDY}",
                stale.changed.join(", ")
            )),
            (Ok(_), None) => Ok(()),
        };
        findings.tell(
            format!("{kernel}: its reference record is of the code as it stands"),
            result,
        );
    }
    findings.tell(
        "no row reaches more than its ceiling",
        within_ceilings(&workspace.root),
    );
    findings.tell(
        "no reference record without its kernel",
        no_strays(&folder, &kernels),
    );
    for name in machine_names(&workspace.root) {
        findings.tell(
            format!("{name}: the records of this further machine can be shown"),
            can_be_shown(&workspace.root, &name, &kernels),
        );
    }
    match profile::names(&workspace.root) {
        Ok(names) => names.iter().for_each(|name| {
            findings.tell(
                format!("{name}: its profile is of the code as it stands"),
                of_the_code(&workspace.root, name),
            );
        }),
        Err(why) => findings.broken("the profiles can be listed", why),
    }
    match evidence::names(&workspace.root) {
        Ok(names) => names.iter().for_each(|name| {
            findings.tell(
                format!("{name}: its evidence is of the code as it stands"),
                gathered(&workspace.root, name),
            );
        }),
        Err(why) => findings.broken("the evidence can be listed", why),
    }
    // Elsewhere there is no objdump to be sure of, and other registers.
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        findings.tell(
            "every loop is packed, or scalar, as the pages say",
            command::evidence::check(&workspace.root).map(drop),
        );
    }
}

/// Whether evidence that pages show can be read, and its code is what it was.
fn gathered(root: &Path, kernel: &str) -> Result<(), String> {
    let evidence = Evidence::read(root, kernel).map_err(|error| error.to_string())?;
    match evidence.changed(root).as_slice() {
        [] => Ok(()),
        changed => Err(format!(
            "changed since it was gathered: {}\nmend it with: {}",
            changed.join(", "),
            evidence.remedy()
        )),
    }
}

/// Whether every row of the reference records stays below what the reference machine allows, but for the noise of two
/// measurements. One that doesn't has a wrong bound.
fn within_ceilings(root: &Path) -> Result<(), String> {
    let found = ceiling::impossible(root).map_err(|error| error.to_string())?;
    if found.is_empty() {
        return Ok(());
    }
    let mut told: Vec<String> = found
        .iter()
        .map(|row| format!("{row}, by this bound: {}", row.because))
        .collect();
    told.push(
        "Mend the bound in book/listings/src/bounds and write it with `cargo run -p listings --example bounds`, or measure \
         the ceilings again: cargo workbook bench ceiling --reference"
            .to_owned(),
    );
    Err(told.join("\n"))
}

/// The further machines that have a folder. Whether their code has changed since is for a page to say: who builds the book
/// need not have them.
fn machine_names(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root.join(machines::COMMITTED));
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Whether a machine has a name that can head a column, and only records of kernels that there are, of one processor.
fn can_be_shown(root: &Path, name: &str, kernels: &BTreeSet<String>) -> Result<(), String> {
    if !machines::is_machine_name(name) {
        return Err(
            "a machine's name is in kebab case, and not a word that stands for something else"
                .to_owned(),
        );
    }
    let folder = root.join(machines::COMMITTED).join(name);
    no_strays(&folder, kernels)?;
    let mut processors = BTreeSet::new();
    for kernel in kernels {
        match Record::read(&folder.join(format!("{kernel}.json"))) {
            Ok(record) if record.kernel != *kernel => {
                return Err(format!("{kernel}.json is about `{}`", record.kernel));
            }
            Ok(record) => drop(processors.insert(record.machine.cpu)),
            Err(RecordError::Missing(_)) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    match processors.len() {
        0 | 1 => Ok(()),
        _ => {
            let all: Vec<String> = processors.into_iter().collect();
            Err(format!(
                "its records are of several processors: {}",
                all.join("; ")
            ))
        }
    }
}

/// Whether a profile that pages show can be read, and its code is what it was.
fn of_the_code(root: &Path, name: &str) -> Result<(), String> {
    let profile = Profile::read(root, name).map_err(|error| error.to_string())?;
    match profile.changed(root).as_slice() {
        [] => Ok(()),
        changed => Err(format!(
            "changed since it was taken: {}\nmend it with: {}",
            changed.join(", "),
            profile.command
        )),
    }
}

/// The command that measures anew what is missing or stale.
const REMEDY: &str = "cargo workbook bench --stale --reference";

fn no_strays(folder: &Path, kernels: &BTreeSet<String>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let stray: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        // Folders hold further machines and the source lessons' figures.
        .filter(|name| {
            name.strip_suffix(".json")
                .is_some_and(|kernel| !kernels.contains(kernel))
        })
        .collect();
    if stray.is_empty() {
        Ok(())
    } else {
        Err(format!("{} holds {}", folder.display(), stray.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_machine_is_one_processor_with_records_of_kernels_that_there_are() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!(machine_names(root), Vec::<String>::new());
        let kernels: BTreeSet<String> = ["powers", "sum"].map(str::to_owned).into();
        let put = |machine: &str, kernel: &str, text: &str| {
            let folder = root.join(machines::COMMITTED).join(machine);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{kernel}.json")), text).unwrap();
        };
        let record = |kernel: &str, cpu: &str| {
            format!(
                r#"{{"format":1,"kernel":"{kernel}","machine":{{"cpu":"{cpu}"}},"run":{{}},"rows":[]}}"#
            )
        };
        put("ward", "powers", &record("powers", "A"));
        let shown = |machine: &str| can_be_shown(root, machine, &kernels);
        assert_eq!(machine_names(root), ["ward"]);
        assert_eq!(shown("ward"), Ok(()));
        put("ward", "sum", &record("sum", "B"));
        assert!(
            shown("ward")
                .unwrap_err()
                .contains("several processors: A; B")
        );
        put("ward", "sum", &record("powers", "A"));
        assert!(
            shown("ward")
                .unwrap_err()
                .contains("sum.json is about `powers`")
        );
        put("ward", "sum", "{");
        assert!(
            shown("ward")
                .unwrap_err()
                .contains("ward/sum.json is not one of format 1")
        );
        put("acre", "other", &record("other", "A"));
        assert!(shown("acre").unwrap_err().contains("holds other.json"));
        put("A b", "sum", &record("sum", "A"));
        assert!(shown("A b").unwrap_err().contains("kebab case"));
    }
}
