//! Every kernel has a reference record, and every record and profile is of the code as it stands.

use std::collections::BTreeSet;
use std::path::Path;

use workbook_pages::ceiling;
use workbook_pages::profile::{self, Profile};
use workbook_pages::record::Record;

use super::Findings;
use crate::command::bench;
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
    match profile::names(&workspace.root) {
        Ok(names) => names.iter().for_each(|name| {
            findings.tell(
                format!("{name}: its profile is of the code as it stands"),
                of_the_code(&workspace.root, name),
            );
        }),
        Err(why) => findings.broken("the profiles can be listed", why),
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
