//! Hands a matrix to the answer, as it is to be seen, and the result back row by row.

use std::hint::black_box;

use answer::trace_tanh;
use frames::{Malformed, Reader, Writer};
use ndarray::{Array2, ArrayView2, s};

fn main() {
    frames::serve(|input, output| {
        if input.bool()? {
            race(input, output)
        } else {
            once(input, output)
        }
    });
}

/// One call: a stored matrix, and which view of it.
fn once(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let kind = input.u8()?;
    let shape = (input.u32()? as usize, input.u32()? as usize);
    let numbers = input.f64s()?;
    let stored = Array2::from_shape_vec(shape, numbers).unwrap_or_default();
    let view: ArrayView2<'_, f64> = match kind {
        0 => stored.view(),
        1 => stored.t(),
        2 => stored.slice(s![..;2, ..;3]),
        3 => stored.slice(s![..;-1, ..]),
        4 => stored.slice(s![.., ..;-1]),
        5 => stored.slice(s![2.., 1..]),
        _ => stored
            .broadcast((shape.1, shape.1))
            .unwrap_or_else(|| stored.view()),
    };
    match trace_tanh(view) {
        Ok(b) => {
            let numbers: Vec<f64> = b.iter().copied().collect();
            output.u8(0).u32(b.nrows() as u32).u32(b.ncols() as u32);
            output.f64s(&numbers);
        }
        Err(error) => {
            output.u8(1).u32(error.rows as u32);
            output.u32(error.columns as u32);
        }
    }
    Ok(())
}

/// Many calls on matrices cut from the same numbers: one number of each result is the reply.
fn race(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let numbers = input.f64s()?;
    for _ in 0..input.u32()? {
        let (n, from) = (input.u32()? as usize, input.u32()? as usize);
        let place = [input.u32()? as usize, input.u32()? as usize];
        let numbers = numbers.get(from..from + n * n).unwrap_or_default();
        let b = ArrayView2::from_shape((n, n), numbers)
            .ok()
            .and_then(|a| trace_tanh(black_box(a)).ok());
        let seen = black_box(&b).as_ref().and_then(|b| b.get(place));
        output.f64(seen.copied().unwrap_or(f64::NAN));
    }
    Ok(())
}
