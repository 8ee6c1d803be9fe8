//! Reading a program's output line by line, when a line may have no end.

use std::io::{self, BufRead};

/// The longest piece that is handed on, in bytes.
const LONGEST: usize = 1024 * 1024;

/// Hands on each line without its end. A longer one than [`LONGEST`] comes in pieces.
///
/// # Errors
/// When reading fails.
pub fn each(mut from: impl BufRead, mut hear: impl FnMut(&str)) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut from, LONGEST as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if line.ends_with(b"\n") {
            line.pop();
        }
        hear(String::from_utf8_lossy(&line).trim_end_matches('\r'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        each(text, |line| lines.push(line.to_owned())).unwrap();
        lines
    }

    #[test]
    fn lines_come_without_their_ends_whatever_those_are() {
        assert_eq!(lines(b"a\nb\r\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(lines(b""), Vec::<String>::new());
        assert_eq!(lines(b"\xff\n"), ["\u{fffd}"]);
    }

    #[test]
    fn a_line_without_end_comes_in_pieces() {
        let text = vec![b'x'; 2 * LONGEST + 3];
        let lengths: Vec<_> = lines(&text).iter().map(String::len).collect();
        assert_eq!(lengths, [LONGEST, LONGEST, 3]);
    }
}
