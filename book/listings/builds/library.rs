//! The library of the program that is built in different ways.

/// The steps that c = `re` + `im` i makes before it leaves the circle of radius 2, at most 50.
pub fn mandel(re: f64, im: f64) -> u32 {
    let (mut x, mut y, mut counter) = (0.0, 0.0, 0);
    while counter < 50 && x * x + y * y <= 4.0 {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        counter += 1;
    }
    counter
}

/// A number, mirrored into the interval from 0 to 1, and smoothed: a little work in another crate.
pub fn smooth(x: f64) -> f64 {
    let x = mirrored(x);
    x * x * (3.0 - 2.0 * x)
}

#[inline(never)]
fn outside(x: f64) -> f64 {
    1.0 - (x.rem_euclid(2.0) - 1.0).abs()
}

fn mirrored(x: f64) -> f64 {
    if (0.0..=1.0).contains(&x) {
        x
    } else {
        outside(x)
    }
}
