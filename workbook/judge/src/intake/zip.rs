//! Zips, read by their directory.
//!
//! Not by a crate for extracting them: such a one is made to find something in whatever it gets, reads the directory
//! before anybody can say how long it may be, and looks for another when the first makes no sense. Here a zip is what
//! every reader agrees on, or it is refused: one directory, at the end and as long as it says; each file's two headers
//! alike; no byte in two files. Layout: APPNOTE.TXT, sections 4.3 and 4.5.

use std::cell::Cell;
use std::io::{Read, SeekFrom};
use std::rc::Rc;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::archive::{Item, Stamp, Store, Visit, What, said};
use super::caps::{Budget, Metered, Ratio};
use super::cp437;
use super::paths::shown;

/// The largest directory, in bytes, for each file that is allowed.
const DIRECTORY_PER_ENTRY: u64 = 1024;

/// Bytes of the record at the end, without its comment; the longest comment.
const END: u64 = 22;
const COMMENT: u64 = u16::MAX as u64;

/// Flags of an entry.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const SIZES_FOLLOW: u16 = 1 << 3;
const PATCHED: u16 = 1 << 5;
const UTF8: u16 = 1 << 11;

/// A file, as the directory describes it.
struct Entry {
    name: String,
    raw_name: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    unpacked: u64,
    header: u64,
    what: What,
    modified: Option<Stamp>,
}

/// Walks through a zip of `size` bytes.
pub(super) fn walk(
    file: &mut dyn Store,
    size: u64,
    budget: &Budget,
    visit: Visit<'_>,
) -> Result<(), String> {
    let (entries, directory) = directory(file, size, budget)?;
    let starts = place(file, &entries, directory)?;
    for (entry, start) in entries.iter().zip(starts) {
        budget.entry()?;
        file.seek(SeekFrom::Start(start)).map_err(broken)?;
        let packed = (&mut *file).take(entry.packed);
        let unpacked: Box<dyn Read> = match (entry.what, entry.method) {
            (What::File, 0) => Box::new(packed),
            (What::File, 8) => Box::new(DeflateDecoder::new(packed)),
            (What::File, other) => Box::new(Unread(other)),
            _ => Box::new(std::io::empty()),
        };
        let grown = Ratio::new(
            unpacked,
            Rc::new(Cell::new(entry.packed)),
            budget.caps().ratio,
        );
        let mut bytes = Checked {
            inner: Metered::new(grown, budget),
            left: entry.unpacked,
            crc: Crc::new(),
            expected: entry.crc,
        };
        visit(Item {
            name: entry.name.clone(),
            what: entry.what,
            modified: entry.modified,
            bytes: &mut bytes,
        })?;
    }
    Ok(())
}

fn unreadable(why: &str) -> String {
    format!("not a zip that can be read: {why}")
}

fn broken(error: std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => unreadable("it is cut off"),
        _ => unreadable(&error.to_string()),
    }
}

/// Numbers from a record, in order; what lies beyond its end is a zero, and the record is known to be short.
struct Fields<'a> {
    bytes: &'a [u8],
    short: bool,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            short: false,
        }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        match self.bytes.split_at_checked(count) {
            Some((taken, rest)) => {
                self.bytes = rest;
                taken
            }
            None => {
                self.short = true;
                &[]
            }
        }
    }

    fn number<const N: usize>(&mut self) -> u64 {
        self.take(N)
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn u16(&mut self) -> u16 {
        self.number::<2>() as u16
    }

    fn u32(&mut self) -> u64 {
        self.number::<4>()
    }

    fn u64(&mut self) -> u64 {
        self.number::<8>()
    }
}

fn read_at(file: &mut dyn Store, at: u64, count: u64) -> Result<Vec<u8>, String> {
    file.seek(SeekFrom::Start(at)).map_err(broken)?;
    let mut bytes = Vec::new();
    file.take(count).read_to_end(&mut bytes).map_err(broken)?;
    match bytes.len() as u64 == count {
        true => Ok(bytes),
        false => Err(unreadable("it is cut off")),
    }
}

