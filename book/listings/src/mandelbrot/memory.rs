//! What whole arrays ask for in memory.

use std::fmt::Write;

use super::{Plane, arrays, compressed, masked, points, simd};
use crate::counting::Counting;
use crate::{double, standard_deviation};

/// Numbers that each function is given.
const NUMBERS: usize = 90_000;

/// The table of the page: bytes that functions ask for, per number. `allocator` has to be the program's own.
pub fn table(allocator: &Counting) -> String {
    let plane = Plane::new(300);
    let (re, im) = plane.grid();
    let mut counts = vec![0.0; NUMBERS];
    let mut out = re.clone();
    let numbers = re.flatten().to_vec();
    let cases = [
        (
            "double arrays",
            allocator.count(|| double::arrays(re.view())),
        ),
        (
            "double zip",
            allocator.count(|| double::zip(re.view(), out.view_mut())),
        ),
        (
            "std arrays",
            allocator.count(|| standard_deviation::arrays((&numbers).into())),
        ),
        (
            "std blocks",
            allocator.count(|| standard_deviation::blocks(&numbers)),
        ),
        (
            "mandelbrot loop",
            allocator.count(|| points(&plane, &mut counts)),
        ),
        ("mandelbrot arrays", allocator.count(|| arrays(&re, &im))),
        ("mandelbrot masked", allocator.count(|| masked(&re, &im))),
        (
            "mandelbrot compressed",
            allocator.count(|| compressed(&plane, &mut counts)),
        ),
        (
            "mandelbrot simd",
            allocator.count(|| simd(&plane, &mut counts)),
        ),
    ];
    let mut text = String::from("bytes per number        asked for   at most at a time\n");
    for (name, asked) in cases {
        let per_number = |bytes: usize| bytes / NUMBERS;
        let _ = writeln!(
            text,
            "{name:<22}{:>11}{:>20}",
            per_number(asked.all),
            per_number(asked.most)
        );
    }
    text
}
