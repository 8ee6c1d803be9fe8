//! Hands a request to the answer, and its reply back.

use std::hint::black_box;

use answer::{Slice, real_roots};
use frames::{Malformed, Reader, Writer};

fn main() {
    frames::serve(|input, output| {
        if input.bool()? {
            race(input, output)
        } else {
            once(input, output)
        }
    });
}

/// One call: the coefficients, and what the room for the roots holds before.
fn once(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let (a, b, c) = (input.f64s()?, input.f64s()?, input.f64s()?);
    let (mut low, mut high) = (input.f64s()?, input.f64s()?);
    match real_roots(&a, &b, &c, &mut low, &mut high) {
        Ok(count) => {
            output.u8(0).u64(count as u64);
        }
        Err(error) => {
            let slice = match error.slice {
                Slice::B => 0,
                Slice::C => 1,
                Slice::Low => 2,
                Slice::High => 3,
            };
            output
                .u8(1)
                .u8(slice)
                .u64(error.expected as u64)
                .u64(error.found as u64);
        }
    }
    output.f64s(&low).f64s(&high);
    Ok(())
}

/// Many calls, each on other windows of the same numbers: the count and a few of the roots are the reply.
fn race(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let numbers = [input.f64s()?, input.f64s()?, input.f64s()?];
    let length = input.u64()? as usize;
    let (mut low, mut high) = (vec![0.0; length], vec![0.0; length]);
    for _ in 0..input.u64()? {
        let mut windows = [&[][..]; 3];
        for (window, numbers) in windows.iter_mut().zip(&numbers) {
            let from = input.u32()? as usize;
            *window = numbers.get(from..from + length).unwrap_or_default();
        }
        let (from, to) = (input.u32()? as usize, input.u32()? as usize);
        let [a, b, c] = black_box(windows);
        let count = real_roots(a, b, c, &mut low, &mut high).map_or(u64::MAX, |count| count as u64);
        output.u64(count);
        for roots in [&low, &high] {
            output.f64s(black_box(roots).get(from..to).unwrap_or_default());
        }
    }
    Ok(())
}
