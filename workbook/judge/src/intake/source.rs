//! The folder or the archive with all submissions, taken apart into what was handed in.

use std::cell::Cell;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;

use super::answers::is_wanted;
use super::archive::Stamp;
use super::caps::{Budget, Caps};
use super::contents::{Collector, Contents};
use super::folder::{self, listed};
use super::format::{sniff, without_ending};
use super::paths::{LEFT_BEHIND, litter, shown, text};
use super::told::Ignored;
use super::{Wanted, export, naming};
use crate::error::JudgeError;

/// Something that was handed in.
#[derive(Debug)]
pub(super) struct Handed {
    /// What it is called.
    pub name: String,
    pub shape: Shape,
    /// When it was changed, as far as that is known.
    pub modified: Option<Stamp>,
    /// What it holds, or why it can't be graded.
    pub contents: Result<Contents, String>,
}

/// What something is that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Folder {
        is_clone: bool,
    },
    Archive,
    /// A file by itself, that isn't an archive.
    File,
}

/// All that was handed in, and what lay beside it.
#[derive(Debug, Default)]
pub(super) struct All {
    pub handed: Vec<Handed>,
    pub ignored: Vec<Ignored>,
    pub notes: Vec<String>,
}

/// What reading one submission needs.
pub(super) struct Reader<'a> {
    pub wanted: Wanted<'a>,
    pub caps: Caps,
    pub batch: Rc<Cell<u64>>,
}

impl Reader<'_> {
    pub fn budget(&self) -> Rc<Budget> {
        Rc::new(Budget::new(self.caps, &self.batch))
    }

    /// Collects one submission under caps of its own. A decoder that panics on it is its own fault.
    pub fn collect(
        &self,
        work: impl FnOnce(Collector<'_>) -> Result<Contents, String>,
    ) -> Result<Contents, String> {
        let budget = self.budget();
        let wants = |path: &[String]| is_wanted(path, self.wanted);
        let worked = catch_unwind(AssertUnwindSafe(|| {
            budget.on_time(|| work(Collector::new(Rc::clone(&budget), &wants)))
        }));
        worked.unwrap_or_else(|_| Err("it makes what reads it fail; is it damaged?".to_owned()))
    }
}

/// Takes apart what lies at `submissions`.
pub(super) fn read(submissions: &Path, wanted: Wanted<'_>, caps: Caps) -> Result<All, JudgeError> {
    let reader = Reader {
        wanted,
        caps,
        batch: Rc::new(Cell::new(0)),
    };
    let metadata = submissions
        .metadata()
        .map_err(JudgeError::file("look at", submissions))?;
    if metadata.is_dir() {
        return match export::only(submissions, caps) {
            Some(export) => export::read(&export, &reader),
            None => folder_of(submissions, &reader),
        };
    }
    export::read(submissions, &reader)
}

/// Takes apart a folder with a folder or an archive for each student.
fn folder_of(submissions: &Path, reader: &Reader<'_>) -> Result<All, JudgeError> {
    let mut all = All::default();
    for item in listed(submissions).map_err(JudgeError::file("read the folder", submissions))? {
        let (path, name) = (item.path(), text(&item.file_name()));
        let kind = item
            .file_type()
            .map_err(JudgeError::file("look at", &path))?;
        let mut ignore = |reason: &str| {
            all.ignored.push(Ignored {
                path: shown(&name),
                reason: reason.to_owned(),
            });
        };
        if litter(std::slice::from_ref(&name), kind.is_dir()).is_some() {
            ignore(LEFT_BEHIND);
            continue;
        }
        if !kind.is_dir() && !kind.is_file() {
            let what = folder::special(kind);
            ignore(&format!("{what}; it is never opened or followed"));
            continue;
        }
        if kind.is_dir() {
            let contents = reader.collect(|mut all| {
                folder::walk(&path, &[], &mut all)?;
                Ok(all.finish())
            });
            all.handed.push(Handed {
                modified: contents.as_ref().ok().and_then(|contents| contents.newest),
                shape: Shape::Folder {
                    is_clone: path.join(".git").symlink_metadata().is_ok(),
                },
                contents,
                name,
            });
            continue;
        }
        let mut opened = folder::open(&path);
        let modified = opened
            .as_ref()
            .ok()
            .and_then(|(_, metadata)| folder::modified(metadata));
        let format = opened
            .as_mut()
            .ok()
            .and_then(|(file, _)| sniff(&folder::head_of(file)));
        let is_named_so = without_ending(&name).is_some();
        let (shape, contents) = match (opened, format) {
            (Err(error), _) => (
                if is_named_so {
                    Shape::Archive
                } else {
                    Shape::File
                },
                Err(format!("cannot be opened: {error}")),
            ),
            (Ok((file, _)), Some(format)) => (
                Shape::Archive,
                reader.collect(|all| all.whole(format, &mut BufReader::new(file))),
            ),
            (Ok(_), None) if is_named_so => (Shape::Archive, Err(no_archive())),
            (Ok(_), None) => {
                let called = called(&name);
                (
                    Shape::File,
                    reader.collect(|mut all| {
                        folder::file(&path, &[called], &mut all)?;
                        Ok(all.finish())
                    }),
                )
            }
        };
        all.handed.push(Handed {
            name,
            shape,
            modified,
            contents,
        });
    }
    Ok(all)
}

/// Why something that is named like an archive is none.
pub(super) fn no_archive() -> String {
    "named like an archive, and by its content not one that can be read; is it damaged?".to_owned()
}

/// What the student called a file by itself.
pub(super) fn called(name: &str) -> String {
    naming::read(name, false)
        .file
        .unwrap_or_else(|| name.to_owned())
}
