//! Where records are kept, and whether one still holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use workbook_pages::record::{Record, RecordError};
use workbook_pages::{fingerprint, machines};

use super::error::BenchError;
use super::kernel_run::now;
use super::kernels::Kernel;
use crate::atomic;

/// A folder of records, one a kernel.
#[derive(Debug)]
pub struct Shelf {
    root: PathBuf,
    folder: String,
    /// The reader's own: nobody minds if a broken one is moved out of the way.
    own: bool,
}

impl Shelf {
    /// The records that the book is published with.
    pub fn reference(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            folder: "book/measurements".to_owned(),
            own: false,
        }
    }

    /// The reader's own records.
    pub fn own(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            folder: ".workbook/measurements".to_owned(),
            own: true,
        }
    }

    /// The records of a further machine: committed ones, or the reader's.
    pub fn machine(root: &Path, name: &str, committed: bool) -> Self {
        let place = if committed {
            machines::COMMITTED
        } else {
            machines::OWN
        };
        Self {
            root: root.to_owned(),
            folder: format!("{place}/{name}"),
            own: !committed,
        }
    }

    /// Where the records are, from the root.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Where a kernel's record is, from the root.
    pub fn place(&self, kernel: &str) -> String {
        format!("{}/{kernel}.json", self.folder)
    }

    /// The kernels that have a record here, by name.
    pub fn kernels(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(&self.folder));
        let names = entries.into_iter().flatten().flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some(name.strip_suffix(".json")?.to_owned())
        });
        let mut names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        names.sort();
        names
    }

    /// A kernel's record. A broken one is named; one of the reader's is set aside, too.
    pub fn read(&self, kernel: &str) -> Result<Option<Record>, BenchError> {
        let path = self.path(kernel);
        let read = Record::read(&path).and_then(|record| {
            if record.kernel == kernel && record.rows.iter().all(|row| row.kernel == kernel) {
                return Ok(record);
            }
            Err(RecordError::Malformed {
                path: path.clone(),
                reason: format!("it is not of the kernel `{kernel}`"),
            })
        });
        match read {
            Ok(record) => Ok(Some(record)),
            Err(RecordError::Missing(_)) => Ok(None),
            Err(error) if self.own => set_aside(&path, &error).map(|()| None),
            Err(error) => {
                eprintln!("note: {error}");
                Ok(None)
            }
        }
    }

    /// Whether a kernel has no whole record, or has one of other code than today's.
    pub fn is_stale(&self, kernel: &Kernel) -> Result<bool, BenchError> {
        match self.read(&kernel.name)? {
            Some(record) if record.run.interrupted => Ok(true),
            Some(record) => Ok(record.run.sources != fingerprints(&self.root, kernel)?),
            None => Ok(true),
        }
    }

    /// Writes a kernel's record in place of the one before. A broken one is set aside first, if it is the reader's.
    ///
    /// A part of a run doesn't replace a whole one of the same code; `false` says that it is not written.
    pub fn write(&self, record: &Record) -> Result<bool, BenchError> {
        if self.own
            && let Some(before) = self.read(&record.kernel)?
            && record.run.interrupted
            && !before.run.interrupted
            && before.run.sources == record.run.sources
        {
            return Ok(false);
        }
        save(&self.path(&record.kernel), record)?;
        Ok(true)
    }

    /// Removes what a run that was killed left half-written.
    pub fn sweep(&self) {
        atomic::sweep(&self.root.join(&self.folder));
    }

    fn path(&self, kernel: &str) -> PathBuf {
        self.root.join(self.place(kernel))
    }
}

/// Names a broken record of the reader's and moves it out of the way: to `NAME.json.bad-DATE`, where nothing looks for one.
pub fn set_aside(path: &Path, error: &RecordError) -> Result<(), BenchError> {
    let date = stamp(&now());
    let aside = (1..)
        .map(|number| {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".bad-{date}"));
            if number > 1 {
                name.push(format!("-{number}"));
            }
            PathBuf::from(name)
        })
        .find(|aside| aside.symlink_metadata().is_err())
        .expect("some number is free");
    fs::rename(path, &aside).map_err(|source| BenchError::Write {
        path: aside.clone(),
        source,
    })?;
    eprintln!("note: {error}\nIt is set aside as {}", aside.display());
    Ok(())
}

/// The fingerprint of each source file of a kernel, by its path from the root.
pub fn fingerprints(root: &Path, kernel: &Kernel) -> Result<BTreeMap<String, String>, BenchError> {
    let mut fingerprints = BTreeMap::new();
    for source in &kernel.sources {
        fingerprints.insert(source.clone(), fingerprint::file(&root.join(source))?);
    }
    Ok(fingerprints)
}

/// Writes a record to a file.
pub fn save(path: &Path, record: &Record) -> Result<(), BenchError> {
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
pub fn stamp(date: &str) -> String {
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
            verdicts: None,
            core_s: None,
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
    fn a_broken_record_is_set_aside_and_is_stale() {
        let root = repository("fn f() {}");
        let shelf = Shelf::own(root.path());
        let folder = root.path().join(".workbook/measurements");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("powers.json");
        // Twice in the same second, and a folder at its place.
        for text in ["{ half a rec", "{\"format\":9}"] {
            fs::write(&path, text).unwrap();
            assert!(shelf.is_stale(&kernel()).unwrap());
            assert!(!path.exists());
        }
        fs::create_dir(&path).unwrap();
        fs::write(path.join("mine.txt"), "not a record").unwrap();
        assert!(shelf.write(&record(root.path())).unwrap());
        assert!(Record::read(&path).is_ok());
        let names = fs::read_dir(&folder).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(
            names[1..]
                .iter()
                .all(|name| name.starts_with("powers.json.bad-20"))
        );
        assert_eq!(shelf.kernels(), ["powers"]);
    }

    #[test]
    fn a_broken_reference_is_left_where_it_is() {
        let root = repository("fn f() {}");
        let path = root.path().join("book/measurements/powers.json");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "{").unwrap();
        assert!(Shelf::reference(root.path()).is_stale(&kernel()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "{");
    }

    #[test]
    fn a_record_of_another_kernel_is_not_this_one_s() {
        let root = repository("fn f() {}");
        let shelf = Shelf::own(root.path());
        let other = Record {
            kernel: "sum".to_owned(),
            ..record(root.path())
        };
        save(&shelf.path("powers"), &other).unwrap();
        assert_eq!(shelf.read("powers").unwrap(), None);
        assert!(!shelf.path("powers").exists());
    }

    #[test]
    fn a_part_of_a_run_does_not_replace_a_whole_one_of_the_same_code() {
        let root = repository("fn f() {}");
        let shelf = Shelf::own(root.path());
        let whole = record(root.path());
        let mut part = whole.clone();
        part.run.interrupted = true;
        assert!(shelf.write(&part).unwrap(), "there is none");
        assert!(shelf.is_stale(&kernel()).unwrap());
        assert!(shelf.write(&whole).unwrap());
        assert!(!shelf.write(&part).unwrap());
        assert_eq!(shelf.read("powers").unwrap().as_ref(), Some(&whole));
        part.run
            .sources
            .insert("src/powers.rs".to_owned(), "other".to_owned());
        assert!(shelf.write(&part).unwrap(), "of other code");
    }

    #[test]
    fn a_source_that_is_gone_is_named() {
        let root = repository("fn f() {}");
        fs::remove_file(root.path().join("src/powers.rs")).unwrap();
        let error = fingerprints(root.path(), &kernel()).unwrap_err();
        assert!(error.to_string().contains("powers.rs"), "{error}");
    }
}
