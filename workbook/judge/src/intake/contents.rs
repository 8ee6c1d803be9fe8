//! What a submission holds: the texts that could be answers, the names of all else.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::rc::Rc;

use super::archive::{self, Item, Stamp, Store, What, head, said};
use super::caps::{Budget, size};
use super::format::{Format, is_document, sniff};
use super::paths::{LEFT_BEHIND, litter, pieces, shown};
use super::told::Told;

/// How deep archives are opened: one, and one in it.
const DEEPEST: usize = 2;

/// An archive within an archive is kept in memory up to this size, and above it in a file without a name.
const IN_MEMORY: usize = 4 << 20;

/// A file of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it came in, where that is one of several things.
    pub origin: Option<String>,
    /// Its path in the submission, piece by piece. An archive counts as a folder of its name.
    pub path: Vec<String>,
    /// What is known of it.
    pub body: Body,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// No answer could be in it.
    Unread,
    /// Its bytes.
    Read(Vec<u8>),
    /// It can't be graded, and why.
    Refused(String),
    /// A link, a device, a pipe, a socket: never opened. Says which.
    Special(&'static str),
}

impl Entry {
    /// The path as reports show it.
    pub fn shown(&self) -> String {
        let path = self.path.join("/");
        match &self.origin {
            Some(origin) => shown(&format!("{origin}/{path}")),
            None => shown(&path),
        }
    }
}

/// What a submission holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Contents {
    pub entries: Vec<Entry>,
    /// What was passed over.
    pub ignored: Told,
    /// What couldn't be looked into, and an answer may be in.
    pub troubles: Vec<String>,
    /// When the youngest of the files was changed.
    pub newest: Option<Stamp>,
}

impl Contents {
    pub fn add(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.ignored.add(other.ignored);
        self.troubles.extend(other.troubles);
    }
}

/// Collects what a submission holds, file by file.
pub(super) struct Collector<'a> {
    budget: Rc<Budget>,
    /// Whether a file of this path could be an answer.
    wants: &'a dyn Fn(&[String]) -> bool,
    /// How many archives are around.
    depth: usize,
    /// Where in the submission this is.
    within: Vec<String>,
    contents: Contents,
}

impl<'a> Collector<'a> {
    pub fn new(budget: Rc<Budget>, wants: &'a dyn Fn(&[String]) -> bool) -> Self {
        Self {
            budget,
            wants,
            depth: 0,
            within: Vec::new(),
            contents: Contents::default(),
        }
    }

    pub fn budget(&self) -> Rc<Budget> {
        Rc::clone(&self.budget)
    }

    /// What was collected.
    pub fn finish(self) -> Contents {
        self.contents
    }

    fn path(&self, path: &[String]) -> Vec<String> {
        self.within.iter().chain(path).cloned().collect()
    }

    fn refuse(&mut self, path: &[String], reason: String) {
        let path = shown(&path.join("/"));
        self.contents.troubles.push(format!("{path}: {reason}"));
        self.contents.ignored.push(path, reason);
    }

    /// Notes when a file was changed.
    pub fn changed(&mut self, modified: Option<Stamp>) {
        self.contents.newest = self.contents.newest.max(modified);
    }

    /// Notes what a tool left behind, once for each folder; tells whether the path is such.
    pub fn passes_over(&mut self, path: &[String], is_folder: bool) -> bool {
        let Some(litter) = litter(path, is_folder) else {
            return false;
        };
        let litter = shown(&self.path(litter).join("/"));
        self.contents.ignored.push_once(litter, LEFT_BEHIND);
        true
    }

    /// Takes something that is never opened.
    pub fn special(&mut self, path: &[String], what: &'static str) {
        let path = self.path(path);
        self.contents.ignored.push(
            shown(&path.join("/")),
            format!("{what}, which is never opened or followed"),
        );
        self.contents.entries.push(Entry {
            origin: None,
            path,
            body: Body::Special(what),
        });
    }

    /// Takes a file, whose bytes are read only as far as they matter.
    pub fn file(
        &mut self,
        path: &[String],
        modified: Option<Stamp>,
        bytes: &mut dyn Read,
    ) -> Result<(), String> {
        self.changed(modified);
        let full = self.path(path);
        let name = full.last().map_or("", String::as_str);
        if (self.wants)(&full) {
            let body = match self.text(bytes) {
                Ok(text) => Body::Read(text),
                Err(reason) => Body::Refused(reason),
            };
            // When time or a cap has run out, it has for the whole submission.
            self.budget.bytes(0)?;
            self.contents.entries.push(Entry {
                origin: None,
                path: full,
                body,
            });
            return Ok(());
        }
        let is_source = name.ends_with(".rs");
        let found = match is_source || is_document(name) {
            true => None,
            false => {
                let head = head(bytes);
                self.budget.bytes(0)?;
                match head {
                    Ok(head) => sniff(&head).map(|format| (format, head)),
                    Err(error) => {
                        self.refuse(&full, error.to_string());
                        None
                    }
                }
            }
        };
        match found {
            Some((format, head)) => self.packed(full, format, &mut Cursor::new(head).chain(bytes)),
            None => {
                self.contents.entries.push(Entry {
                    origin: None,
                    path: full,
                    body: Body::Unread,
                });
                Ok(())
            }
        }
    }

