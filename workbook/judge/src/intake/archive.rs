//! Archives, of whatever kind, as a row of items.

use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use lzma_rust2::XzReader;

use super::caps::{Budget, Counted, Metered, Ratio};
use super::format::{Format, HEAD, sniff};
use super::zstd::Frames;
use super::{tar, zip};

/// The most memory that a dictionary takes, in bytes: `xz -9` and `zstd --ultra` use 64 MiB, and a little on top.
const DICTIONARY: u64 = 80 << 20;

/// When something was changed: seconds since 1970 and nanoseconds, as far as an archive or a disk knows.
pub(super) type Stamp = (i64, u32);

/// One item of an archive.
pub(super) struct Item<'a> {
    /// Its path, as the archive spells it.
    pub name: String,
    pub what: What,
    pub modified: Option<Stamp>,
    /// Its bytes; nothing unless it is a file.
    pub bytes: &'a mut dyn Read,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    File,
    Folder,
    /// A link, a device, a pipe: never opened. Says which.
    Special(&'static str),
}

/// What takes items, one after the other. An error ends the walk.
pub(super) type Visit<'v> = &'v mut dyn FnMut(Item<'_>) -> Result<(), String>;

/// Something that archives are read from.
pub(super) trait Store: Read + Seek {}
impl<T: Read + Seek> Store for T {}

/// Walks through an archive of the given format.
///
/// # Errors
/// What `visit` says, or why the archive can't be read.
pub(super) fn walk(
    format: Format,
    file: &mut dyn Store,
    budget: &Budget,
    visit: Visit<'_>,
) -> Result<(), String> {
    let unseekable = |error: std::io::Error| format!("cannot be read: {error}");
    let size = file.seek(SeekFrom::End(0)).map_err(unseekable)?;
    let most = budget.caps().archive_bytes;
    if size > most {
        return Err(format!(
            "the archive is larger than {}; hand in the exercise's folder alone",
            super::caps::size(most)
        ));
    }
    file.rewind().map_err(unseekable)?;
    let stream = BufReader::new(file);
    match format {
        Format::Zip => zip::walk(stream.into_inner(), size, budget, visit),
        Format::Tar => tar::walk(&mut Metered::new(stream, budget), budget, visit),
        Format::Gzip => unpacked(format, stream, budget, visit, |packed| {
            flate2::read::MultiGzDecoder::new(packed)
        }),
        Format::Xz => unpacked(format, stream, budget, visit, |packed| {
            XzReader::new_mem_limit(packed, true, (DICTIONARY >> 10) as u32)
        }),
        Format::Zstd => unpacked(format, stream, budget, visit, |packed| {
            Frames::new(packed, DICTIONARY)
        }),
        Format::Unread(name) => Err(format!(
            "a {name}, an archive of a kind that isn't read; hand in a folder, a zip or a tar"
        )),
    }
}

/// Walks through a tar that is compressed as a whole.
fn unpacked<R: Read, D: Read>(
    format: Format,
    packed: R,
    budget: &Budget,
    visit: Visit<'_>,
    decoder: impl FnOnce(Counted<R>) -> D,
) -> Result<(), String> {
    let (packed, count) = Counted::new(packed);
    let stream = Ratio::new(decoder(packed), count, budget.caps().ratio);
    let mut stream = Metered::new(stream, budget);
    let broken = |error: std::io::Error| unreadable(format, &error);
    let head = head(&mut stream).map_err(broken)?;
    // A tar of nothing is all zeros.
    let is_empty = head.len() == HEAD && head.iter().all(|byte| *byte == 0);
    if sniff(&head) != Some(Format::Tar) && !is_empty {
        return Err(
            "something compressed by itself, with no tar in it; hand in a folder, a zip or a tar"
                .to_owned(),
        );
    }
    tar::walk(&mut Cursor::new(head).chain(&mut stream), budget, visit)?;
    // To the end, where it says whether all of it was right.
    std::io::copy(&mut stream, &mut std::io::sink())
        .map_err(broken)
        .map(drop)
}

/// The first bytes of a stream, as many as tell what it is.
pub(super) fn head(stream: &mut (impl Read + ?Sized)) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    stream.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Says that an archive is broken, or that a cap was reached while it was read.
pub(super) fn unreadable(format: Format, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            format!("not a {} that can be read: it is cut off", format.name())
        }
        // What our own readers say is a sentence of its own.
        std::io::ErrorKind::Other if error.get_ref().is_some_and(|inner| inner.is::<Said>()) => {
            error.to_string()
        }
        _ => format!("not a {} that can be read: {error}", format.name()),
    }
}

/// A refusal on its way through somebody else's reader.
#[derive(Debug)]
pub(super) struct Said(pub String);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Said {}

/// A refusal as an error of reading.
pub(super) fn said(reason: String) -> std::io::Error {
    std::io::Error::other(Said(reason))
}
