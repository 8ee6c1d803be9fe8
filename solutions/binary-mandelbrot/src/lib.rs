//! Black or white, solved.
//!
//! # Why this way
//!
//! One point by itself is a chain: each step waits for the multiplications of the step before, and the processor waits
//! with it. Sixteen neighbours are sixteen chains, which the compiler puts into vector registers; the loop over them has no
//! branch in it. Neighbours leave at about the same time, so few wait for others.
//!
//! Nothing is counted, and nothing is remembered. A point outside the circle moves away from it, to infinity, and from
//! there to NaN, and none of these is `<= 4.0` again. So the question is put to the points as they are *now*, every
//! eight steps: if no answer is yes, the block is done, and after the last step the answers are the bits. A few steps too
//! many for some points cost less than a question after each.
//!
//! The blocks at the end of a row are filled up with points that leave at once and delay nobody.
//!
//! # A second good answer
//!
//! Most of the time goes into points that never leave, which are in for all of `steps`. Many of them can be known without a
//! step: those in the large heart-shaped piece, where q (q + re − ¼) < ¼ im² with q = (re − ¼)² + im², and those in the
//! circle of radius ¼ around −1. In a picture of the whole set that is nearly all of the black, and one point after
//! the other with this test in front is a good answer, too. Zoomed into a coastline, it gains nothing. The
//! two go well together.

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
    let mut left = steps;
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
