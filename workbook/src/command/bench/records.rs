//! Where records are kept, and whether one still holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use workbook_pages::fingerprint;
use workbook_pages::record::{Record, RecordError};

use super::kernels::Kernel;
use super::{BenchError, now};
use crate::atomic;

/// A folder of records, one a kernel.
#[derive(Debug)]
pub struct Shelf {
    root: PathBuf,
    folder: &'static str,
    /// The reader's own: nobody minds if a broken one is moved out of the way.
    own: bool,
}

impl Shelf {
    /// The records that the book is published with.
    pub fn reference(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            folder: "book/measurements",
            own: false,
        }
    }

    /// The reader's own records.
    pub fn own(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            folder: ".workbook/measurements",
            own: true,
        }
    }

    /// Where a kernel's record is, from the root.
    pub fn place(&self, kernel: &str) -> String {
        format!("{}/{kernel}.json", self.folder)
    }

    /// Whether a kernel has no record, or has one of other code than today's.
    pub fn is_stale(&self, kernel: &Kernel) -> Result<bool, BenchError> {
        match Record::read(&self.path(&kernel.name)) {
            Ok(record) => Ok(record.run.sources != fingerprints(&self.root, kernel)?),
            Err(RecordError::Missing(_)) => Ok(true),
            Err(error) => {
                eprintln!("note: {error}");
                Ok(true)
            }
        }
    }

    /// Writes a kernel's record in place of the one before. A broken one is set aside first, if it is the reader's.
    pub fn write(&self, record: &Record) -> Result<(), BenchError> {
        let path = self.path(&record.kernel);
        if self.own
            && let Err(error @ (RecordError::Malformed { .. } | RecordError::Unreadable { .. })) =
                Record::read(&path)
        {
            let aside = path.with_extension(format!("broken-{}.json", stamp(&now())));
            fs::rename(&path, &aside).map_err(|source| BenchError::Write {
                path: aside.clone(),
                source,
            })?;
            eprintln!("note: {error}\nIt is now {}.", aside.display());
        }
        save(&path, record)
    }

    /// Keeps a dated copy of a run.
    pub fn keep_copy(&self, record: &Record) -> Result<(), BenchError> {
        let name = format!("{}-{}.json", record.kernel, stamp(&record.run.date));
        save(&self.root.join(".workbook/history").join(name), record)
    }

    fn path(&self, kernel: &str) -> PathBuf {
        self.root.join(self.place(kernel))
    }
}

/// The fingerprint of each source file of a kernel, by its path from the root.
pub fn fingerprints(root: &Path, kernel: &Kernel) -> Result<BTreeMap<String, String>, BenchError> {
    let mut fingerprints = BTreeMap::new();
    for source in &kernel.sources {
        fingerprints.insert(source.clone(), fingerprint::file(&root.join(source))?);
    }
    Ok(fingerprints)
}

