//! What a source file means, as one hash: comments, documentation and layout apart.
//!
//! A record keeps the fingerprint of every file that its kernel is made of. When a file's
//! fingerprint is another today, the code changed since it was measured, and the page says so.
//! A new comment, a blank line or a run of a formatter must not say so, hence tokens, not bytes.

mod python;
mod rust;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Why a file has no fingerprint.
#[derive(Debug, thiserror::Error)]
pub enum FingerprintError {
    /// The file can't be read as text.
    #[error("cannot read {} to see whether its code changed: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file's text isn't made of tokens of its language.
    #[error("{}:{line}: not readable as {language}: {reason}", path.display())]
    NotTokens {
        /// Which file.
        path: PathBuf,
        /// The line, from one.
        line: usize,
        /// `Rust` or `Python`.
        language: &'static str,
        /// What is wrong there.
        reason: String,
    },
}

/// Where a text stops being tokens, and why.
#[derive(Debug, PartialEq)]
struct NotTokens {
    line: usize,
    reason: String,
}

/// The fingerprint of a file: SHA-256 in lower-case hexadecimal over the tokens of a `.rs` or `.py`
/// file, over the bytes of any other.
///
/// # Errors
/// When the file can't be read, or isn't made of tokens of its language.
pub fn file(path: &Path) -> Result<String, FingerprintError> {
    let bytes = std::fs::read(path).map_err(|source| FingerprintError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let language = match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => "Rust",
        Some("py") => "Python",
        _ => return Ok(hexadecimal(&Sha256::digest(&bytes))),
    };
    let text = String::from_utf8(bytes).map_err(|error| FingerprintError::Unreadable {
        path: path.to_owned(),
        source: std::io::Error::new(std::io::ErrorKind::InvalidData, error),
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut stream = Tokens::default();
    let lexed = if language == "Rust" {
        rust::tokens(text, &mut stream)
    } else {
        python::tokens(text, &mut stream)
    };
    lexed.map_err(|error| FingerprintError::NotTokens {
        path: path.to_owned(),
        line: error.line,
        language,
        reason: error.reason,
    })?;
    Ok(stream.finish())
}

/// The tokens seen so far. Each goes in with its length before it, so that no two streams look alike.
#[derive(Default)]
struct Tokens(Sha256);

impl Tokens {
    fn push(&mut self, kind: u8, text: &str) {
        self.0.update([kind]);
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.txt");
        std::fs::write(&path, "").unwrap();
        assert_eq!(
            file(&path).unwrap(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn the_extension_chooses_the_language() {
        let folder = tempfile::tempdir().unwrap();
        let fingerprint = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            file(&path).unwrap()
        };
        assert_eq!(
            fingerprint("a.rs", "f(1) // one"),
            fingerprint("b.rs", "f( 1 )")
        );
        assert_eq!(
            fingerprint("a.py", "f(1) # one"),
            fingerprint("b.py", "\u{feff}f( 1 )\r\n")
        );
        assert_ne!(fingerprint("a.txt", "f(1)"), fingerprint("b.txt", "f( 1 )"));
    }

    #[test]
    fn an_error_names_file_line_and_language() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broken.rs");
        std::fs::write(&path, "fn f() {\n    (\n}\n").unwrap();
        let message = file(&path).unwrap_err().to_string();
        assert!(
            message.contains("broken.rs:3: not readable as Rust"),
            "{message}"
        );
        let missing = file(&folder.path().join("none.rs")).unwrap_err();
        assert!(matches!(missing, FingerprintError::Unreadable { .. }));
    }
}
