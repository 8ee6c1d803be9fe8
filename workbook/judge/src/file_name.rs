//! A student's name as the name of a file or folder.
//!
//! Names come from outside: they may hold separators, control characters, what turns the direction of a text around,
//! or three hundred characters, and may be a device on Windows. Two that differ must never share a file, not even on a
//! disk that takes `Ada` and `ada`, or the two ways of writing `ë`, for one name.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::report::hex;

/// The longest name that is kept as it is, and the longest readable part of any other, in bytes.
const LONGEST: usize = 80;

/// Bytes of the digest that tells names apart: too many for two people to find names that share them.
const DIGEST: usize = 12;

/// Stands between the readable part and the digest, and in no name that is kept as it is.
const MARK: char = '~';

/// What Windows takes for a device, whatever the extension.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn", "conin$", "conout$"];

/// The file name, without an extension, of what belongs to a student.
///
/// A plain name, of lower-case ASCII letters, digits, `-`, `_` and single dots within, is its own file name. Any other
/// becomes what can be read of it, `~`, and 24 hexadecimal digits of the SHA-256 of the whole name. The result is the
/// same in every batch, is at most 105 bytes long, and differs for different names even where case is ignored.
#[must_use]
pub fn safe_file_name(name: &str) -> String {
    if is_plain(name) {
        return name.to_owned();
    }
    let mut readable = String::new();
    for c in name.nfc() {
        let c = if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        };
        if c == '-' && (readable.is_empty() || readable.ends_with('-')) {
            continue;
        }
        if readable.len() + c.len_utf8() > LONGEST {
            break;
        }
        readable.push(c);
    }
    let readable = readable.trim_end_matches('-');
    let digest = hex(&Sha256::digest(name)[..DIGEST]);
    format!("{readable}{MARK}{digest}")
}

/// Whether a name is safe on every disk as it is.
fn is_plain(name: &str) -> bool {
    let allowed =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind)
            .is_some_and(|number| number.len() == 1)
    };
    !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(allowed)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && !name.contains("..")
        && !DEVICES.contains(&stem)
        && !numbered("com")
        && !numbered("lpt")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Names that somebody could have, or could have made up.
    fn names() -> Vec<String> {
        let long = "x".repeat(300);
        let mut names: Vec<String> = [
            "ada",
            "Ada",
            "ADA",
            "ada.l",
            "ada.",
            ".ada",
            "ada..l",
            "-ada",
            "",
            " ",
            ".",
            "..",
            "../../x",
            "/etc/passwd",
            "..\\..\\x",
            "C:\\x",
            "a/b",
            "a-b",
            "a b",
            "a\nb",
            "a\0b",
            "con",
            "CON",
            "con.txt",
            "com1",
            "com12",
            "lpt9.x",
            "nul",
            "aux.html",
            "Zo\u{eb}",
            "Zoe\u{308}",
            "zo\u{eb}",
            "a\u{202e}b",
            "a\u{200b}b",
            "ab",
            "\u{1f980}",
            "a~b",
            "ada~0123456789ab0123456789ab",
            "<script>",
            "a?b*c|d\"e:f",
            "日本語",
            "ﬁ",
            "fi",
            "ß",
            "ss",
            "İ",
            "i\u{307}",
        ]
        .map(str::to_owned)
        .to_vec();
        names.push(long.clone());
        names.push(format!("{long}y"));
        names.push("ü".repeat(100));
        names
    }

    #[test]
    fn plain_names_are_kept() {
        for name in ["ada", "ada-l", "ada_lovelace.2", "3rd", "conrad", "com12"] {
            assert_eq!(safe_file_name(name), name);
        }
    }

    #[test]
    fn other_names_stay_readable_and_are_told_apart() {
        let name = safe_file_name("Zoë Müller");
        assert!(name.starts_with("Zoë-Müller~"), "{name}");
        assert_eq!(name.len(), "Zoë-Müller~".len() + 24);
        assert!(safe_file_name("../../x").starts_with("x~"));
        assert!(safe_file_name("\u{202e}lmth").starts_with("lmth~"));
    }

    #[test]
    fn no_name_leaves_its_folder_or_is_refused_by_a_disk() {
        for name in names() {
            let safe = safe_file_name(&name);
            assert!(safe.len() <= 105 && !safe.is_empty(), "{name:?}: {safe}");
            let harmless = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
            assert!(safe.chars().all(harmless), "{name:?}: {safe}");
            assert!(!safe.starts_with('.') && !safe.ends_with('.') && !safe.contains(".."));
            assert_eq!(
                std::path::Path::new(&safe).components().count(),
                1,
                "{safe}"
            );
            let stem = safe.split('.').next().unwrap().to_lowercase();
            assert!(!DEVICES.contains(&stem.as_str()), "{name:?}: {safe}");
        }
    }

    #[test]
    fn no_two_names_share_a_file_even_where_case_and_composition_are_ignored() {
        let names = names();
        let folded: BTreeSet<String> = names
            .iter()
            .map(|name| {
                let safe: String = safe_file_name(name).nfkd().collect();
                safe.to_uppercase().to_lowercase()
            })
            .collect();
        assert_eq!(folded.len(), names.len());
    }

    #[test]
    fn a_name_that_looks_like_a_made_one_is_not_it() {
        let made = safe_file_name("Ada");
        assert_ne!(safe_file_name(&made), made);
    }
}
