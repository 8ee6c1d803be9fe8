//! Zips that are the same, byte for byte, whenever the same files go in.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use crate::atomic;

/// A file of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Its path, with forward slashes.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Whether it can be run.
    pub runs: bool,
}

/// Writes an archive, its files in order of their paths, all as old as zips can be.
///
/// # Errors
/// When it can't be written. Then whatever was there stays.
pub fn write(path: &Path, mut entries: Vec<Entry>) -> std::io::Result<()> {
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in &entries {
        let mode = if entry.runs { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        writer.start_file(&*entry.path, options)?;
        writer.write_all(&entry.bytes)?;
    }
    atomic::write(path, &writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn an_archive_depends_on_nothing_but_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let entry = |path: &str, text: &str| Entry {
            path: path.to_owned(),
            bytes: text.into(),
            runs: path.ends_with(".sh"),
        };
        let written = |entries: Vec<Entry>| {
            let path = folder.path().join("a.zip");
            write(&path, entries).unwrap();
            std::fs::read(path).unwrap()
        };
        let one = written(vec![entry("b.sh", "two"), entry("a/x.rs", "one")]);
        let other = written(vec![entry("a/x.rs", "one"), entry("b.sh", "two")]);
        assert_eq!(one, other);
        let mut archive = zip::ZipArchive::new(Cursor::new(one)).unwrap();
        let names: Vec<_> = (0..archive.len())
            .map(|at| archive.by_index(at).unwrap().name().unwrap().into_owned())
            .collect();
        assert_eq!(names, ["a/x.rs", "b.sh"]);
        let mut file = archive.by_name("b.sh").unwrap();
        assert_eq!(file.unix_mode().unwrap() & 0o777, 0o755);
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "two");
    }
}
