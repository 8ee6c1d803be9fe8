//! From a file's bytes to a text that the compiler reads.

/// Whether a text says by its first bytes how it is encoded.
pub(crate) fn marked(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Decodes a text: UTF-8 with or without a mark, UTF-16 with one, or without one and mostly ASCII. In anything else,
/// what isn't UTF-8 is replaced: in a comment it does no harm, and in code the compiler will say so. Line ends are the
/// compiler's business.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, String> {
    if let (false, Some(word)) = (marked(bytes), unmarked_utf16(bytes)) {
        return utf16(bytes, word);
    }
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok(String::from_utf8_lossy(rest).into_owned()),
        _ => Ok(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// How to read UTF-16 without a mark: every other byte of ASCII is a zero, and a source holds none otherwise.
fn unmarked_utf16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    let most = pairs.len() / 2;
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    match (zeros(0), zeros(1)) {
        (0, low) if low > most => Some(u16::from_le_bytes),
        (high, 0) if high > most => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn utf16(bytes: &[u8], word: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return Err(
            "the file says that it is UTF-16, and ends in the middle of a character".to_owned(),
        );
    };
    Ok(char::decode_utf16(pairs.iter().map(|pair| word(*pair)))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_dropped_and_other_encodings_are_read() {
        assert_eq!(
            decode(b"\xef\xbb\xbffn f() {}\r\n").unwrap(),
            "fn f() {}\r\n"
        );
        assert_eq!(decode(b"\xff\xfef\0n\0").unwrap(), "fn");
        assert_eq!(decode(b"\xfe\xff\0f\0n").unwrap(), "fn");
        assert_eq!(
            decode(b"// caf\xe9\nfn f() {}").unwrap(),
            "// caf\u{fffd}\nfn f() {}"
        );
        assert!(decode(b"\xff\xfef").is_err());
        assert_eq!(decode(b"f\0n\0").unwrap(), "fn");
        assert_eq!(decode(b"\0f\0n").unwrap(), "fn");
        assert_eq!(decode(b"f\0n \0").unwrap(), "f\0n \0");
        assert_eq!(decode(b"").unwrap(), "");
    }
}
