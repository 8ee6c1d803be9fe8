//! Fails edges with wrong: a NaN counts as inside
//! Fails speed with not faster: the goal is 2.5
//!
//! Asks whether the point is outside, and takes a no for an inside. A NaN answers no to everything.

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
    let needed = room(re.len(), im.len());
    if picture.len() != needed {
        return Err(WrongRoom {
            needed,
            room: picture.len(),
        });
    }
    if needed == 0 {
        return Ok(());
    }
    for (row, &im) in picture.chunks_mut(re.len().div_ceil(8)).zip(im) {
        for (byte, eight) in row.iter_mut().zip(re.chunks(8)) {
            *byte = 0;
            for (place, &re) in eight.iter().enumerate() {
                *byte |= u8::from(inside(re, im, steps)) << (7 - place);
            }
        }
    }
    Ok(())
}

/// Whether a point is inside after all steps.
fn inside(re: f64, im: f64, steps: u32) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    for _ in 0..steps {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        if x * x + y * y > 4.0 {
            return false;
        }
    }
    true
}
