//! How a judge and the process with student code talk: length-capped binary frames over one socket.
//!
//! A frame is a length (`u32`, little-endian) and that many bytes. The subject greets; then the judge sends a request
//! frame, the subject answers with one frame, and so on until the judge closes the socket. The socket is file descriptor 0, used both
//! ways, so nothing that a student prints can get into an answer. Numbers travel as their bits: a NaN arrives as it left.
//!
//! This file stands alone: `workbook-judge` has it as a module, and the grader compiles it as a crate named `frames`
//! for the subjects. A subject is a decoder around the answer:
//!
//! ```no_run
//! # mod frames { pub use workbook_judge::frames::*; }
//! # mod answer { pub fn mean(values: &[f64]) -> f64 { values.iter().sum::<f64>() / values.len() as f64 } }
//! fn main() {
//!     frames::serve(|input, output| {
//!         let values = input.f64s()?;
//!         output.f64(answer::mean(&values));
//!         Ok(())
//!     });
//! }
//! ```
#![forbid(unsafe_code)]

use std::fmt;
use std::io::{self, Read, Write};

/// The longest frame that either side takes, in bytes.
pub const LONGEST: usize = 256 << 20;

/// The exit status of a subject whose request it couldn't decode or whose socket broke.
pub const BROKEN: i32 = 65;

/// The frame that a subject begins with: its `main` has been reached.
pub const GREETING: &[u8] = b"ready";

/// Encodes the payload of one frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty payload.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.bytes.push(value);
        self
    }

    /// Appends a `u32`.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// Appends a `u64`.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// Appends an `f64`, bit for bit.
    pub fn f64(&mut self, value: f64) -> &mut Self {
        self.u64(value.to_bits())
    }

    /// Appends a `bool`.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.u8(u8::from(value))
    }

    /// Appends text with its length.
    pub fn str(&mut self, value: &str) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    /// Appends bytes with their length.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.u64(value.len() as u64);
        self.bytes.extend_from_slice(value);
        self
    }

    /// Appends a slice of `u64` with its length.
    pub fn u64s(&mut self, values: &[u64]) -> &mut Self {
        self.u64(values.len() as u64);
        self.bytes.reserve(8 * values.len());
        for &value in values {
            self.u64(value);
        }
        self
    }

    /// Appends a slice of `f64` with its length.
    pub fn f64s(&mut self, values: &[f64]) -> &mut Self {
        self.u64(values.len() as u64);
        self.bytes.reserve(8 * values.len());
        for &value in values {
            self.f64(value);
        }
        self
    }

    /// The payload so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Decodes the payload of one frame, in the order in which it was written.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

/// A payload that isn't what its reader expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    expected: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the frame doesn't hold {} where one was expected",
            self.expected
        )
    }
}

impl std::error::Error for Malformed {}

impl From<Malformed> for String {
    fn from(malformed: Malformed) -> Self {
        malformed.to_string()
    }
}

impl<'a> Reader<'a> {
    /// Reads this payload from its start.
    #[must_use]
    pub fn new(payload: &'a [u8]) -> Self {
        Self { rest: payload }
    }

    fn take(&mut self, count: usize, expected: &'static str) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(Malformed { expected })?;
        self.rest = rest;
        Ok(taken)
    }

    fn word<const N: usize>(&mut self, expected: &'static str) -> Result<[u8; N], Malformed> {
        self.take(N, expected)?
            .try_into()
            .map_err(|_| Malformed { expected })
    }

    /// The number of items that follow, when that many of `size` bytes each can still follow.
    fn count(&mut self, size: usize, expected: &'static str) -> Result<usize, Malformed> {
        let count = u64::from_le_bytes(self.word(expected)?);
        usize::try_from(count)
            .ok()
            .filter(|&count| count <= self.rest.len() / size)
            .ok_or(Malformed { expected })
    }

    /// Reads a byte.
    ///
    /// # Errors
    /// When the payload has ended; this holds for all methods of a reader.
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(u8::from_le_bytes(self.word("a byte")?))
    }

    /// Reads a `u32`.
    ///
    /// # Errors
    /// When the payload has ended.
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_le_bytes(self.word("a u32")?))
    }

    /// Reads a `u64`.
    ///
    /// # Errors
    /// When the payload has ended.
    pub fn u64(&mut self) -> Result<u64, Malformed> {
        Ok(u64::from_le_bytes(self.word("a u64")?))
    }

    /// Reads an `f64`, bit for bit.
    ///
    /// # Errors
    /// When the payload has ended.
    pub fn f64(&mut self) -> Result<f64, Malformed> {
        Ok(f64::from_bits(u64::from_le_bytes(self.word("an f64")?)))
    }

    /// Reads a `bool`.
    ///
    /// # Errors
    /// When the payload has ended, or the byte is neither 0 nor 1.
    pub fn bool(&mut self) -> Result<bool, Malformed> {
        let expected = "a bool";
        match self.word(expected)? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Malformed { expected }),
        }
    }

    /// Reads text.
    ///
    /// # Errors
    /// When the payload has ended, or the bytes aren't UTF-8.
    pub fn str(&mut self) -> Result<&'a str, Malformed> {
        let expected = "text";
        let count = self.count(1, expected)?;
        std::str::from_utf8(self.take(count, expected)?).map_err(|_| Malformed { expected })
    }

    /// Reads bytes that were written with their length.
    ///
    /// # Errors
    /// When the payload has ended.
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let expected = "a run of bytes";
        let count = self.count(1, expected)?;
        self.take(count, expected)
    }

    /// Reads a slice of `u64`.
    ///
    /// # Errors
    /// When the payload has ended.
    pub fn u64s(&mut self) -> Result<Vec<u64>, Malformed> {
        let count = self.count(8, "a slice of u64")?;
        (0..count).map(|_| self.u64()).collect()
    }

    /// Reads a slice of `f64`.
    ///
    /// # Errors
    /// When the payload has ended.
    pub fn f64s(&mut self) -> Result<Vec<f64>, Malformed> {
        let count = self.count(8, "a slice of f64")?;
        (0..count).map(|_| self.f64()).collect()
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// Sends one frame.
///
/// # Errors
/// When the payload is longer than [`LONGEST`], or the stream fails.
pub fn send(stream: &mut impl Write, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len())
        .ok()
        .filter(|_| payload.len() <= LONGEST);
    let length =
        length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "frame too long"))?;
    // One write for what is small, so that a request isn't two packets.
    if payload.len() <= 1 << 16 {
        let mut frame = Vec::with_capacity(4 + payload.len());
        frame.extend_from_slice(&length.to_le_bytes());
        frame.extend_from_slice(payload);
        stream.write_all(&frame)
    } else {
        stream.write_all(&length.to_le_bytes())?;
        stream.write_all(payload)
    }
}