fn save(path: &Path, record: &Record) -> Result<(), BenchError> {
    let mut text =
        serde_json::to_string_pretty(record).expect("a record holds nothing that JSON lacks");
    text = one_line_samples(&text);
    text.push('\n');
    atomic::write(path, text.as_bytes()).map_err(|source| BenchError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Puts the numbers of each list of samples on one line: a row stays a row in a diff.
fn one_line_samples(pretty: &str) -> String {
    let mut text = String::with_capacity(pretty.len());
    let mut inside = false;
    for line in pretty.lines() {
        let word = line.trim();
        inside = (inside || word.starts_with("\"samples_s\": [")) && !word.starts_with(']');
        match (inside, word.ends_with(',')) {
            (true, _) if word.starts_with('"') => text.push_str(line),
            (true, true) => text.extend([word, " "]),
            (true, false) => text.push_str(word),
            (false, _) if word.starts_with(']') && text.ends_with(|c: char| c.is_ascii_digit()) => {
                text.extend([word, "\n"]);
            }
            (false, _) => text.extend([line, "\n"]),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// A date as file names take it on every system.
fn stamp(date: &str) -> String {
    date.replace(':', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbook_pages::record::{FORMAT, Language, Machine, Row, Run};

    fn kernel() -> Kernel {
        Kernel {
            name: "powers".to_owned(),
            lesson: "timing".to_owned(),
            sources: vec!["src/powers.rs".to_owned()],
            bench: None,
            machine: false,
        }
    }

    fn repository(code: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("src")).unwrap();
        fs::write(root.path().join("src/powers.rs"), code).unwrap();
        root
    }

    fn record(root: &Path) -> Record {
        let row = |variant: &str| Row {
            kernel: "powers".to_owned(),
            variant: variant.to_owned(),
            language: Language::Rust,
            size: "x^3".to_owned(),
            threads: 1,
            median_s: 2e-6,
            low_s: 1e-6,
            high_s: 3e-6,
            ceiling: None,
            share_of_ceiling: None,
            scaled_from: None,
            samples_s: vec![1e-6, 2e-6, 3e-6],
        };
        Record {
            format: FORMAT,
            kernel: "powers".to_owned(),
            machine: Machine::default(),
            run: Run {
                date: "2026-11-22T10:50:00Z".to_owned(),
                sources: fingerprints(root, &kernel()).unwrap(),
                ..Run::default()
            },
            rows: vec![row("powi"), row("powf")],
        }
    }

    #[test]
    fn a_record_is_read_as_it_was_written_with_its_samples_on_one_line() {
        let root = repository("fn f() {}");
        let shelf = Shelf::own(root.path());
        let record = record(root.path());
        shelf.write(&record).unwrap();
        let path = root.path().join(".workbook/measurements/powers.json");
        assert_eq!(Record::read(&path).unwrap(), record);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            text.matches("\"samples_s\": [1e-6, 2e-6, 3e-6]\n").count(),
            2,
            "{text}"
        );
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn a_record_is_stale_when_code_changes_and_not_when_a_comment_does() {
        let root = repository("fn f() -> u32 { 1 }");
        let shelf = Shelf::reference(root.path());
        assert!(shelf.is_stale(&kernel()).unwrap(), "there is none");
        shelf.write(&record(root.path())).unwrap();
        assert!(!shelf.is_stale(&kernel()).unwrap());
        fs::write(
            root.path().join("src/powers.rs"),
            "// One.\n\nfn f() -> u32 {\n    1\n}\n",
        )
        .unwrap();
        assert!(!shelf.is_stale(&kernel()).unwrap());
        fs::write(root.path().join("src/powers.rs"), "fn f() -> u32 { 2 }").unwrap();
        assert!(shelf.is_stale(&kernel()).unwrap());
    }

    #[test]
    fn a_record_is_stale_when_its_kernel_gets_another_file() {
        let root = repository("fn f() {}");
        let shelf = Shelf::own(root.path());
        shelf.write(&record(root.path())).unwrap();
        fs::write(root.path().join("src/more.rs"), "fn g() {}").unwrap();
        let mut kernel = kernel();
        kernel.sources.push("src/more.rs".to_owned());
        assert!(shelf.is_stale(&kernel).unwrap());
    }

    #[test]
    fn a_broken_record_is_stale_and_is_set_aside_when_a_new_one_comes() {
        let root = repository("fn f() {}");
        let shelf = Shelf::own(root.path());
        let folder = root.path().join(".workbook/measurements");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("powers.json"), "{ half a rec").unwrap();
        assert!(shelf.is_stale(&kernel()).unwrap());
        shelf.write(&record(root.path())).unwrap();
        assert!(Record::read(&folder.join("powers.json")).is_ok());
        let names = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let aside: Vec<PathBuf> = names
            .filter(|path| !path.ends_with("powers.json"))
            .collect();
        assert_eq!(aside.len(), 1);
        assert!(
            aside[0].to_string_lossy().contains("powers.broken-20"),
            "{aside:?}"
        );
        assert_eq!(fs::read_to_string(&aside[0]).unwrap(), "{ half a rec");
    }

    #[test]
    fn a_copy_of_each_run_is_kept_by_its_date() {
        let root = repository("fn f() {}");
        Shelf::own(root.path())
            .keep_copy(&record(root.path()))
            .unwrap();
        assert!(
            root.path()
                .join(".workbook/history/powers-2026-11-22T10-50-00Z.json")
                .is_file()
        );
    }

    #[test]
    fn a_source_that_is_gone_is_named() {
        let root = repository("fn f() {}");
        fs::remove_file(root.path().join("src/powers.rs")).unwrap();
        let error = fingerprints(root.path(), &kernel()).unwrap_err();
        assert!(error.to_string().contains("powers.rs"), "{error}");
    }
}
