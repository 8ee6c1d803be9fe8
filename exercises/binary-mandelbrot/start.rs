//! Black or white. The task is in `spec.rs`; this is the file to edit.

use std::fmt;

/// The picture hasn't as many bytes as the points need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongRoom {
    /// How many bytes are needed.
    pub needed: usize,
    /// How many there are.
    pub room: usize,
}

impl fmt::Display for WrongRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a picture of {} bytes where {} are needed",
            self.room, self.needed
        )
    }
}

impl std::error::Error for WrongRoom {}

/// The bytes of a picture: each row begins with a new byte.
#[must_use]
pub fn room(width: usize, height: usize) -> usize {
    height * width.div_ceil(8)
}

/// Draws the Mandelbrot set in black and white, a bit for each point.
///
/// The picture has a row for each number of `im` and a column for each number of `re`. A bit is 1, black, if none of the
/// first `steps` steps from the point takes it out of the circle of radius 2. The leftmost of eight points is the highest
/// bit of their byte; bits after the last point of a row are 0.
///
/// # Errors
///
/// [`WrongRoom`] if `picture` isn't [`room`] bytes long; it is left as it was.
pub fn binary(re: &[f64], im: &[f64], steps: u32, picture: &mut [u8]) -> Result<(), WrongRoom> {
    todo!("binary-mandelbrot: a bit for each point, and no more steps than it takes to know it")
}
