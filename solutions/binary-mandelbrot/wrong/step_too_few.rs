//! Fails points with wrong: the last one is not looked at
//! Fails picture with wrong: the last one is not looked at
//! Fails edges with wrong: the last one is not looked at
//! Fails speed with wrong: the last one is not looked at
//!
//! Looks at a point before each step, as the lesson's `mandel` does, and so never at where the last step ends.

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

/// Points that move together: two bytes of the picture.
const BLOCK: usize = 16;

/// Steps between two questions.
const UNASKED: u32 = 8;

/// A point that leaves at once.
const OUTSIDE: f64 = 3.0;

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
        for (bytes, re) in row.chunks_mut(BLOCK / 8).zip(re.chunks(BLOCK)) {
            let mut block = [OUTSIDE; BLOCK];
            block[..re.len()].copy_from_slice(re);
            let inside = inside(&block, im, steps);
            for (byte, eight) in bytes.iter_mut().zip(inside.chunks(8)) {
                *byte = pack(eight);
            }
        }
        // With no steps, those who only fill the block haven't left.
        if let Some(last) = row.last_mut() {
            *last &= 0xff << ((8 - re.len() % 8) % 8);
        }
    }
    Ok(())
}

/// Eight answers in a byte, the first in its highest bit.
fn pack(eight: &[bool]) -> u8 {
    eight
        .iter()
        .fold(0, |byte, &inside| byte << 1 | u8::from(inside))
}

/// Which of the points are inside after all steps.
fn inside(re: &[f64; BLOCK], im: f64, steps: u32) -> [bool; BLOCK] {
    let (mut x, mut y) = ([0.0; BLOCK], [0.0; BLOCK]);
    let mut inside = [true; BLOCK];
    let mut left = steps.saturating_sub(1);
    while left > 0 && inside.contains(&true) {
        let now = left.min(UNASKED);
        for _ in 0..now {
            for i in 0..BLOCK {
                (x[i], y[i]) = (x[i] * x[i] - y[i] * y[i] + re[i], 2.0 * x[i] * y[i] + im);
            }
        }
        left -= now;
        for i in 0..BLOCK {
            inside[i] = x[i] * x[i] + y[i] * y[i] <= 4.0;
        }
    }
    inside
}