    /// Reads a text that could be an answer.
    fn text(&self, bytes: &mut dyn Read) -> Result<Vec<u8>, String> {
        let most = self.budget.caps().source_bytes;
        let mut text = Vec::new();
        bytes
            .take(most + 1)
            .read_to_end(&mut text)
            .map_err(|error| error.to_string())?;
        if text.len() as u64 > most {
            return Err(format!("is larger than {}", size(most)));
        }
        self.budget.keep(text.len() as u64)?;
        Ok(text)
    }

    /// Takes an archive that comes as a stream.
    fn packed(
        &mut self,
        path: Vec<String>,
        format: Format,
        bytes: &mut dyn Read,
    ) -> Result<(), String> {
        if self.depth >= DEEPEST {
            let reason = "an archive in an archive in an archive, which isn't opened";
            self.refuse(&path, reason.to_owned());
            return Ok(());
        }
        match self.spooled(bytes) {
            Ok(mut file) => self.archive(path, format, &mut file),
            Err(reason) => {
                self.budget.bytes(0)?;
                self.refuse(&path, reason);
                Ok(())
            }
        }
    }

    /// A copy of a stream that can be read back and forth.
    pub fn spooled(&self, bytes: &mut dyn Read) -> Result<tempfile::SpooledTempFile, String> {
        let most = self.budget.caps().archive_bytes;
        let mut file = tempfile::spooled_tempfile(IN_MEMORY);
        let copied = std::io::copy(&mut bytes.take(most + 1), &mut file);
        match copied.map_err(|error| error.to_string())? > most {
            true => Err(format!("the archive is larger than {}", size(most))),
            false => Ok(file),
        }
    }

    /// Takes an archive that lies in the submission. One that can't be read is told and costs nothing else.
    pub fn archive(
        &mut self,
        path: Vec<String>,
        format: Format,
        file: &mut dyn Store,
    ) -> Result<(), String> {
        let inner = Collector {
            budget: self.budget(),
            wants: self.wants,
            depth: self.depth + 1,
            within: path.clone(),
            contents: Contents::default(),
        };
        match inner.open(format, file) {
            Ok(inner) => self.contents.add(inner),
            Err(reason) => {
                self.budget.bytes(0)?;
                self.refuse(&path, reason);
            }
        }
        Ok(())
    }

    /// Takes the submission itself, when it is an archive.
    pub fn whole(mut self, format: Format, file: &mut dyn Store) -> Result<Contents, String> {
        self.depth = 1;
        self.open(format, file)
    }

    fn open(mut self, format: Format, file: &mut dyn Store) -> Result<Contents, String> {
        self.budget.archive()?;
        let mut places = Places::default();
        let budget = self.budget();
        archive::walk(format, file, &budget, &mut |item| {
            self.item(item, &mut places)
        })?;
        places.check()?;
        Ok(self.contents)
    }

    /// Takes an item of an archive.
    pub fn item(&mut self, item: Item<'_>, places: &mut Places) -> Result<(), String> {
        let path = pieces(&item.name)?;
        if path.is_empty() {
            return match item.what {
                What::Folder => Ok(()),
                _ => Err("refused: a file in it has no name".to_owned()),
            };
        }
        places.put(&path, item.what)?;
        if self.passes_over(&path, item.what == What::Folder) {
            return Ok(());
        }
        match item.what {
            What::Folder => Ok(()),
            What::Special(what) => {
                self.special(&path, what);
                Ok(())
            }
            What::File => self.file(&path, item.modified, item.bytes),
        }
    }
}

/// The places that an archive's items take: two must not take one, and nothing may lie within a file or a link.
#[derive(Debug, Default)]
pub(super) struct Places {
    taken: BTreeMap<String, What>,
}

impl Places {
    pub fn put(&mut self, path: &[String], what: What) -> Result<(), String> {
        let path = path.join("/");
        match self.taken.get(&path) {
            Some(What::Folder) if what == What::Folder => Ok(()),
            Some(_) => Err(format!(
                "refused: two files in the archive have the name {}",
                shown(&path)
            )),
            None => {
                self.taken.insert(path, what);
                Ok(())
            }
        }
    }

    /// To be asked when all are there.
    pub fn check(&self) -> Result<(), String> {
        for path in self.taken.keys() {
            for (at, _) in path.match_indices('/') {
                match self.taken.get(&path[..at]) {
                    None | Some(What::Folder) => {}
                    Some(_) => {
                        return Err(format!(
                            "refused: {} leads through {}, which is no folder",
                            shown(path),
                            shown(&path[..at])
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}

/// A reader that was found to be unusable when it was opened.
pub(super) struct Broken(pub String);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(said(self.0.clone()))
    }
}
