//! Hands a request to the answer, and its reply back.

use std::hint::black_box;

use answer::powers;
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

/// One call: the numbers, the exponent, and what the room for the powers holds before.
fn once(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let x = input.f64s()?;
    let n = input.u32()?.cast_signed();
    let mut room = input.f64s()?;
    match powers(&x, n, &mut room) {
        Ok(()) => {
            output.u8(0);
        }
        Err(error) => {
            output
                .u8(1)
                .u64(error.numbers as u64)
                .u64(error.powers as u64);
        }
    }
    output.f64s(&room);
    Ok(())
}

/// Many calls on the same numbers: for each exponent, the powers from one place to another are the reply.
fn race(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let x = input.f64s()?;
    let mut room = vec![0.0; x.len()];
    let calls = input.u64()?;
    for _ in 0..calls {
        let n = input.u32()?.cast_signed();
        let (from, to) = (input.u32()? as usize, input.u32()? as usize);
        if powers(black_box(&x), black_box(n), &mut room).is_err() {
            room.fill(f64::NAN);
        }
        output.f64s(black_box(&room).get(from..to).unwrap_or_default());
    }
    Ok(())
}