/// Reads the directory: its entries, and where it begins.
fn directory(
    file: &mut dyn Store,
    size: u64,
    budget: &Budget,
) -> Result<(Vec<Entry>, u64), String> {
    let tail_at = size.saturating_sub(END + COMMENT);
    let tail = read_at(file, tail_at, size - tail_at)?;
    let is_end = |at: &usize| {
        let record = &tail[*at..];
        record.starts_with(b"PK\x05\x06")
            && record.get(20..22).is_some_and(|length| {
                usize::from(u16::from_le_bytes([length[0], length[1]])) == record.len() - 22
            })
    };
    let at = (0..tail.len().saturating_sub(21)).rev().find(is_end);
    let at = at.ok_or_else(|| unreadable("it has no directory at its end; is it cut off?"))?;
    let mut fields = Fields::of(&tail[at + 4..]);
    let disks = (fields.u16(), fields.u16());
    let (here, count) = (u64::from(fields.u16()), u64::from(fields.u16()));
    let (length, start) = (fields.u32(), fields.u32());
    let end = tail_at + at as u64;
    let narrow = (disks, here, count, length, start, end);
    let is_wide = count == 0xffff || length == 0xffff_ffff || start == 0xffff_ffff;
    let (disks, here, count, length, start, end) = match is_wide {
        true => wide_end(file, end)?.unwrap_or(narrow),
        false => narrow,
    };
    if disks != (0, 0) || here != count {
        return Err(unreadable("it is one part of several"));
    }
    if start.checked_add(length) != Some(end) {
        return Err(unreadable(
            "its directory isn't where or as long as it says",
        ));
    }
    let most = budget.caps().entries as u64;
    if count > most {
        return Err(format!(
            "more than {most} files; hand in the exercise's folder alone"
        ));
    }
    if length > most * DIRECTORY_PER_ENTRY {
        return Err(unreadable("its directory is too long"));
    }
    let bytes = read_at(file, start, length)?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(entry(&mut rest)?);
    }
    if !rest.is_empty() {
        return Err(unreadable("its directory holds more than it says"));
    }
    Ok((entries, start))
}

type End = ((u16, u16), u64, u64, u64, u64, u64);

/// The end of a zip64, where there is one before the usual end.
fn wide_end(file: &mut dyn Store, end: u64) -> Result<Option<End>, String> {
    const LOCATOR: u64 = 20;
    const WIDE: u64 = 56;
    let Some(at) = end.checked_sub(LOCATOR) else {
        return Ok(None);
    };
    let locator = read_at(file, at, LOCATOR)?;
    let Some(locator) = locator.strip_prefix(b"PK\x06\x07") else {
        return Ok(None);
    };
    let mut fields = Fields::of(locator);
    let (disk, wide, disks) = (fields.u32(), fields.u64(), fields.u32());
    if disk != 0 || disks > 1 || wide.checked_add(WIDE).is_none_or(|end| end > at) {
        return Err(unreadable("its end leads nowhere"));
    }
    let record = read_at(file, wide, WIDE)?;
    let Some(record) = record.strip_prefix(b"PK\x06\x06") else {
        return Err(unreadable("its end leads nowhere"));
    };
    let mut fields = Fields::of(record);
    let length = fields.u64();
    if wide
        .checked_add(12)
        .and_then(|from| from.checked_add(length))
        != Some(at)
    {
        return Err(unreadable("its end is longer or shorter than it says"));
    }
    fields.take(4);
    let disks = (fields.u32(), fields.u32());
    let disks = match disks {
        (0, 0) => (0, 0),
        _ => (1, 1),
    };
    let (here, count) = (fields.u64(), fields.u64());
    let (length, start) = (fields.u64(), fields.u64());
    Ok(Some((disks, here, count, length, start, wide)))
}

/// Reads one entry of the directory.
fn entry(rest: &mut &[u8]) -> Result<Entry, String> {
    let Some(record) = rest.strip_prefix(b"PK\x01\x02") else {
        return Err(unreadable("its directory is broken"));
    };
    let mut fields = Fields::of(record);
    let system = fields.u16() >> 8;
    fields.take(2);
    let (flags, method) = (fields.u16(), fields.u16());
    let (time, date) = (fields.u16(), fields.u16());
    let crc = fields.u32() as u32;
    let (mut packed, mut unpacked) = (fields.u32(), fields.u32());
    let lengths = [fields.u16(), fields.u16(), fields.u16()].map(usize::from);
    let disk = fields.u16();
    fields.take(2);
    let attributes = fields.u32() as u32;
    let mut header = fields.u32();
    let raw_name = fields.take(lengths[0]).to_vec();
    let extra = fields.take(lengths[1]);
    fields.take(lengths[2]);
    if fields.short || disk != 0 && disk != 0xffff {
        return Err(unreadable("its directory is broken"));
    }
    *rest = fields.bytes;

    let mut name = decode(&raw_name, flags);
    let mut modified = dos_time(date, time);
    let mut is_encrypted = flags & ENCRYPTED != 0;
    let mut extras = Fields::of(extra);
    while extras.bytes.len() >= 4 {
        let (kind, length) = (extras.u16(), usize::from(extras.u16()));
        let mut field = Fields::of(extras.take(length));
        match kind {
            // Sizes and places that don't fit into 32 bits, in this order, and only those.
            1 => {
                for value in [&mut unpacked, &mut packed, &mut header] {
                    if *value == 0xffff_ffff {
                        *value = field.u64();
                    }
                }
                if field.short {
                    return Err(unreadable("its directory is broken"));
                }
            }
            // The time of the last change, by the world's clock.
            0x5455 if field.number::<1>() & 1 != 0 => {
                modified = Some((i64::from(field.u32() as u32 as i32), 0));
            }
            // The name in UTF-8, if it is that of the name beside it.
            0x7075 if field.number::<1>() == 1 => {
                let mut crc = Crc::new();
                crc.update(&raw_name);
                if field.u32() as u32 == crc.sum()
                    && let Ok(better) = std::str::from_utf8(field.bytes)
                {
                    name = better.to_owned();
                }
            }
            0x9901 => is_encrypted = true,
            _ => {}
        }
    }
    if is_encrypted {
        return Err(format!(
            "the zip is encrypted ({}); hand it in without a password",
            shown(&name)
        ));
    }
    if flags & PATCHED != 0 {
        return Err(unreadable("it holds patches instead of files"));
    }
    Ok(Entry {
        what: what(&name, system, attributes),
        name,
        raw_name,
        flags,
        method,
        crc,
        packed,
        unpacked,
        header,
        modified,
    })
}

