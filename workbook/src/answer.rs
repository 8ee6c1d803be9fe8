//! The one file that a learner edits, as two editors may have it open: read with a version, and written only over the
//! version that the writer has seen.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::atomic;
use crate::kept::Copies;

/// The longest file that is read or written here, in bytes.
pub const LONGEST: usize = 256 * 1024;

/// A text, and what to call it when it is to be replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// With line ends as on Unix, whatever the file has: an editor in a browser knows no others.
    pub text: String,
    /// Changes with every byte of the file; empty if there is no file.
    pub version: String,
}

/// What came of saving.
#[derive(Debug, PartialEq, Eq)]
pub enum Saved {
    /// The file holds the new text.
    Done {
        /// The version that it has now.
        version: String,
        /// The copy of what it held, where one was wanted.
        copy: Option<PathBuf>,
    },
    /// The file isn't what the writer has seen, and was left alone: this is what it holds.
    Differs(Text),
}

/// A file that can't be read or written; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// It can't be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no text.
    #[error("{} is not text in UTF-8: open it in an editor of your own", .0.display())]
    NotText(PathBuf),
    /// It is too long.
    #[error("{} is longer than {LONGEST} bytes: open it in an editor of your own", .0.display())]
    TooLong(PathBuf),
    /// The new text is too long.
    #[error("the text is longer than {LONGEST} bytes: nothing was written")]
    TooLongToWrite,
    /// It, or the copy, can't be written.
    #[error("cannot write {}: {source}; nothing was changed", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Reads the file.
///
/// # Errors
/// When it can't be read, is too long, or is no text.
pub fn read(path: &Path) -> Result<Text, AnswerError> {
    let Some(bytes) = bytes(path)? else {
        return Ok(Text {
            text: String::new(),
            version: String::new(),
        });
    };
    let version = version(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| AnswerError::NotText(path.to_owned()))?;
    Ok(Text {
        text: text.replace("\r\n", "\n"),
        version,
    })
}

/// Writes the file, if it is still the one of version `base`. With `copies`, what it held is kept first.
///
/// Between the look at the file and its replacement another program can still write; that takes both within the same
/// moment. Two requests to the server can't: it saves one at a time.
///
/// # Errors
/// When the text is too long, or a file can't be read or written.
pub fn save(
    path: &Path,
    text: &str,
    base: &str,
    copies: Option<&Copies>,
) -> Result<Saved, AnswerError> {
    if text.len() > LONGEST {
        return Err(AnswerError::TooLongToWrite);
    }
    let write = |path: &Path, source| AnswerError::Write {
        path: path.to_owned(),
        source,
    };
    let old = bytes(path)?;
    if old.as_deref().map(version).unwrap_or_default() != base {
        return Ok(Saved::Differs(read(path)?));
    }
    let copy = match (&old, copies) {
        (Some(old), Some(copies)) => Some(copies.keep(old).map_err(|source| write(path, source))?),
        _ => None,
    };
    let text = text.replace("\r\n", "\n");
    // A file keeps the line ends that it has.
    let new = match old.is_some_and(|old| old.windows(2).any(|pair| pair == b"\r\n")) {
        true => text.replace('\n', "\r\n"),
        false => text,
    };
    atomic::write(path, new.as_bytes()).map_err(|source| write(path, source))?;
    Ok(Saved::Done {
        version: version(new.as_bytes()),
        copy,
    })
}

/// What the file holds, if there is one.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>, AnswerError> {
    let unreadable = |source| AnswerError::Read {
        path: path.to_owned(),
        source,
    };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, LONGEST as u64 + 1), &mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > LONGEST {
        return Err(AnswerError::TooLong(path.to_owned()));
    }
    Ok(Some(bytes))
}

fn version(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("src/lib.rs");
        (folder, path)
    }

    fn done(saved: Saved) -> String {
        match saved {
            Saved::Done { version, .. } => version,
            Saved::Differs(text) => panic!("{text:?}"),
        }
    }

    #[test]
    fn a_text_is_written_over_the_version_that_was_seen_and_over_no_other() {
        let (_folder, path) = place();
        let nothing = read(&path).unwrap();
        assert_eq!((nothing.text.as_str(), nothing.version.as_str()), ("", ""));
        let first = done(save(&path, "one\n", &nothing.version, None).unwrap());
        assert_eq!(read(&path).unwrap().version, first);
        let second = done(save(&path, "two\n", &first, None).unwrap());
        // Somebody else still has the first.
        let Saved::Differs(there) = save(&path, "mine\n", &first, None).unwrap() else {
            panic!("it was overwritten");
        };
        assert_eq!((there.text.as_str(), there.version), ("two\n", second));
        assert!(matches!(
            save(&path, "mine\n", "", None).unwrap(),
            Saved::Differs(_)
        ));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two\n");
    }

    #[test]
    fn what_is_replaced_is_kept_where_that_is_wanted() {
        let (folder, path) = place();
        let copies = Copies::of(folder.path(), "q1");
        let first = done(save(&path, "one\n", "", Some(&copies)).unwrap());
        assert_eq!(copies.list(), [], "there was nothing");
        let saved = save(&path, "two\n", &first, Some(&copies)).unwrap();
        let Saved::Done {
            copy: Some(copy), ..
        } = saved
        else {
            panic!("{saved:?}");
        };
        assert_eq!(std::fs::read_to_string(copy).unwrap(), "one\n");
    }

    #[test]
    fn line_ends_stay_as_they_are_in_the_file() {
        let (_folder, path) = place();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "a\r\nb\r\n").unwrap();
        let seen = read(&path).unwrap();
        assert_eq!(seen.text, "a\nb\n");
        let version = done(save(&path, "a\nc\n", &seen.version, None).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"a\r\nc\r\n");
        assert_eq!(read(&path).unwrap().version, version);
        std::fs::write(&path, "a\n").unwrap();
        let seen = read(&path).unwrap();
        done(save(&path, "b\r\n", &seen.version, None).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"b\n");
    }

    #[test]
    fn what_is_too_long_or_no_text_is_left_alone() {
        let (_folder, path) = place();
        let long = "x".repeat(LONGEST + 1);
        assert!(matches!(
            save(&path, &long, "", None),
            Err(AnswerError::TooLongToWrite)
        ));
        assert!(!path.exists());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &long).unwrap();
        assert!(matches!(read(&path), Err(AnswerError::TooLong(_))));
        assert!(save(&path, "", "", None).is_err());
        std::fs::write(&path, b"\xff").unwrap();
        assert!(matches!(read(&path), Err(AnswerError::NotText(_))));
        assert!(save(&path, "", "", None).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"\xff");
    }
}
