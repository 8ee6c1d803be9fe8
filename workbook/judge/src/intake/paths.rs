//! Paths as archives and folders spell them.

/// Folders that editors, build tools and file managers leave behind, and that no answer is in.
const LITTER: &[&str] = &[
    "__MACOSX",
    "__pycache__",
    ".git",
    ".hg",
    ".idea",
    ".ipynb_checkpoints",
    ".svn",
    ".vscode",
    ".workbook",
    "node_modules",
    "target",
];

/// Files of the same kind.
const LITTER_FILES: &[&str] = &[".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini"];

/// How deep folders are looked into.
pub(super) const DEEPEST: usize = 32;

/// The longest path, in bytes.
const LONGEST: usize = 4096;

/// Why litter isn't looked at.
pub(super) const LEFT_BEHIND: &str = "left behind by a tool or a file manager";

/// Where a path of an archive leads: piece by piece, or why it isn't taken.
pub(super) fn pieces(name: &str) -> Result<Vec<String>, String> {
    let refused = |why: &str| Err(format!("refused: the path `{}` {why}", shown(name)));
    let drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let pieces: Vec<_> = name
        .split(['/', '\\'])
        .filter(|piece| !piece.is_empty() && *piece != ".")
        .collect();
    if drive || name.starts_with(['/', '\\']) || pieces.contains(&"..") {
        return refused("leads out of it");
    }
    if name.contains('\0') {
        return refused("holds a NUL");
    }
    if name.len() > LONGEST {
        return refused("is too long");
    }
    if pieces.len() > DEEPEST {
        return refused("goes too deep");
    }
    Ok(pieces.into_iter().map(str::to_owned).collect())
}

/// A path for a message: escaped, and cut where it gets long.
pub(super) fn shown(path: &str) -> String {
    const MOST: usize = 200;
    let mut shown: String = path
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    if path.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// The part of a path that is litter: up to the folder that a tool made, or the whole.
pub(super) fn litter(path: &[String], is_folder: bool) -> Option<&[String]> {
    let folders = match is_folder {
        true => path,
        false => &path[..path.len().saturating_sub(1)],
    };
    let at = folders
        .iter()
        .position(|folder| LITTER.contains(&folder.as_str()));
    match (at, path.last()) {
        (Some(at), _) => path.get(..=at),
        (None, Some(file))
            if !is_folder && (LITTER_FILES.contains(&file.as_str()) || file.starts_with("._")) =>
        {
            Some(path)
        }
        _ => None,
    }
}

/// A name of the operating system as text. What is no Unicode is spelled out, so that two names stay two.
pub(super) fn text(name: &std::ffi::OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\u{fffd}{byte:02x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_refused() {
        for name in [
            "../x",
            "a/../../x",
            "/x",
            "\\x",
            "C:\\x",
            "c:x",
            "..\\x",
            "a\\..\\x",
            "\\\\host\\x",
        ] {
            assert!(pieces(name).unwrap_err().contains("leads out"), "{name}");
        }
        assert!(pieces("a\0b").is_err());
        assert!(pieces(&"a/".repeat(100)).is_err());
        assert!(pieces(&"a".repeat(5000)).unwrap_err().len() < 1000);
        assert_eq!(pieces("./a//b\\c.rs").unwrap(), ["a", "b", "c.rs"]);
        assert_eq!(pieces("ü:x").unwrap(), ["ü:x"]);
    }

    #[test]
    fn litter_is_told_by_the_folder_that_a_tool_made() {
        let path = |path: &str| pieces(path).unwrap();
        let found = |text: &str, folder| litter(&path(text), folder).map(<[String]>::to_vec);
        assert_eq!(found("a/target/x/lib.rs", false), Some(path("a/target")));
        assert_eq!(found("a/.DS_Store", false), Some(path("a/.DS_Store")));
        assert_eq!(found("a/._lib.rs", false), Some(path("a/._lib.rs")));
        assert_eq!(found("target", false), None, "a file of that name");
        assert_eq!(found("target", true), Some(path("target")));
        assert_eq!(found("q1/src/lib.rs", false), None);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_unicode_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let name = |bytes: &[u8]| text(std::ffi::OsStr::from_bytes(bytes));
        assert_ne!(name(b"a\xff"), name(b"a\xfe"));
        assert_eq!(name("Zoë".as_bytes()), "Zoë");
    }
}