/// Receives one frame of at most `longest` bytes; `None` when the other side closed before it began one.
///
/// # Errors
/// [`InvalidData`](io::ErrorKind::InvalidData) when the frame announces more than `longest` bytes,
/// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when it ends in the middle, or whatever the stream fails with.
pub fn receive(stream: &mut impl Read, longest: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut filled = 0;
    while filled < length.len() {
        match stream.read(&mut length[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > longest {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("a frame of {length} bytes"),
        ));
    }
    // Memory grows with what arrives, not with what is announced.
    let mut payload = Vec::with_capacity(length.min(1 << 20));
    stream.take(length as u64).read_to_end(&mut payload)?;
    if payload.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(payload))
}

/// Answers request frames on file descriptor 0 until the other side closes it: the whole `main` of a subject.
///
/// A request that can't be decoded ends the process with status [`BROKEN`].
#[cfg(unix)]
pub fn serve(mut answer: impl FnMut(&mut Reader<'_>, &mut Writer) -> Result<(), Malformed>) {
    use std::os::fd::AsFd;

    let served = io::stdin().as_fd().try_clone_to_owned().and_then(|socket| {
        let mut socket = std::os::unix::net::UnixStream::from(socket);
        send(&mut socket, GREETING)?;
        while let Some(request) = receive(&mut socket, LONGEST)? {
            let mut output = Writer::new();
            answer(&mut Reader::new(&request), &mut output).map_err(io::Error::other)?;
            send(&mut socket, output.as_bytes())?;
        }
        Ok(())
    });
    if let Err(error) = served {
        eprintln!("this process and its judge lost each other: {error}");
        std::process::exit(BROKEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_bit_for_bit() {
        let nan = f64::from_bits(0x7ff8_0000_0000_0abc);
        let mut writer = Writer::new();
        writer
            .u8(7)
            .u32(8)
            .u64(u64::MAX)
            .f64(nan)
            .bool(true)
            .str("naïve")
            .bytes(&[1, 2]);
        writer.u64s(&[3, 4]).f64s(&[-0.0, f64::INFINITY]);
        let mut reader = Reader::new(writer.as_bytes());
        assert_eq!(reader.u8(), Ok(7));
        assert_eq!(reader.u32(), Ok(8));
        assert_eq!(reader.u64(), Ok(u64::MAX));
        assert_eq!(reader.f64().unwrap().to_bits(), nan.to_bits());
        assert_eq!(reader.bool(), Ok(true));
        assert_eq!(reader.str(), Ok("naïve"));
        assert_eq!(reader.bytes(), Ok(&[1, 2][..]));
        assert_eq!(reader.u64s(), Ok(vec![3, 4]));
        assert!(reader.f64s().unwrap()[0].is_sign_negative());
        assert!(reader.is_empty());
    }

    #[test]
    fn a_hostile_payload_is_refused_without_allocating_what_it_announces() {
        let mut huge = Writer::new();
        huge.u64(u64::MAX);
        assert!(Reader::new(huge.as_bytes()).u64s().is_err());
        assert!(Reader::new(huge.as_bytes()).bytes().is_err());
        assert!(Reader::new(huge.as_bytes()).str().is_err());
        assert!(Reader::new(&[2]).bool().is_err());
        assert!(Reader::new(&[1, 2, 3]).u32().is_err());
        assert!(Reader::new(&[1, 0, 0, 0, 0, 0, 0, 0, 0xff]).str().is_err());
    }

    #[test]
    fn frames_follow_each_other_and_end_cleanly() {
        let mut wire = Vec::new();
        send(&mut wire, b"one").unwrap();
        send(&mut wire, &vec![9; 100_000]).unwrap();
        let mut wire = &wire[..];
        assert_eq!(receive(&mut wire, 1 << 20).unwrap(), Some(b"one".to_vec()));
        assert_eq!(receive(&mut wire, 1 << 20).unwrap(), Some(vec![9; 100_000]));
        assert_eq!(receive(&mut wire, 1 << 20).unwrap(), None);
    }

    #[test]
    fn a_frame_that_is_too_long_or_cut_short_is_an_error() {
        let mut long = &[255, 255, 255, 255, 0][..];
        assert_eq!(
            receive(&mut long, 16).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        let mut cut = &[3, 0, 0, 0, 1][..];
        assert_eq!(
            receive(&mut cut, 16).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        let mut cut = &[3, 0][..];
        assert_eq!(
            receive(&mut cut, 16).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
    }
}