/// The name in the encoding that the flag or the bytes tell: UTF-8, or else what DOS used.
fn decode(raw: &[u8], flags: u16) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) if flags & UTF8 != 0 => String::from_utf8_lossy(raw).into_owned(),
        Err(_) => cp437::decode(raw),
    }
}

/// What an entry is, by its mode where a system recorded one.
fn what(name: &str, system: u16, attributes: u32) -> What {
    const DOS_FOLDER: u32 = 1 << 4;
    const DOS: u16 = 0;
    let is_folder = name.ends_with(['/', '\\']);
    match attributes >> 16 & 0o170_000 {
        0o120_000 => What::Special("a symbolic link"),
        0o060_000 | 0o020_000 => What::Special("a device"),
        0o010_000 => What::Special("a pipe"),
        0o140_000 => What::Special("a socket"),
        0o040_000 => What::Folder,
        _ if is_folder || system == DOS && attributes & DOS_FOLDER != 0 => What::Folder,
        0 | 0o100_000 => What::File,
        _ => What::Special("a special file"),
    }
}

/// The time that DOS recorded, as if it were the world's.
fn dos_time(date: u16, time: u16) -> Option<Stamp> {
    let (year, month, day) = (date >> 9, date >> 5 & 15, date & 31);
    if !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let days = super::time::days(1980 + i64::from(year), u32::from(month), u32::from(day));
    let (hours, minutes, pairs) = (time >> 11, time >> 5 & 63, time & 31);
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(pairs) * 2;
    Some((days * 86_400 + seconds, 0))
}

/// Reads each file's own header: where its bytes begin. No two files may share any, and none may reach the directory.
fn place(file: &mut dyn Store, entries: &[Entry], directory: u64) -> Result<Vec<u64>, String> {
    const HEADER: u64 = 30;
    let mut starts = Vec::with_capacity(entries.len());
    let mut ranges = Vec::with_capacity(entries.len());
    for entry in entries {
        let differs = || {
            unreadable(&format!(
                "what it says of {} differs from place to place",
                shown(&entry.name)
            ))
        };
        let inside = |end: Option<u64>| end.filter(|end| *end <= directory).ok_or_else(differs);
        inside(entry.header.checked_add(HEADER))?;
        let header = read_at(file, entry.header, HEADER)?;
        let Some(header) = header.strip_prefix(b"PK\x03\x04") else {
            return Err(differs());
        };
        let mut fields = Fields::of(header);
        fields.take(2);
        let (flags, method) = (fields.u16(), fields.u16());
        fields.take(4);
        let crc = fields.u32();
        let (packed, unpacked) = (fields.u32(), fields.u32());
        let (name, extra) = (u64::from(fields.u16()), u64::from(fields.u16()));
        let raw_name = read_at(file, entry.header + HEADER, name)?;
        let same = |here: u64, there: u64| here == there || here == 0xffff_ffff;
        let sizes_agree = flags & SIZES_FOLLOW != 0
            || same(packed, entry.packed)
                && same(unpacked, entry.unpacked)
                && crc == u64::from(entry.crc);
        if raw_name != entry.raw_name
            || method != entry.method
            || (flags ^ entry.flags) & (ENCRYPTED | PATCHED) != 0
            || !sizes_agree
        {
            return Err(differs());
        }
        let start = entry.header + HEADER + name + extra;
        let end = inside(start.checked_add(entry.packed))?;
        starts.push(start);
        ranges.push((entry.header, end));
    }
    ranges.sort_unstable();
    match ranges.is_sorted_by(|before, after| before.1 <= after.0) {
        true => Ok(starts),
        false => Err("refused: files in the zip overlap".to_owned()),
    }
}

/// Bytes that must be as many as the directory says, and have its checksum.
struct Checked<R> {
    inner: R,
    left: u64,
    crc: Crc,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| said("it unpacks to more than it says".to_owned()))?;
        self.crc.update(&buffer[..read]);
        if read == 0 && (self.left > 0 || self.crc.sum() != self.expected) {
            return Err(said("damaged: it isn't what the zip says it is".to_owned()));
        }
        Ok(read)
    }
}

/// A file that is packed in a way of its own.
struct Unread(u16);

impl Read for Unread {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        let how = match self.0 {
            9 => "Deflate64",
            12 => "bzip2",
            14 => "LZMA",
            93 => "Zstandard",
            95 => "xz",
            _ => "an uncommon method",
        };
        Err(said(format!(
            "packed by {how}, which isn't read; hand in a folder or a usual zip"
        )))
    }
}
