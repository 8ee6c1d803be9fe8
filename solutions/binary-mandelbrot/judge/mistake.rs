//! Pictures that mistakes would have drawn.

use crate::picture::{Picture, UNTOUCHED, packed, rule};

/// A wrong picture, and in words what is wrong with it.
type Mistake = (fn(&Picture) -> Vec<u8>, &'static str);

const MISTAKES: [Mistake; 10] = [
    (|p| vec![UNTOUCHED; p.needed()], "nothing was written"),
    (
        |p| right(p).iter().map(|byte| byte.reverse_bits()).collect(),
        "the first of eight points is the lowest bit of its byte; it should be the highest",
    ),
    (
        unpadded,
        "a row begins in the middle of a byte; each should begin with a new one",
    ),
    (
        |p| packed(&p.im, &p.re, |im, re| rule(re, im, p.steps)),
        "rows and columns are exchanged: a row belongs to a number of `im`",
    ),
    (
        |p| right(p).iter().map(|byte| !byte).collect(),
        "black and white are exchanged, and with them the bits after the last point",
    ),
    (
        |p| packed(&p.re, &p.im, |re, im| on_the_circle_is_out(re, im, p.steps)),
        "a point on the circle counts as outside; x² + y² = 4 is not outside",
    ),
    (
        |p| packed(&p.re, &p.im, |re, im| nan_is_in(re, im, p.steps)),
        "a NaN counts as inside; it is not greater than 4, and not less than or equal to it either",
    ),
    (
        |p| {
            packed(&p.re, &p.im, |re, im| {
                rule(re, im, p.steps.saturating_sub(1))
            })
        },
        "a step too few: the last one is not looked at",
    ),
    (
        |p| {
            packed(&p.re, &p.im, |re, im| {
                rule(re, im, p.steps.saturating_add(1))
            })
        },
        "a step too many",
    ),
    (
        |p| packed(&p.re, &p.im, |re, im| in_single(re, im, p.steps)),
        "that is the picture in `f32`",
    ),
];

/// The mistake that draws such a picture, if it is one of those known. Where steps have no end, nobody looks.
pub fn behind(picture: &Picture, found: &[u8]) -> Option<&'static str> {
    if picture.steps > 100_000 {
        return None;
    }
    let mut mistakes = MISTAKES.iter();
    mistakes
        .find(|(draw, _)| draw(picture) == found)
        .map(|(_, words)| *words)
}

fn right(picture: &Picture) -> Vec<u8> {
    packed(&picture.re, &picture.im, |re, im| {
        rule(re, im, picture.steps)
    })
}

/// All bits in a row, the last bytes 0 or as they were.
fn unpadded(picture: &Picture) -> Vec<u8> {
    let points = picture
        .im
        .iter()
        .flat_map(|&im| picture.re.iter().map(move |&re| (re, im)));
    let bits: Vec<bool> = points.map(|(re, im)| rule(re, im, picture.steps)).collect();
    let mut bytes: Vec<u8> = bits
        .chunks(8)
        .map(|eight| {
            let byte = eight.iter().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
            byte << (8 - eight.len())
        })
        .collect();
    bytes.resize(picture.needed(), 0);
    bytes
}

fn on_the_circle_is_out(re: f64, im: f64, steps: u32) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    (0..steps).all(|_| {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        x * x + y * y < 4.0
    })
}

fn nan_is_in(re: f64, im: f64, steps: u32) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    !(0..steps).any(|_| {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        x * x + y * y > 4.0
    })
}

fn in_single(re: f64, im: f64, steps: u32) -> bool {
    let (re, im) = (re as f32, im as f32);
    let (mut x, mut y) = (0.0_f32, 0.0_f32);
    (0..steps).all(|_| {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        x * x + y * y <= 4.0
    })
}
