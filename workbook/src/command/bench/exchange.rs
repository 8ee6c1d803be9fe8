//! Records on their way between machines: `bench --export` writes them, `bench --add` takes them in under a name.
//!
//! What is added comes from somebody else. It is read within limits, checked whole before anything is written, and its
//! names become neither paths nor commands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use workbook_pages::machines::is_machine_name;
use workbook_pages::record::{FORMAT, Record, RecordError, read_text};

use super::error::BenchError;
use super::records::Shelf;
use crate::atomic;

/// What `--export` writes and `--add` reads.
#[derive(Debug, Serialize, Deserialize)]
struct Export {
    /// Version of the records' layout.
    format: u32,
    /// A record a kernel.
    records: Vec<Record>,
}

/// The most files that a folder of records may hold.
const MOST_FILES: usize = 500;

/// Whether a machine may be called so.
pub fn check_name(name: &str) -> Result<(), BenchError> {
    if is_machine_name(name) {
        Ok(())
    } else {
        Err(BenchError::Name(name.to_owned()))
    }
}

/// Writes the reader's records of these kernels to a file that `--add` reads.
pub fn export(root: &Path, file: &Path, kernels: &[String]) -> Result<(), BenchError> {
    let shelf = Shelf::own(root);
    let mut records = Vec::new();
    for kernel in kernels {
        records.extend(shelf.read(kernel)?);
    }
    if records.is_empty() {
        return Err(BenchError::NothingToExport);
    }
    if file.symlink_metadata().is_ok() && records_of(file).is_err() {
        return Err(BenchError::Taken(file.to_owned()));
    }
    let export = Export {
        format: FORMAT,
        records,
    };
    let mut text = serde_json::to_string(&export).expect("records hold nothing that JSON lacks");
    text.push('\n');
    atomic::write(file, text.as_bytes()).map_err(|source| BenchError::Write {
        path: file.to_owned(),
        source,
    })?;
    println!(
        "{} kernel{} of yours {} in {}",
        export.records.len(),
        if export.records.len() == 1 { "" } else { "s" },
        if export.records.len() == 1 {
            "is"
        } else {
            "are"
        },
        file.display()
    );
    println!(
        "To see them as a column on another machine: cargo workbook bench --add {} --name NAME",
        file.file_name().unwrap_or_default().to_string_lossy()
    );
    Ok(())
}

/// Takes in another machine's records; with `committed`, to where the book's own are.
pub fn add(root: &Path, from: &Path, name: &str, committed: bool) -> Result<(), BenchError> {
    check_name(name)?;
    let foreign = |reason: String| BenchError::Foreign {
        path: from.to_owned(),
        reason,
    };
    let records = records_of(from)?;
    check(root, &records).map_err(foreign)?;
    let shelf = Shelf::machine(root, name, committed);
    shelf.sweep();
    // A column is one machine.
    let new = &records[0].machine.cpu;
    for kernel in shelf.kernels() {
        if let Some(old) = shelf.read(&kernel)?
            && old.machine.cpu != *new
        {
            return Err(foreign(format!(
                "`{name}` is there already and is a machine with {}, and this one has {new}; choose another name, or remove {}",
                old.machine.cpu,
                shelf.folder()
            )));
        }
    }
    for record in &records {
        shelf.write(record)?;
    }
    println!(
        "{} kernel{} of `{name}` ({new}) in {}: a column of the tables from the next build on. To take it away, remove the folder.",
        records.len(),
        if records.len() == 1 { "" } else { "s" },
        shelf.folder()
    );
    Ok(())
}

/// The records in a file, or in the files of a folder.
fn records_of(from: &Path) -> Result<Vec<Record>, BenchError> {
    if !from.is_dir() {
        return records_in(from);
    }
    let unreadable = |source| {
        foreign_file(
            from,
            &RecordError::Unreadable {
                path: from.to_owned(),
                source,
            },
        )
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(from).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.path().extension().is_some_and(|end| end == "json") {
            continue;
        }
        // A link could lead anywhere.
        if entry.file_type().map_err(unreadable)?.is_symlink() {
            return Err(BenchError::Foreign {
                path: entry.path(),
                reason: "it is a link".to_owned(),
            });
        }
        files.push(entry.path());
        if files.len() > MOST_FILES {
            return Err(BenchError::Foreign {
                path: from.to_owned(),
                reason: format!("it holds more than {MOST_FILES} files"),
            });
        }
    }
    files.sort();
    let mut records = Vec::new();
    for file in files {
        records.extend(records_in(&file)?);
    }
    Ok(records)
}

