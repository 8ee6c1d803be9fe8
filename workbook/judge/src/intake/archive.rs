//! A submission that is a zip. Only the files that are graded are unpacked, into memory, up to the cap.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::{Entry, Kind, LARGEST_SOURCE, Source, is_litter, no_more_than, pieces};

/// The largest archive that is opened, in bytes.
const LARGEST: u64 = 128 << 20;

/// A source that grows by more than this when it is unpacked is no source.
const LARGEST_RATIO: u64 = 500;

/// An archive, opened when it is first read.
pub(super) struct Archive {
    path: PathBuf,
    opened: Option<ZipArchive<BufReader<File>>>,
}

impl Archive {
    /// The archive at a path that was opened before.
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            opened: None,
        }
    }

    /// Opens an archive, or says why it can't be graded.
    pub fn open(path: &Path) -> Result<Self, String> {
        let mut archive = Self::at(path);
        archive.archive()?;
        Ok(archive)
    }

    fn archive(&mut self) -> Result<&mut ZipArchive<BufReader<File>>, String> {
        match &mut self.opened {
            Some(archive) => Ok(archive),
            empty => {
                let file =
                    File::open(&self.path).map_err(|error| format!("cannot be opened: {error}"))?;
                let size = file
                    .metadata()
                    .map_err(|error| format!("cannot be looked at: {error}"))?
                    .len();
                if size > LARGEST {
                    return Err(format!(
                        "the zip is larger than {} MiB; hand in the exercise's folder alone",
                        LARGEST >> 20
                    ));
                }
                let archive = ZipArchive::new(BufReader::new(file))
                    .map_err(|error| format!("not a zip that can be read: {error}"))?;
                Ok(empty.insert(archive))
            }
        }
    }
}

impl Source for Archive {
    fn list(&mut self) -> Result<Vec<Entry>, String> {
        let archive = self.archive()?;
        no_more_than(archive.len())?;
        if archive.has_duplicate_names() {
            return Err("refused: two files in the zip have the same name".to_owned());
        }
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let file = archive
                .by_index_raw(index)
                .map_err(|error| format!("not a zip that can be read: {error}"))?;
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            let path = pieces(&name)?;
            if file.is_dir() || path.is_empty() || is_litter(&path) {
                continue;
            }
            let kind = if file.is_symlink() || !is_plain(file.unix_mode()) {
                Kind::Special
            } else {
                Kind::File
            };
            entries.push(Entry { path, kind, index });
        }
        Ok(entries)
    }

    fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, String> {
        let archive = self.archive()?;
        let mut file = archive
            .by_index(entry.index)
            .map_err(|error| error.to_string())?;
        let packed = file.compressed_size().max(1);
        let mut bytes = Vec::new();
        file.by_ref()
            .take(LARGEST_SOURCE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        if bytes.len() as u64 / packed > LARGEST_RATIO {
            return Err(format!(
                "it grows more than {LARGEST_RATIO} times when it is unpacked"
            ));
        }
        Ok(bytes)
    }
}

/// Whether the mode that a Unix system recorded is a plain file's, or none was.
fn is_plain(mode: Option<u32>) -> bool {
    const KIND: u32 = 0o170_000;
    const PLAIN: u32 = 0o100_000;
    mode.is_none_or(|mode| mode & KIND == PLAIN || mode & KIND == 0)
}
