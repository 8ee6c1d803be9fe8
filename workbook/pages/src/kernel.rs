//! A kernel's records, the reference and the reader's own, and the rows that a page asks of them.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ceilings::{BoundsError, KernelBounds};
use stopwatch::Comparison;

use crate::ceiling::{Ceilings, Whose};
use crate::directive::{Pair, Variant, View};
use crate::machines::{self, Further};
use crate::record::{Record, RecordError, Row};
use crate::stale;

/// Why a page can't have what it asks of a kernel.
#[derive(Debug, thiserror::Error)]
pub enum KernelError {
    /// The reference record can't be used.
    #[error("{source}: write it with `cargo workbook bench {kernel} --reference`")]
    Reference {
        /// Which kernel.
        kernel: String,
        /// What is wrong with its record.
        source: RecordError,
    },
    /// The bounds can't be used.
    #[error(transparent)]
    Bounds(#[from] BoundsError),
    /// A further machine's committed record can't be used.
    #[error("{0}: mend it, or remove it")]
    Machine(#[source] RecordError),
    /// The record has no such row.
    #[error("the record of `{kernel}` has no {what}; it has {known}")]
    NoRow {
        /// Which kernel.
        kernel: String,
        /// What was asked for.
        what: String,
        /// What there is instead.
        known: String,
    },
    /// A name that two languages have.
    #[error(
        "`{variant}` of `{kernel}` is there in Rust and in Python: write `rust:{variant}` or `python:{variant}`"
    )]
    TwoLanguages {
        /// Which kernel.
        kernel: String,
        /// The name.
        variant: String,
    },
    /// A reference row without the samples that an interval takes.
    #[error(
        "`{a}` and `{b}` of `{kernel}` have no samples of the same rounds: measure again with `cargo workbook bench {kernel} --reference`"
    )]
    NoSamples {
        /// Which kernel.
        kernel: String,
        /// One variant.
        a: String,
        /// The other.
        b: String,
    },
}

/// The reader's own record.
pub enum Own {
    /// Nothing measured yet.
    None,
    /// Measured on the reader's machine.
    Record(Box<Record>),
    /// There is a file that can't be used.
    Unusable(String),
}

/// What is known of a kernel.
pub struct Kernel {
    /// Its name.
    pub name: String,
    /// The committed record.
    pub reference: Record,
    /// The reader's.
    pub own: Own,
    /// What an evaluation takes at least, or why that can't be said.
    pub bounds: Option<KernelBounds>,
    /// Files that changed since the reference was measured.
    pub changed: Vec<String>,
    /// Files that changed since the reader measured.
    pub own_changed: Vec<String>,
    /// The records of further machines, by name.
    pub machines: Vec<Further>,
    /// What is to be said of further machines' records that can't be used.
    pub remarks: Vec<String>,
}

/// Where the reference records are, from the repository root.
pub const REFERENCE: &str = "book/measurements";
/// Where the reader's own records are, from the repository root.
pub const OWN: &str = ".workbook/measurements";

/// All records, each read once.
pub struct Kernels {
    root: PathBuf,
    read: RefCell<BTreeMap<String, Rc<Kernel>>>,
    ceilings: OnceCell<Ceilings>,
}

impl Kernels {
    /// The records of the repository at `root`.
    pub fn of(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            read: RefCell::default(),
            ceilings: OnceCell::new(),
        }
    }

    /// A kernel by its name.
    pub fn get(&self, name: &str) -> Result<Rc<Kernel>, KernelError> {
        if let Some(kernel) = self.read.borrow().get(name) {
            return Ok(Rc::clone(kernel));
        }
        let kernel = Rc::new(self.read(name)?);
        self.read
            .borrow_mut()
            .insert(name.to_owned(), Rc::clone(&kernel));
        Ok(kernel)
    }

    /// What the machines allow, read once.
    fn ceilings(&self) -> Result<&Ceilings, KernelError> {
        if let Some(ceilings) = self.ceilings.get() {
            return Ok(ceilings);
        }
        let ceilings = Ceilings::read(&self.root)?;
        Ok(self.ceilings.get_or_init(|| ceilings))
    }

    fn read(&self, name: &str) -> Result<Kernel, KernelError> {
        let file = format!("{name}.json");
        let ceilings = self.ceilings()?;
        let mut reference =
            record(&self.root, &Path::new(REFERENCE).join(&file), name).map_err(|source| {
                KernelError::Reference {
                    kernel: name.to_owned(),
                    source,
                }
            })?;
        let own = match record(&self.root, &Path::new(OWN).join(&file), name) {
            Ok(mut record) => {
                ceilings.fill(&mut record, Whose::Own);
                Own::Record(Box::new(record))
            }
            Err(RecordError::Missing(_)) => Own::None,
            Err(error) => Own::Unusable(error.to_string()),
        };
        ceilings.fill(&mut reference, Whose::Reference);
        let changed = stale::changed(&self.root, &reference);
        let own_changed = match &own {
            Own::Record(record) => stale::changed(&self.root, record),
            _ => Vec::new(),
        };
        let (machines, remarks) = machines::of(&self.root, name).map_err(KernelError::Machine)?;
        Ok(Kernel {
            name: name.to_owned(),
            bounds: ceilings.bounds(name).cloned(),
            reference,
            own,
            changed,
            own_changed,
            machines,
            remarks,
        })
    }
}