/// The records in one file: an export, or a single record.
fn records_in(file: &Path) -> Result<Vec<Record>, BenchError> {
    /// Whether it is an export, without its records: those are checked one by one.
    #[derive(Deserialize)]
    struct Shape {
        records: Option<serde::de::IgnoredAny>,
    }
    let foreign = |reason: String| BenchError::Foreign {
        path: file.to_owned(),
        reason,
    };
    let text = read_text(file).map_err(|error| foreign_file(file, &error))?;
    match serde_json::from_str(&text) {
        Ok(Shape { records: Some(_) }) => {
            let export: Export =
                serde_json::from_str(&text).map_err(|error| foreign(error.to_string()))?;
            if export.format != FORMAT {
                return Err(foreign(format!("it says format {}", export.format)));
            }
            for record in &export.records {
                record.check().map_err(foreign)?;
                if record.format != FORMAT {
                    return Err(foreign(format!(
                        "a record in it says format {}",
                        record.format
                    )));
                }
            }
            Ok(export.records)
        }
        _ => Record::parse(&text)
            .map(|record| vec![record])
            .map_err(|reason| foreign(format!("it is no record of format {FORMAT}: {reason}"))),
    }
}

fn foreign_file(path: &Path, error: &RecordError) -> BenchError {
    let reason = match error {
        RecordError::Missing(_) => "it is not there".to_owned(),
        RecordError::Unreadable { source, .. } => source.to_string(),
        RecordError::Malformed { reason, .. } => reason.clone(),
    };
    BenchError::Foreign {
        path: path.to_owned(),
        reason,
    }
}

