//! Tars, streamed.
//!
//! The crate reads the headers; long names are read here, since it would read one of any length.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

use tar::{Archive, EntryType};

use super::archive::{Item, Stamp, Visit, What, unreadable};
use super::caps::Budget;
use super::format::Format;

/// The longest name, and the longest extension header, in bytes.
const LONGEST_NAME: u64 = 8 << 10;
const LONGEST_EXTENSION: u64 = 64 << 10;

/// What extension headers say of the next entry.
#[derive(Default)]
struct Next {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    modified: Option<Stamp>,
}

/// Walks through a tar.
pub(super) fn walk(stream: &mut dyn Read, budget: &Budget, visit: Visit<'_>) -> Result<(), String> {
    let broken = |error: std::io::Error| unreadable(Format::Tar, &error);
    let not_read = |why: &str| format!("not a tar that can be read: {why}");
    let (stream, is_at_end) = Watched::new(stream);
    let mut archive = Archive::new(stream);
    let mut next = Next::default();
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        budget.entry()?;
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName => {
                let mut name = capped(&mut entry, LONGEST_NAME)?;
                name.truncate(
                    name.iter()
                        .position(|byte| *byte == 0)
                        .unwrap_or(name.len()),
                );
                if next.name.replace(name).is_some() {
                    return Err(not_read("a file has two names"));
                }
                continue;
            }
            EntryType::GNULongLink => continue,
            EntryType::XHeader => {
                extensions(&capped(&mut entry, LONGEST_EXTENSION)?, &mut next)
                    .ok_or_else(|| not_read("a header is broken"))?;
                continue;
            }
            EntryType::XGlobalHeader => {
                let mut of_all = Next::default();
                extensions(&capped(&mut entry, LONGEST_EXTENSION)?, &mut of_all)
                    .ok_or_else(|| not_read("a header is broken"))?;
                if of_all.name.is_some() || of_all.size.is_some() {
                    return Err(not_read("all files have one name or size"));
                }
                continue;
            }
            _ => {}
        }
        let said = std::mem::take(&mut next);
        let size = entry.header().entry_size().map_err(broken)?;
        if said.size.is_some_and(|said| said != size) {
            return Err(not_read("a file has two sizes"));
        }
        let raw = said.name.unwrap_or_else(|| entry.path_bytes().into_owned());
        let name =
            String::from_utf8(raw).unwrap_or_else(|error| super::cp437::decode(error.as_bytes()));
        let what = match kind {
            EntryType::Regular if name.ends_with('/') => What::Folder,
            EntryType::Regular | EntryType::Continuous => What::File,
            EntryType::Directory => What::Folder,
            EntryType::Symlink => What::Special("a symbolic link"),
            EntryType::Link => What::Special("a hard link"),
            EntryType::Char | EntryType::Block => What::Special("a device"),
            EntryType::Fifo => What::Special("a pipe"),
            EntryType::GNUSparse => What::Special("a sparse file"),
            _ => What::Special("a special file"),
        };
        let recorded = entry.header().mtime().ok();
        let recorded = recorded.and_then(|seconds| Some((i64::try_from(seconds).ok()?, 0)));
        visit(Item {
            name,
            what,
            modified: said.modified.or(recorded),
            bytes: &mut entry,
        })?;
    }
    match is_at_end.get() {
        true => Err(not_read("it is cut off")),
        false => Ok(()),
    }
}

/// Reads a whole header, up to a cap.
fn capped(entry: &mut impl Read, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = entry.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(Format::Tar, &error))?;
    match bytes.len() as u64 > most {
        true => Err(format!(
            "not a tar that can be read: a name or a header is longer than {} KiB",
            most >> 10
        )),
        false => Ok(bytes),
    }
}

/// Takes the records `LENGTH KEY=VALUE\n` of an extension header apart.
fn extensions(mut rest: &[u8], next: &mut Next) -> Option<()> {
    while !rest.is_empty() {
        let space = rest.iter().take(20).position(|byte| *byte == b' ')?;
        let length: usize = std::str::from_utf8(&rest[..space]).ok()?.parse().ok()?;
        let (record, after) = rest.split_at_checked(length)?;
        rest = after;
        let record = record.get(space + 1..)?.strip_suffix(b"\n")?;
        let equals = record.iter().position(|byte| *byte == b'=')?;
        let (key, value) = (&record[..equals], &record[equals + 1..]);
        let text = || std::str::from_utf8(value).ok();
        match key {
            b"path" => next.name = Some(value.to_vec()),
            b"size" => next.size = Some(text()?.parse().ok()?),
            b"mtime" => {
                let (seconds, fraction) = text()?.split_once('.').unwrap_or((text()?, ""));
                let nanos = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
                next.modified = Some((seconds.parse().ok()?, nanos));
            }
            // Sparse files come in several spellings; none of them is a source.
            key if key.starts_with(b"GNU.sparse") => return None,
            _ => {}
        }
    }
    Some(())
}

/// A reader that knows whether its end was met: a tar says itself where it ends.
struct Watched<R> {
    inner: R,
    is_at_end: Rc<Cell<bool>>,
}

impl<R> Watched<R> {
    fn new(inner: R) -> (Self, Rc<Cell<bool>>) {
        let is_at_end = Rc::new(Cell::new(false));
        let watched = Self {
            inner,
            is_at_end: Rc::clone(&is_at_end),
        };
        (watched, is_at_end)
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && !buffer.is_empty() {
            self.is_at_end.set(true);
        }
        Ok(read)
    }
}