/// Reads the record of a kernel; errors name the file from the repository root.
pub(crate) fn record(root: &Path, file: &Path, kernel: &str) -> Result<Record, RecordError> {
    let malformed = |reason: String| RecordError::Malformed {
        path: file.to_owned(),
        reason,
    };
    let record = Record::read(&root.join(file)).map_err(|error| match error {
        RecordError::Missing(_) => RecordError::Missing(file.to_owned()),
        RecordError::Unreadable { source, .. } => RecordError::Unreadable {
            path: file.to_owned(),
            source,
        },
        RecordError::Malformed { reason, .. } => malformed(reason),
    })?;
    if record.kernel != kernel || record.rows.iter().any(|row| row.kernel != kernel) {
        return Err(malformed(format!("it is not of the kernel `{kernel}`")));
    }
    if record.rows.is_empty() {
        return Err(malformed("it has no rows".to_owned()));
    }
    if record.run.sources.is_empty() {
        return Err(malformed(
            "it doesn't say which files it was measured on".to_owned(),
        ));
    }
    Ok(record)
}

impl Kernel {
    /// The reader's record, when there is one to use.
    pub fn own(&self) -> Option<&Record> {
        match &self.own {
            Own::Record(record) => Some(record),
            _ => None,
        }
    }

    /// The reference row of a variant: at the first row's size where the view says none.
    pub fn row(&self, variant: &Variant, view: &View) -> Result<&Row, KernelError> {
        let first = &self.reference.rows[0];
        let size = view.size.as_ref().unwrap_or(&first.size);
        let no_row = |what: String, known: Vec<String>| KernelError::NoRow {
            kernel: self.name.clone(),
            what,
            known: list(known),
        };
        let rows = &self.reference.rows;
        if !rows.iter().any(|row| row.size == *size) {
            return Err(no_row(
                format!("size `{size}`"),
                rows.iter().map(|row| row.size.clone()).collect(),
            ));
        }
        let named: Vec<&Row> = rows
            .iter()
            .filter(|row| row.size == *size && names(variant, row))
            .collect();
        let Some(candidate) = named.first() else {
            let known = rows
                .iter()
                .filter(|row| row.size == *size)
                .map(|row| row.variant.clone())
                .collect();
            return Err(no_row(format!("variant `{variant}` at `{size}`"), known));
        };
        if named.iter().any(|row| row.language != candidate.language) {
            return Err(KernelError::TwoLanguages {
                kernel: self.name.clone(),
                variant: variant.name.clone(),
            });
        }
        // A serial variant keeps its one row whatever number of threads the others are asked for.
        let is_serial = named.len() == 1 && candidate.threads == 1;
        match view.threads {
            _ if is_serial => Ok(candidate),
            Some(threads) => named
                .iter()
                .find(|row| row.threads == threads)
                .copied()
                .ok_or_else(|| {
                    let known = named.iter().map(|row| row.threads.to_string()).collect();
                    no_row(
                        format!("row of `{variant}` at `{size}` with {threads} threads"),
                        known,
                    )
                }),
            None => Ok(named
                .iter()
                .find(|row| row.threads == first.threads)
                .unwrap_or(candidate)),
        }
    }

    /// The two reference rows of a pair.
    pub fn pair(&self, pair: &Pair) -> Result<(&Row, &Row), KernelError> {
        Ok((
            self.row(&pair.a, &pair.view)?,
            self.row(&pair.b, &pair.view)?,
        ))
    }

    /// The time of `a` ÷ the time of `b` on the reference machine.
    pub fn ratio(&self, a: &Row, b: &Row) -> Result<Comparison, KernelError> {
        a.over(b).ok_or_else(|| KernelError::NoSamples {
            kernel: self.name.clone(),
            a: a.variant.clone(),
            b: b.variant.clone(),
        })
    }

    /// The reader's row that answers to a reference row.
    pub fn own_row(&self, reference: &Row) -> Option<&Row> {
        answering(self.own()?, reference)
    }

    /// The same ratio on the reader's machine, where both were measured.
    pub fn own_ratio(&self, a: &Row, b: &Row) -> Option<Comparison> {
        self.own_row(a)?.over(self.own_row(b)?)
    }
}

/// The row of another machine's record that answers to a reference row: with as many threads, or, for a parallel one, with
/// as many as it has there.
pub fn answering<'a>(record: &'a Record, reference: &Row) -> Option<&'a Row> {
    let rows = || {
        record.rows.iter().filter(|row| {
            row.variant == reference.variant
                && row.language == reference.language
                && row.size == reference.size
        })
    };
    let exact = rows().find(|row| row.threads == reference.threads);
    exact.or_else(|| {
        rows()
            .filter(|row| reference.threads > 1 && row.threads > 1)
            .max_by_key(|row| row.threads)
    })
}

/// Whether a page's name for a variant means this row.
pub fn names(variant: &Variant, row: &Row) -> bool {
    variant.name == row.variant
        && variant
            .language
            .is_none_or(|language| language == row.language)
}

/// Names in their order, each once.
fn list(names: Vec<String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        let quoted = format!("`{name}`");
        if !seen.contains(&quoted) {
            seen.push(quoted);
        }
    }
    seen.join(", ")
}
