//! What each row of a record reaches of what its machine allows.
//!
//! A reference record is compared with the reference machine's ceilings, the reader's with the reader's. What the rows
//! themselves keep of it was true when they were measured; here it is worked out anew, so that ceilings can be measured
//! after the kernels, or again.

mod card;
mod rate;

use std::path::{Path, PathBuf};

pub use ceilings::MOST;
use ceilings::{Bounds, BoundsError, Cache, KernelBounds, Machine, Need, RECORD, Timed, quartile};

use crate::kernel::{self, OWN, REFERENCE};
use crate::record::{Language, Record, RecordError, Row};

pub(crate) use card::card;
pub(crate) use rate::{RateError, rate};

/// Whose record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The one that the book is published with.
    Reference,
    /// The reader's.
    Own,
}

/// The bounds of the kernels, and the machines that records come from.
#[derive(Debug, Default)]
pub struct Ceilings {
    bounds: Option<Bounds>,
    reference: Option<Machine>,
    own: Option<Machine>,
}

/// A row of a reference record that reaches more than there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Impossible {
    /// Its kernel.
    pub kernel: String,
    /// Its variant, as `name` or `python:name`.
    pub variant: String,
    /// Its size.
    pub size: String,
    /// Its threads.
    pub threads: u32,
    /// What it is said to reach a share of.
    pub ceiling: String,
    /// The share, above [`MOST`].
    pub share: f64,
    /// Where the bound comes from.
    pub because: String,
}

/// Why it can't be told what rows reach.
#[derive(Debug, thiserror::Error)]
pub enum CeilingError {
    /// The bounds can't be used.
    #[error(transparent)]
    Bounds(#[from] BoundsError),
    /// A reference record can't be used.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Ceilings {
    /// The bounds, and the ceilings that were measured, of the repository at `root`. A machine without a record of its
    /// ceilings has none, and neither has a repository without bounds.
    ///
    /// # Errors
    /// When there are bounds that can't be read.
    pub fn read(root: &Path) -> Result<Self, BoundsError> {
        let bounds = match Bounds::read(root) {
            Err(BoundsError::Read { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                None
            }
            other => Some(other?),
        };
        let machine = |folder: &str| {
            let file = Path::new(folder).join(format!("{RECORD}.json"));
            // A broken record is told where the ceilings themselves are shown, and by `verify`.
            let record = kernel::record(root, &file, RECORD).ok()?;
            Some(machine(&record))
        };
        Ok(Self {
            bounds,
            reference: machine(REFERENCE),
            own: machine(OWN),
        })
    }

    /// Takes a record of ceilings that was measured just now in place of the one that was kept.
    pub fn replace(&mut self, record: &Record, whose: Whose) {
        let machine = Some(machine(record));
        match whose {
            Whose::Reference => self.reference = machine,
            Whose::Own => self.own = machine,
        }
    }

    /// Whether the ceilings of that machine are known.
    #[must_use]
    pub fn has(&self, whose: Whose) -> bool {
        match whose {
            Whose::Reference => self.reference.is_some(),
            Whose::Own => self.own.is_some(),
        }
    }

    /// The bounds of a kernel.
    #[must_use]
    pub fn bounds(&self, kernel: &str) -> Option<&KernelBounds> {
        self.bounds.as_ref()?.of(kernel)
    }

    /// Tells each row of a record its ceiling and the share of it. Without ceilings, the rows stay as they are.
    pub fn fill(&self, record: &mut Record, whose: Whose) {
        let machine = match whose {
            Whose::Reference => &self.reference,
            Whose::Own => &self.own,
        };
        let (Some(machine), Some(bounds)) = (machine, self.bounds(&record.kernel)) else {
            return;
        };
        for row in &mut record.rows {
            let ceiling = need(bounds, row).and_then(|need| machine.ceiling(need, row.threads));
            row.share_of_ceiling = ceiling.as_ref().map(|found| found.share(row.median_s));
            row.ceiling = ceiling.map(|found| found.name);
        }
    }

    /// The rows of a record, filled, that reach more than there is.
    #[must_use]
    pub fn impossible(&self, record: &Record) -> Vec<Impossible> {
        let rows = record.rows.iter();
        let told = rows.filter_map(|row| {
            let share = row.share_of_ceiling.filter(|share| *share > MOST)?;
            let bound = self
                .bounds(&record.kernel)?
                .of(&row.variant, is_python(row))?;
            Some(Impossible {
                kernel: record.kernel.clone(),
                variant: name(row),
                size: row.size.clone(),
                threads: row.threads,
                ceiling: row.ceiling.clone()?,
                share,
                because: bound.because.clone(),
            })
        });
        told.collect()
    }
}

impl std::fmt::Display for Impossible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = if self.threads == 1 { "" } else { "s" };
        write!(
            f,
            "{}/{} at {}, {} thread{plural}, reaches {:.0} % of {}",
            self.kernel,
            self.variant,
            self.size,
            self.threads,
            self.share * 100.0,
            self.ceiling
        )
    }
}

/// The rows of all reference records at `root` that reach more than the reference machine allows.
///
/// # Errors
/// When the bounds or a record can't be read.
pub fn impossible(root: &Path) -> Result<Vec<Impossible>, CeilingError> {
    let ceilings = Ceilings::read(root)?;
    let mut found = Vec::new();
    for kernel in ceilings.bounds.iter().flat_map(|bounds| &bounds.kernels) {
        let file = PathBuf::from(REFERENCE).join(format!("{}.json", kernel.kernel));
        let mut record = match kernel::record(root, &file, &kernel.kernel) {
            Err(RecordError::Missing(_)) => continue,
            other => other?,
        };
        ceilings.fill(&mut record, Whose::Reference);
        found.extend(ceilings.impossible(&record));
    }
    Ok(found)
}

