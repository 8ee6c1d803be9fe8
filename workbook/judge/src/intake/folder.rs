//! A submission that is a folder on disk.

use std::fs::{DirEntry, File, FileType, Metadata, OpenOptions};
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::archive::{Stamp, head};
use super::caps::Metered;
use super::contents::{Broken, Collector};
use super::format::{is_document, sniff};
use super::paths::{DEEPEST, text};

/// What a folder holds, in the order of names.
pub(super) fn listed(folder: &Path) -> std::io::Result<Vec<DirEntry>> {
    let mut found = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(DirEntry::file_name);
    Ok(found)
}

/// What is no plain file and no folder.
pub(super) fn special(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        } else if kind.is_socket() {
            return "a socket";
        } else if kind.is_block_device() || kind.is_char_device() {
            return "a device";
        }
    }
    match kind.is_symlink() {
        true => "a symbolic link",
        false => "a special file",
    }
}

/// Collects what lies in a folder.
pub(super) fn walk(
    folder: &Path,
    within: &[String],
    all: &mut Collector<'_>,
) -> Result<(), String> {
    if within.len() > DEEPEST {
        return Err(format!("folders more than {DEEPEST} deep"));
    }
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    for item in listed(folder).map_err(unreadable)? {
        let mut path = within.to_vec();
        path.push(text(&item.file_name()));
        // The kind of the entry itself: a link is a link, whatever it points to.
        let kind = item.file_type().map_err(unreadable)?;
        if all.passes_over(&path, kind.is_dir()) {
            continue;
        }
        all.budget().entry()?;
        if kind.is_dir() {
            walk(&item.path(), &path, all)?;
        } else if kind.is_file() {
            file(&item.path(), &path, all)?;
        } else {
            all.special(&path, special(kind));
        }
    }
    Ok(())
}

/// Collects a file on disk.
pub(super) fn file(on_disk: &Path, path: &[String], all: &mut Collector<'_>) -> Result<(), String> {
    let (mut file, modified) = match open(on_disk) {
        Ok((file, metadata)) => (file, modified(&metadata)),
        Err(error) => {
            let reason = format!("cannot be opened: {error}");
            return all.file(path, None, &mut Broken(reason));
        }
    };
    all.changed(modified);
    let name = path.last().map_or("", String::as_str);
    if !name.ends_with(".rs") && !is_document(name) {
        // An archive on disk is read where it lies.
        let head = head(&mut file).unwrap_or_default();
        if let Some(format) = sniff(&head) {
            return all.archive(path.to_vec(), format, &mut BufReader::new(file));
        }
        return all.file(path, modified, &mut head.as_slice());
    }
    let budget = all.budget();
    all.file(path, modified, &mut Metered::new(file, &budget))
}

/// Opens a file that was plain when it was listed, and still must be: no link is followed, and a pipe doesn't block.
pub(super) fn open(path: &Path) -> std::io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY,
    );
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    match metadata.is_file() {
        true => Ok((file, metadata)),
        false => Err(std::io::Error::other("it is no plain file")),
    }
}

/// When a file was last changed.
pub(super) fn modified(metadata: &Metadata) -> Option<Stamp> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
}

/// A file's first bytes.
pub(super) fn head_of(file: &mut File) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = file
        .take(super::format::HEAD as u64)
        .read_to_end(&mut bytes);
    read.map_or_else(|_| Vec::new(), |_| bytes)
}