/// Whether records can be a column: of kernels that there are, each once, of one machine, with rows that differ.
fn check(root: &Path, records: &[Record]) -> Result<(), String> {
    let known = Shelf::reference(root).kernels();
    let Some(first) = records.first() else {
        return Err("it holds no record".to_owned());
    };
    let mut seen = BTreeMap::new();
    for record in records {
        let kernel = &record.kernel;
        if !known.contains(kernel) {
            return Err(format!(
                "there is no kernel `{kernel}`; there are: {}",
                known.join(", ")
            ));
        }
        if seen.insert(kernel, ()).is_some() {
            return Err(format!("it holds two records of `{kernel}`"));
        }
        if record.machine.cpu.trim().is_empty() {
            return Err(format!(
                "the record of `{kernel}` doesn't name its processor"
            ));
        }
        if record.machine.cpu != first.machine.cpu {
            return Err(format!(
                "it holds records of two machines, with {} and with {}",
                first.machine.cpu, record.machine.cpu
            ));
        }
        if record.run.date.parse::<jiff::Timestamp>().is_err() {
            return Err(format!("the record of `{kernel}` has no date"));
        }
        if record.run.sources.is_empty() {
            return Err(format!(
                "the record of `{kernel}` doesn't say which files it was measured on"
            ));
        }
        if record.rows.is_empty() {
            return Err(format!("the record of `{kernel}` has no rows"));
        }
        let mut rows = Vec::new();
        for row in &record.rows {
            if row.kernel != *kernel {
                return Err(format!(
                    "the record of `{kernel}` has a row of `{}`",
                    row.kernel
                ));
            }
            let key = (&row.variant, row.language, &row.size, row.threads);
            if rows.contains(&key) {
                return Err(format!(
                    "the record of `{kernel}` has two rows of `{}` at `{}`",
                    row.variant, row.size
                ));
            }
            rows.push(key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::bench::records::save;
    use crate::command::bench::sample;

    fn repository() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let reference = sample::record("2026-11-01T00:00:00Z", &[("powi", 3e-6)]);
        Shelf::reference(root.path()).write(&reference).unwrap();
        root
    }

    fn foreign() -> Record {
        let mut record = sample::record("2026-11-20T00:00:00Z", &[("powi", 1e-6)]);
        record.machine.cpu = "Big CPU".to_owned();
        record
    }

    fn refused(root: &Path, file: &Path, naming: &str) {
        let error = add(root, file, "ward", false).unwrap_err().to_string();
        assert!(error.contains(naming), "{naming:?} is not in {error}");
        assert!(!root.join(".workbook/machines").exists(), "{error}");
    }

    #[test]
    fn what_is_exported_can_be_added() {
        let (here, there) = (repository(), repository());
        Shelf::own(there.path()).write(&foreign()).unwrap();
        let file = there.path().join("out/mine.json");
        export(
            there.path(),
            &file,
            &["powers".to_owned(), "sum".to_owned()],
        )
        .unwrap();
        // An export may be written again, anything else is left alone.
        export(there.path(), &file, &["powers".to_owned()]).unwrap();
        add(here.path(), &file, "ward-8", false).unwrap();
        let shelf = Shelf::machine(here.path(), "ward-8", false);
        assert_eq!(shelf.read("powers").unwrap(), Some(foreign()));
        add(here.path(), &file, "ward-8", true).unwrap();
        assert!(
            here.path()
                .join("book/measurements/machines/ward-8/powers.json")
                .is_file()
        );
        fs::write(&file, "my thesis").unwrap();
        let taken = export(there.path(), &file, &["powers".to_owned()]).unwrap_err();
        assert!(matches!(taken, BenchError::Taken(_)), "{taken}");
        let none = export(here.path(), &file, &["powers".to_owned()]).unwrap_err();
        assert!(matches!(none, BenchError::NothingToExport), "{none}");
    }

    #[test]
    fn a_folder_of_records_can_be_added_and_one_bad_file_keeps_all_of_it_out() {
        let root = repository();
        let folder = root.path().join("theirs");
        save(&folder.join("powers.json"), &foreign()).unwrap();
        fs::write(folder.join("README.md"), "hello").unwrap();
        fs::write(folder.join("sum.json"), "{").unwrap();
        refused(root.path(), &folder, "sum.json can't be added");
        fs::remove_file(folder.join("sum.json")).unwrap();
        add(root.path(), &folder, "ward", false).unwrap();
        assert!(
            root.path()
                .join(".workbook/machines/ward/powers.json")
                .is_file()
        );
    }

    #[test]
    fn names_that_are_no_names_are_refused() {
        let root = repository();
        for name in [
            "",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "A",
            "a b",
            "-a",
            "a-",
            "a--b",
            "é",
            "con",
            "com7",
            "yours",
            "reference",
            &"x".repeat(41),
        ] {
            let error = add(root.path(), Path::new("nowhere"), name, false).unwrap_err();
            assert!(matches!(error, BenchError::Name(_)), "{name}: {error}");
        }
        for name in ["ward", "ward-8", "m3-max", "8"] {
            check_name(name).unwrap();
        }
    }

    #[test]
    fn records_that_do_not_hold_are_refused_with_the_reason() {
        let root = repository();
        let file = root.path().join("theirs.json");
        let saved = |edit: &dyn Fn(&mut Record)| {
            let mut record = foreign();
            edit(&mut record);
            save(&file, &record).unwrap();
        };
        refused(root.path(), &file, "it is not there");
        let edits: [(&str, &dyn Fn(&mut Record)); 9] = [
            ("there is no kernel `../../x`; there are: powers", &|r| {
                r.kernel = "../../x".to_owned()
            }),
            ("has a row of `sum`", &|r| {
                r.rows[0].kernel = "sum".to_owned()
            }),
            ("two rows of `powi`", &|r| r.rows.push(r.rows[0].clone())),
            ("has no rows", &|r| r.rows.clear()),
            ("has no date", &|r| r.run.date = "yesterday".to_owned()),
            ("doesn't say which files", &|r| r.run.sources.clear()),
            ("doesn't name its processor", &|r| r.machine.cpu.clear()),
            ("not positive and ordered", &|r| r.rows[0].low_s = -1.0),
            ("control character", &|r| {
                r.machine.cpu = "\u{1b}[31mred".to_owned()
            }),
        ];
        for (naming, edit) in edits {
            saved(edit);
            refused(root.path(), &file, naming);
        }
        saved(&|r| r.format = 2);
        refused(root.path(), &file, "format 2");
        for (text, naming) in [
            ("", "EOF"),
            ("{\"format\":1,\"records\":[]}", "no record"),
            ("{\"format\":7,\"records\":[]}", "format 7"),
            ("{\"format\":1,\"records\":[{}]}", "missing field"),
        ] {
            fs::write(&file, text).unwrap();
            refused(root.path(), &file, naming);
        }
        fs::write(&file, b"\xff\xff").unwrap();
        refused(root.path(), &file, "not UTF-8");
        fs::File::create(&file).unwrap().set_len(20 << 20).unwrap();
        refused(root.path(), &file, "larger than 16 MiB");
    }

    #[test]
    fn a_column_is_one_machine() {
        let root = repository();
        let file = root.path().join("theirs.json");
        save(&file, &foreign()).unwrap();
        add(root.path(), &file, "ward", false).unwrap();
        let mut other = foreign();
        other.machine.cpu = "Bigger CPU".to_owned();
        save(&file, &other).unwrap();
        let error = add(root.path(), &file, "ward", false)
            .unwrap_err()
            .to_string();
        assert!(error.contains("is a machine with Big CPU"), "{error}");
    }
}
