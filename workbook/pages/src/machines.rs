//! Records of further machines: committed ones in `book/measurements/machines/NAME/`, and those that the reader added in
//! `.workbook/machines/NAME/`. Each machine is a column of the tables, headed by its name.

use std::path::Path;

use crate::kernel;
use crate::record::{Record, RecordError};
use crate::stale;

/// Where the committed ones are, from the repository root: a folder a machine.
pub const COMMITTED: &str = "book/measurements/machines";
/// Where those are that the reader added.
pub const OWN: &str = ".workbook/machines";

/// Words that stand for something else, or that Windows keeps for its devices.
const TAKEN: [&str; 7] = ["reference", "yours", "own", "con", "prn", "aux", "nul"];

/// A further machine's record of a kernel.
#[derive(Debug, Clone, PartialEq)]
pub struct Further {
    /// The machine's name.
    pub name: String,
    /// What was measured there.
    pub record: Record,
    /// Files that changed since.
    pub changed: Vec<String>,
}

/// Whether a machine may be called so: kebab-case, and no word that stands for something else. Such a name is safe as the
/// name of a folder.
#[must_use]
pub fn is_machine_name(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    // `com1` to `lpt9` are devices, too.
    let is_port = name.len() == 4
        && (name.starts_with("com") || name.starts_with("lpt"))
        && name.ends_with(|c: char| c.is_ascii_digit());
    name.len() <= 40 && name.split('-').all(is_word) && !is_port && !TAKEN.contains(&name)
}

/// The further records of a kernel by the machines' names, and what is to be said of those of the reader's that can't be
/// used. One that the reader added takes the place of a committed one of its name.
///
/// # Errors
/// When a committed one can't be used.
pub(crate) fn of(root: &Path, kernel: &str) -> Result<(Vec<Further>, Vec<String>), RecordError> {
    let (mut further, mut remarks) = (Vec::new(), Vec::new());
    for name in names(root, COMMITTED) {
        if !is_machine_name(&name) {
            return Err(RecordError::Malformed {
                path: Path::new(COMMITTED).join(&name),
                reason: "its folder's name can't be that of a machine".to_owned(),
            });
        }
        match read(root, COMMITTED, name, kernel) {
            Ok(record) => further.push(record),
            Err(RecordError::Missing(_)) => {}
            Err(error) => return Err(error),
        }
    }
    for name in names(root, OWN)
        .into_iter()
        .filter(|name| is_machine_name(name))
    {
        match read(root, OWN, name, kernel) {
            Ok(record) => {
                further.retain(|other: &Further| other.name != record.name);
                further.push(record);
            }
            Err(RecordError::Missing(_)) => {}
            Err(error) => remarks.push(error.to_string()),
        }
    }
    further.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((further, remarks))
}

fn names(root: &Path, place: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root.join(place));
    let folders = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn read(root: &Path, place: &str, name: String, kernel: &str) -> Result<Further, RecordError> {
    let file = Path::new(place).join(&name).join(format!("{kernel}.json"));
    let record = kernel::record(root, &file, kernel)?;
    Ok(Further {
        changed: stale::changed(root, &record),
        name,
        record,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn put(root: &Path, path: &str, seconds: f64) {
        let mut record = sample::record("powers", &[sample::row("mul", "1", 1, seconds)]);
        record
            .run
            .sources
            .insert("src/f.rs".to_owned(), "abc".to_owned());
        sample::write(root, path, &serde_json::to_string(&record).unwrap());
    }

    #[test]
    fn machines_are_found_by_name_and_the_reader_s_come_first() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!(of(root, "powers").unwrap(), (Vec::new(), Vec::new()));
        put(root, "book/measurements/machines/ward/powers.json", 1.0);
        put(root, "book/measurements/machines/acre/powers.json", 2.0);
        put(root, ".workbook/machines/ward/powers.json", 3.0);
        put(root, ".workbook/machines/NOT A NAME/powers.json", 4.0);
        sample::write(root, "book/measurements/machines/README.md", "no folder");
        let (further, remarks) = of(root, "powers").unwrap();
        let found: Vec<(&str, f64)> = further
            .iter()
            .map(|further| (further.name.as_str(), further.record.rows[0].median_s))
            .collect();
        assert_eq!(found, [("acre", 2.0), ("ward", 3.0)]);
        assert_eq!(further[0].changed, ["src/f.rs"]);
        assert_eq!(remarks, Vec::<String>::new());
        assert_eq!(of(root, "sum").unwrap().0, Vec::new());
    }

    #[test]
    fn a_broken_one_of_the_reader_s_is_a_remark_and_a_committed_one_an_error() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        sample::write(root, ".workbook/machines/ward/powers.json", "{");
        let (further, remarks) = of(root, "powers").unwrap();
        assert!(further.is_empty());
        assert!(
            remarks[0].contains(".workbook/machines/ward/powers.json"),
            "{remarks:?}"
        );
        sample::write(root, "book/measurements/machines/acre/powers.json", "{");
        let error = of(root, "powers").unwrap_err().to_string();
        assert!(
            error.contains("book/measurements/machines/acre/powers.json"),
            "{error}"
        );
        std::fs::remove_dir_all(root.join(COMMITTED)).unwrap();
        std::fs::create_dir_all(root.join(COMMITTED).join("A b")).unwrap();
        assert!(of(root, "powers").unwrap_err().to_string().contains("A b"));
    }
}
