//! Archives, well-formed by crates and malformed by hand.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip as a crate writes it.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(entries, SimpleFileOptions::default())
}

pub fn zip_with(entries: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zst(bytes: &[u8]) -> Vec<u8> {
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    ruzstd::encoding::compress_to_vec(bytes, level)
}

/// A tar with plain files.
pub fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, bytes) in entries {
        all.extend(tar_entry(name, b'0', bytes, ""));
    }
    all.extend([0; 1024]);
    all
}

/// One entry of a tar, of any type and name.
pub fn tar_entry(name: &str, kind: u8, bytes: &[u8], link: &str) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    let old = header.as_old_mut();
    // By hand: the crate refuses the names that matter here.
    old.name[..name.len()].copy_from_slice(name.as_bytes());
    old.linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(1_700_000_000);
    header.set_size(bytes.len() as u64);
    header.set_cksum();
    let mut entry = header.as_bytes().to_vec();
    entry.extend(bytes);
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

/// An extension header of a tar, with one record.
pub fn tar_extension(kind: u8, key: &str, value: &str) -> Vec<u8> {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len() + 1;
    while format!("{length}{rest}").len() != length {
        length += 1;
    }
    tar_entry("extension", kind, format!("{length}{rest}").as_bytes(), "")
}

/// A file of a zip, each field as it is to be written.
#[derive(Clone)]
pub struct Raw {
    pub name: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub packed: Vec<u8>,
    pub stated: u32,
    pub unpacked: u32,
    pub mode: u32,
    pub date: u16,
    pub extra: Vec<u8>,
    /// Where the directory says that it lies, if not where it does.
    pub header_at: Option<u32>,
}

impl Raw {
    pub fn stored(name: &[u8], bytes: &[u8]) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        Self {
            name: name.to_vec(),
            local_name: None,
            flags: 0,
            method: 0,
            crc: crc.sum(),
            packed: bytes.to_vec(),
            stated: bytes.len() as u32,
            unpacked: bytes.len() as u32,
            mode: 0o100_644,
            // 2026-01-01
            date: 46 << 9 | 1 << 5 | 1,
            extra: Vec::new(),
            header_at: None,
        }
    }

    pub fn deflated(name: &[u8], bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        Self {
            method: 8,
            stated: packed.len() as u32,
            packed,
            ..Self::stored(name, bytes)
        }
    }
}

fn put(to: &mut Vec<u8>, numbers: &[(u64, usize)]) {
    for (number, width) in numbers {
        to.extend(&number.to_le_bytes()[..*width]);
    }
}

/// The end of a zip.
#[derive(Clone, Copy)]
pub enum End {
    Usual,
    /// With the numbers in a zip64 record.
    Wide,
    /// That says there are this many files.
    Count(u16),
}

/// A zip, byte by byte.
pub fn raw_zip(files: &[Raw], end: End) -> Vec<u8> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let at = file.header_at.unwrap_or(zip.len() as u32);
        let sizes = [
            (u64::from(file.crc), 4),
            (u64::from(file.stated), 4),
            (u64::from(file.unpacked), 4),
        ];
        let about = [
            (20, 2),
            (u64::from(file.flags), 2),
            (u64::from(file.method), 2),
            (0, 2),
            (u64::from(file.date), 2),
        ];
        let local_name = file.local_name.as_ref().unwrap_or(&file.name);
        zip.extend(b"PK\x03\x04");
        put(&mut zip, &about);
        put(&mut zip, &sizes);
        put(&mut zip, &[(local_name.len() as u64, 2), (0, 2)]);
        zip.extend(local_name);
        zip.extend(&file.packed);
        directory.extend(b"PK\x01\x02");
        put(&mut directory, &[(3 << 8 | 20, 2)]);
        put(&mut directory, &about);
        put(&mut directory, &sizes);
        put(
            &mut directory,
            &[
                (file.name.len() as u64, 2),
                (file.extra.len() as u64, 2),
                (0, 2),
                (0, 2),
                (0, 2),
                (u64::from(file.mode) << 16, 4),
                (u64::from(at), 4),
            ],
        );
        directory.extend(&file.name);
        directory.extend(&file.extra);
    }
    let (count, length, start) = (files.len() as u64, directory.len() as u64, zip.len() as u64);
    zip.extend(directory);
    let (count, length, start) = match end {
        End::Usual => (count, length, start),
        End::Count(count) => (u64::from(count), length, start),
        End::Wide => {
            let at = zip.len() as u64;
            zip.extend(b"PK\x06\x06");
            put(&mut zip, &[(44, 8), (45, 2), (45, 2), (0, 4), (0, 4)]);
            put(&mut zip, &[(count, 8), (count, 8), (length, 8), (start, 8)]);
            zip.extend(b"PK\x06\x07");
            put(&mut zip, &[(0, 4), (at, 8), (1, 4)]);
            (0xffff, 0xffff_ffff, 0xffff_ffff)
        }
    };
    zip.extend(b"PK\x05\x06");
    put(
        &mut zip,
        &[
            (0, 2),
            (0, 2),
            (count, 2),
            (count, 2),
            (length, 4),
            (start, 4),
            (0, 2),
        ],
    );
    zip
}