/// The machine that a record of ceilings was measured on.
#[must_use]
pub fn machine(record: &Record) -> Machine {
    let rows = record.rows.iter().map(|row| Timed {
        variant: &row.variant,
        size: &row.size,
        threads: row.threads,
        seconds: time(row),
    });
    let caches = record.machine.caches.iter();
    let data = caches.filter(|cache| cache.kind != "instruction");
    let caches = data.map(|cache| Cache {
        level: cache.level,
        bytes: cache.bytes,
        shared_by: cache.shared_by,
    });
    Machine::of(rows, caches.collect())
}

/// The time of a ceiling.
fn time(row: &Row) -> f64 {
    quartile(&row.samples_s).unwrap_or(row.median_s)
}

fn need<'a>(bounds: &'a KernelBounds, row: &Row) -> Option<&'a Need> {
    bounds.of(&row.variant, is_python(row))?.at(&row.size)
}

fn is_python(row: &Row) -> bool {
    row.language == Language::Python
}

/// A row's variant, as bounds name it.
fn name(row: &Row) -> String {
    match row.language {
        Language::Rust => row.variant.clone(),
        Language::Python => format!("python:{}", row.variant),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use ceilings::Bound;

    /// A record as it is kept.
    fn record(kernel: &str, rows: &[Row]) -> String {
        let mut record = sample::record(kernel, rows);
        let source = ("src/code.rs".to_owned(), "its tokens".to_owned());
        record.run.sources.extend([source]);
        serde_json::to_string(&record).unwrap()
    }

    /// A repository whose machines read 10 GB/s, and whose kernel `powers` reads 10⁹ bytes but for `skip`.
    fn repository(own: bool) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let need = |size: &str| Need {
            size: size.to_owned(),
            read_bytes: 1e9,
            ..Need::default()
        };
        let bounds = Bounds::new(vec![KernelBounds {
            kernel: "powers".to_owned(),
            reason: None,
            bounds: vec![
                Bound {
                    variants: vec!["skip".to_owned()],
                    because: "It reads what it likes.".to_owned(),
                    needs: Vec::new(),
                },
                Bound {
                    variants: Vec::new(),
                    because: "Everything is read once.".to_owned(),
                    needs: vec![need("large")],
                },
            ],
        }]);
        sample::write(root.path(), Bounds::PATH, &bounds.text());
        // A quarter of a sample row's times is 2 % below its median.
        let ceiling = |speed: f64| {
            let mut row = sample::row("read", "256 MiB", 1, 268_435_456.0 / 10e9 / speed / 0.98);
            row.kernel = RECORD.to_owned();
            record(RECORD, &[row])
        };
        sample::write(root.path(), "book/measurements/ceiling.json", &ceiling(1.0));
        if own {
            sample::write(
                root.path(),
                ".workbook/measurements/ceiling.json",
                &ceiling(2.0),
            );
        }
        let rows = [
            sample::row("loop", "large", 1, 0.2),
            sample::row("loop", "small", 1, 0.2),
            sample::row("skip", "large", 1, 0.2),
            sample::row("wrong", "large", 1, 0.05),
            sample::row("noisy", "large", 1, 0.095),
            sample::python("numpy", "large", 2, 0.1),
        ];
        let record = record("powers", &rows);
        sample::write(root.path(), "book/measurements/powers.json", &record);
        root
    }

    fn filled(root: &Path, whose: Whose) -> Vec<(String, Option<f64>)> {
        let file = Path::new("book/measurements/powers.json");
        let mut record = kernel::record(root, file, "powers").unwrap();
        Ceilings::read(root).unwrap().fill(&mut record, whose);
        let rows = record.rows.iter();
        rows.map(|row| {
            assert_eq!(row.ceiling.is_some(), row.share_of_ceiling.is_some());
            let share = row
                .share_of_ceiling
                .map(|share| (share * 1000.0).round() / 1000.0);
            (name(row), share)
        })
        .collect()
    }

    #[test]
    fn a_row_is_compared_with_its_own_machine_where_it_has_a_bound() {
        let root = repository(true);
        let rows = filled(root.path(), Whose::Reference);
        let share = |at: usize| rows[at].1;
        assert_eq!((share(0), share(1), share(2)), (Some(0.5), None, None));
        assert_eq!((rows[5].0.as_str(), share(5)), ("python:numpy", Some(1.0)));
        assert_eq!(filled(root.path(), Whose::Own)[0].1, Some(0.25));
    }

    #[test]
    fn without_ceilings_or_bounds_nothing_is_said() {
        let root = repository(false);
        assert!(
            filled(root.path(), Whose::Own)
                .iter()
                .all(|row| row.1.is_none())
        );
        std::fs::remove_file(root.path().join(Bounds::PATH)).unwrap();
        assert!(
            filled(root.path(), Whose::Reference)
                .iter()
                .all(|row| row.1.is_none())
        );
        std::fs::write(root.path().join(Bounds::PATH), "{").unwrap();
        assert!(Ceilings::read(root.path()).is_err(), "broken ones are told");
    }

    #[test]
    fn more_than_there_is_is_found_with_its_bound_and_noise_is_let_pass() {
        let root = repository(false);
        let found = impossible(root.path()).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].to_string(),
            "powers/wrong at large, 1 thread, reaches 200 % of memory bandwidth"
        );
        assert_eq!(found[0].because, "Everything is read once.");
    }
}
