//! What a file is, by its first bytes: names lie.

/// How many of the first bytes tell.
pub(super) const HEAD: usize = 512;

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Zip,
    Tar,
    Gzip,
    Xz,
    Zstd,
    /// One that is known and not read.
    Unread(&'static str),
}

impl Format {
    /// Its name, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Gzip => "tar.gz",
            Self::Xz => "tar.xz",
            Self::Zstd => "tar.zst",
            Self::Unread(name) => name,
        }
    }
}

/// The format of a file that begins with these bytes, if it is an archive.
pub(super) fn sniff(head: &[u8]) -> Option<Format> {
    let format = match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Format::Zip,
        [0x1f, 0x8b, 8, ..] => Format::Gzip,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Format::Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Format::Zstd,
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Format::Unread("7z"),
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Format::Unread("rar"),
        [
            b'B',
            b'Z',
            b'h',
            b'1'..=b'9',
            b'1',
            b'A',
            b'Y',
            b'&',
            b'S',
            b'Y',
            ..,
        ] => Format::Unread("bzip2"),
        _ if is_tar(head) => Format::Tar,
        _ => return None,
    };
    Some(format)
}

/// Whether a block is the header of a tar: its checksum is right, whatever its magic number.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..HEAD) else {
        return false;
    };
    let digits = header[148..156]
        .iter()
        .skip_while(|byte| **byte == b' ')
        .take_while(|byte| (b'0'..=b'7').contains(*byte));
    let mut stated = None;
    for digit in digits {
        stated = Some(stated.unwrap_or(0_u32) * 8 + u32::from(digit - b'0'));
    }
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| match (148..156).contains(&at) {
            true => u32::from(b' '),
            false => u32::from(*byte),
        })
        .sum();
    header[0] != 0 && stated == Some(sum)
}

/// Endings of the names of archives, longest first.
const ENDINGS: &[&str] = &[
    ".tar.bz2", ".tar.zst", ".tar.gz", ".tar.xz", ".tzst", ".tbz2", ".tgz", ".txz", ".tbz", ".zip",
    ".tar", ".rar", ".zst", ".7z", ".gz", ".xz", ".bz2",
];

/// A name without the ending of an archive, if it has one and something before it.
pub(super) fn without_ending(name: &str) -> Option<&str> {
    ENDINGS.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len())?;
        let (stem, end) = (name.get(..at)?, name.get(at..)?);
        (end.eq_ignore_ascii_case(ending) && !stem.is_empty()).then_some(stem)
    })
}

/// Documents that are zips inside, and that nobody means as an archive.
const DOCUMENTS: &[&str] = &[
    ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar", ".whl", ".npz", ".crate",
];

/// Whether a name is that of a document.
pub(super) fn is_document(name: &str) -> bool {
    let name = name.to_lowercase();
    DOCUMENTS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_told_by_their_first_bytes() {
        assert_eq!(sniff(b"PK\x03\x04rest"), Some(Format::Zip));
        assert_eq!(sniff(b"PK\x05\x06"), Some(Format::Zip));
        assert_eq!(sniff(b"\x1f\x8b\x08\0"), Some(Format::Gzip));
        assert_eq!(sniff(b"\xfd7zXZ\0"), Some(Format::Xz));
        assert_eq!(sniff(b"\x28\xb5\x2f\xfd"), Some(Format::Zstd));
        assert_eq!(sniff(b"Rar!\x1a\x07\x01\0"), Some(Format::Unread("rar")));
        assert_eq!(sniff(b"fn main() {}"), None);
        assert_eq!(sniff(b""), None);
        let mut header = tar::Header::new_old();
        header.set_path("q1/src/lib.rs").unwrap();
        header.set_size(3);
        header.set_cksum();
        assert_eq!(sniff(header.as_bytes()), Some(Format::Tar));
        header.as_mut_bytes()[0] ^= 1;
        assert_eq!(sniff(header.as_bytes()), None);
        assert_eq!(sniff(&[0; HEAD]), None);
    }

    #[test]
    fn endings_are_taken_off_names_in_any_case() {
        assert_eq!(without_ending("ada.tar.gz"), Some("ada"));
        assert_eq!(without_ending("Dé Jà.ZIP"), Some("Dé Jà"));
        assert_eq!(without_ending("a.b.tar"), Some("a.b"));
        assert_eq!(without_ending(".zip"), None);
        assert_eq!(without_ending("ada"), None);
        assert_eq!(without_ending("日本"), None);
    }
}
