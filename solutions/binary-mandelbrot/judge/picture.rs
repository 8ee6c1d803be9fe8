//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

use crate::mistake;

/// The points of a picture, and how many steps they make.
pub struct Picture {
    pub re: Vec<f64>,
    pub im: Vec<f64>,
    pub steps: u32,
}

/// What each byte holds before the call.
pub const UNTOUCHED: u8 = 0b1010_0101;

/// As many numbers as asked for, in even steps.
pub fn along(from: f64, to: f64, count: usize) -> Vec<f64> {
    let step = (to - from) / count as f64;
    (0..count).map(|i| from + step * i as f64).collect()
}

/// Whether a point is inside after each of its steps.
pub fn rule(re: f64, im: f64, steps: u32) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    (0..steps).all(|_| {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        x * x + y * y <= 4.0
    })
}

/// The bits of a picture by some rule, rows first, the highest bit first, each row in bytes of its own.
pub fn packed(re: &[f64], im: &[f64], rule: impl Fn(f64, f64) -> bool) -> Vec<u8> {
    let mut picture = Vec::new();
    for &im in im {
        for eight in re.chunks(8) {
            let mut byte = 0;
            for (place, &re) in eight.iter().enumerate() {
                byte |= u8::from(rule(re, im)) << (7 - place);
            }
            picture.push(byte);
        }
    }
    picture
}

impl Picture {
    /// Bytes that the picture needs.
    pub fn needed(&self) -> usize {
        self.im.len() * self.re.len().div_ceil(8)
    }

    pub fn request(&self, room: usize) -> Writer {
        let mut request = Writer::new();
        request.f64s(&self.re).f64s(&self.im).u32(self.steps);
        request.bytes(&vec![UNTOUCHED; room]);
        request
    }

    fn label(&self, about: &str) -> String {
        let (width, height, steps) = (self.re.len(), self.im.len(), self.steps);
        match (&self.re[..], &self.im[..]) {
            ([re], [im]) => format!("{about}: {re} + {im} i, {steps} steps"),
            _ => format!("{about}: {width} × {height} points, {steps} steps"),
        }
    }

    /// A case with room for the picture.
    pub fn case(self, about: &str) -> Case {
        let expected = packed(&self.re, &self.im, |re, im| rule(re, im, self.steps));
        Case::new(
            self.label(about),
            self.request(expected.len()),
            move |reply| {
                if let Some((needed, room)) = wrong_room(reply)? {
                    return Err(format!(
                        "WrongRoom of {needed} and {room}, but the room was right"
                    ));
                }
                self.compare(reply.bytes()?, &expected)
            },
        )
    }

    /// A case with another room.
    pub fn refused(self, room: usize) -> Case {
        let needed = self.needed();
        let label = format!("{}, and room for {room} bytes", self.label("wrong room"));
        Case::new(label, self.request(room), move |reply| {
            let found = wrong_room(reply)?;
            let written = reply.bytes()?.iter().any(|&byte| byte != UNTOUCHED);
            match found {
                None => Err(format!("Ok instead of a WrongRoom of {needed} and {room}")),
                Some(found) if found != (needed as u64, room as u64) => Err(format!(
                    "WrongRoom of {} and {} instead of {needed} and {room}",
                    found.0, found.1
                )),
                Some(_) if written => Err("a WrongRoom, but something was written".to_owned()),
                Some(_) => Ok(()),
            }
        })
    }

    /// What is wrong with a picture.
    pub fn compare(&self, found: &[u8], expected: &[u8]) -> Result<(), String> {
        if found == expected {
            return Ok(());
        }
        if found.len() != expected.len() {
            return Err(format!("{} bytes, not {}", found.len(), expected.len()));
        }
        if let Some(mistake) = mistake::behind(self, found) {
            return Err(mistake.to_owned());
        }
        let bytes = self.re.len().div_ceil(8);
        let place = found.iter().zip(expected).position(|(a, b)| a != b);
        let place = place.unwrap_or_default();
        let bit = (found[place] ^ expected[place]).leading_zeros() as usize;
        let (row, column) = (place / bytes, place % bytes * 8 + bit);
        let colour = |picture: &[u8]| match picture[place] >> (7 - bit) & 1 {
            0 => "white",
            _ => "black",
        };
        match self.re.get(column) {
            Some(re) => Err(format!(
                "row {row}, column {column}: {re:?} + {:?} i is {} after {} steps, not {}",
                self.im[row],
                colour(expected),
                self.steps,
                colour(found)
            )),
            None => Err(format!(
                "bit {column} of row {row} is after the last point, and should be 0"
            )),
        }
    }
}

/// The lengths in an error.
fn wrong_room(reply: &mut Reader<'_>) -> Result<Option<(u64, u64)>, String> {
    match reply.u8()? {
        0 => Ok(None),
        _ => Ok(Some((reply.u64()?, reply.u64()?))),
    }
}
