//! A submission that is a folder.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::{Entry, Kind, LARGEST_SOURCE, Source, has_extension, is_litter, no_more_than};

/// How deep folders are looked into.
const DEEPEST: usize = 16;

/// How many archives inside a folder are looked into: platforms put one into each student's folder.
const MOST_ARCHIVES: usize = 16;

/// A folder, and the zips that lie in it.
pub(super) struct Folder {
    root: PathBuf,
    places: Vec<Place>,
    trouble: Option<String>,
}

/// Where an entry's bytes are.
enum Place {
    File(PathBuf),
    InArchive { archive: Box<Archive>, entry: Entry },
}

impl Folder {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            places: Vec::new(),
            trouble: None,
        }
    }

    fn add(
        &mut self,
        entries: &mut Vec<Entry>,
        path: Vec<String>,
        kind: Kind,
        place: Place,
    ) -> Result<(), String> {
        entries.push(Entry {
            path,
            kind,
            index: self.places.len(),
        });
        self.places.push(place);
        no_more_than(entries.len())
    }

    fn walk(
        &mut self,
        folder: &Path,
        path: &[String],
        entries: &mut Vec<Entry>,
    ) -> Result<(), String> {
        if path.len() > DEEPEST {
            return Err(format!("folders more than {DEEPEST} deep"));
        }
        let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
        let listed = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut found = listed.map_err(unreadable)?;
        found.sort_by_key(std::fs::DirEntry::file_name);
        for item in found {
            let mut below = path.to_vec();
            below.push(item.file_name().to_string_lossy().into_owned());
            // The kind of the entry itself: a link is a link, whatever it points to.
            let kind = item.file_type().map_err(unreadable)?;
            let mut inside = below.clone();
            inside.push(String::new());
            if is_litter(&below) || kind.is_dir() && is_litter(&inside) {
                continue;
            }
            if kind.is_dir() {
                self.walk(&item.path(), &below, entries)?;
            } else {
                let kind = if kind.is_file() {
                    Kind::File
                } else {
                    Kind::Special
                };
                self.add(entries, below, kind, Place::File(item.path()))?;
            }
        }
        Ok(())
    }

    /// Lists the zips that were found, as folders of their names.
    fn look_into_archives(&mut self, entries: &mut Vec<Entry>) -> Result<(), String> {
        let is_zip = |entry: &&Entry| {
            entry.kind == Kind::File && has_extension(Path::new(&entry.shown()), "zip")
        };
        let zips: Vec<_> = entries
            .iter()
            .filter(is_zip)
            .take(MOST_ARCHIVES)
            .cloned()
            .collect();
        for zip in zips {
            let Place::File(path) = &self.places[zip.index] else {
                continue;
            };
            let within = |reason: String| format!("{}: {reason}", zip.shown());
            let inner = match Archive::open(path).and_then(|mut archive| archive.list()) {
                Ok(inner) => inner,
                Err(reason) => {
                    self.trouble.get_or_insert(within(reason));
                    continue;
                }
            };
            for entry in inner {
                let Place::File(path) = &self.places[zip.index] else {
                    continue;
                };
                let archive = Box::new(Archive::at(path));
                let path = zip.path.iter().chain(&entry.path).cloned().collect();
                let kind = entry.kind;
                self.add(entries, path, kind, Place::InArchive { archive, entry })?;
            }
        }
        Ok(())
    }
}

impl Source for Folder {
    fn list(&mut self) -> Result<Vec<Entry>, String> {
        let mut entries = Vec::new();
        self.walk(&self.root.clone(), &[], &mut entries)?;
        self.look_into_archives(&mut entries)?;
        Ok(entries)
    }

    fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, String> {
        match self.places.get_mut(entry.index) {
            Some(Place::File(path)) => read_plain(path).map_err(|error| error.to_string()),
            Some(Place::InArchive { archive, entry }) => archive.read(entry),
            None => Err("it is gone".to_owned()),
        }
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.clone()
    }
}

/// Reads a file that was plain when it was listed, and still must be: no link is followed, and a pipe doesn't block.
fn read_plain(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK,
    );
    let file: File = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_SOURCE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
