//! Zstandard streams of any number of frames.

use std::io::{Error, ErrorKind, Read};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A stream of frames, unpacked.
pub(super) struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

impl<R: Read> Frames<R> {
    /// Unpacks frames whose windows are at most `window` bytes.
    pub fn new(source: R, window: u64) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(window);
        Self {
            source,
            decoder,
            is_in_frame: false,
        }
    }

    /// Goes to the next frame that isn't to be skipped; tells whether there is one.
    fn next_frame(&mut self) -> std::io::Result<bool> {
        loop {
            let mut magic = Vec::new();
            (&mut self.source).take(4).read_to_end(&mut magic)?;
            match magic.as_slice() {
                [] => return Ok(false),
                [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
                    let mut length = [0; 4];
                    self.source.read_exact(&mut length)?;
                    let length = u64::from(u32::from_le_bytes(length));
                    let mut skipped = (&mut self.source).take(length);
                    if std::io::copy(&mut skipped, &mut std::io::sink())? < length {
                        return Err(ErrorKind::UnexpectedEof.into());
                    }
                }
                magic => {
                    let frame = magic.chain(&mut self.source);
                    self.decoder.reset(frame).map_err(Error::other)?;
                    self.is_in_frame = true;
                    return Ok(true);
                }
            }
        }
    }

    /// At the end of a frame: its checksum, where it has one, must be right.
    fn end_frame(&mut self) -> std::io::Result<()> {
        self.is_in_frame = false;
        let stated = self.decoder.get_checksum_from_data();
        match stated.is_some() && stated != self.decoder.get_calculated_checksum() {
            true => Err(Error::new(ErrorKind::InvalidData, "its checksum is wrong")),
            false => Ok(()),
        }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_in_frame && !self.next_frame()? {
                return Ok(0);
            }
            // A block at a time: no more than a window and a block is ever held.
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(Error::other)?;
            }
            match self.decoder.read(buffer)? {
                0 if self.decoder.is_finished() => self.end_frame()?,
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                read => return Ok(read),
            }
        }
    }
}
