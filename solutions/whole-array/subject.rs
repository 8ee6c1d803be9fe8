//! Hands a request to the answer, and its reply back.

use std::hint::black_box;

use answer::{MisfitError, misfit};
use frames::{Malformed, Reader, Writer};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, s};

fn main() {
    frames::serve(|input, output| {
        if input.bool()? {
            race(input, output)
        } else {
            once(input, output)
        }
    });
}

/// One call: data, model and uncertainties, each with its layout, and the room for the misfits with what it holds.
fn once(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let (data, model) = (Table::read(input)?, Table::read(input)?);
    let sigmas = Row::read(input)?;
    let mut room = Row::read(input)?;
    let sigma = sigmas.view();
    match misfit(data.view(), model.view(), sigma, room.view_mut()) {
        Ok(()) => output.u8(0),
        Err(MisfitError::Shape { data, model }) => output
            .u8(1)
            .u64s(&[data.0, data.1, model.0, model.1].map(|length| length as u64)),
        Err(MisfitError::Sigmas { columns, sigmas }) => {
            output.u8(2).u64s(&[columns as u64, sigmas as u64])
        }
        Err(MisfitError::Room { columns, room }) => {
            output.u8(3).u64s(&[columns as u64, room as u64])
        }
        Err(MisfitError::NoRows) => output.u8(4).u64s(&[]),
        Err(MisfitError::NotASigma(column)) => output.u8(5).u64s(&[column as u64]),
    };
    output.f64s(&room.all.to_vec());
    Ok(())
}

/// Many calls on the same tables, as they lie and transposed; for each, some of the misfits are the reply.
fn race(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let (seed, side) = (input.u64()?, input.u64()? as usize);
    let data = Array2::from_shape_fn((side, side), |(i, j)| number(seed, i * side + j));
    let model = Array2::from_shape_fn((side, side), |(i, j)| number(!seed, i * side + j));
    let mut misfits = Array1::zeros(side);
    for _ in 0..input.u64()? {
        let (by_rows, sigma) = (input.bool()?, input.f64()?);
        let (from, to) = (input.u32()? as usize, input.u32()? as usize);
        let sigma = Array1::from_shape_fn(side, |j| sigma + j as f64);
        let (data, model) = (black_box(&data), black_box(&model));
        let done = if by_rows {
            misfit(data.view(), model.view(), sigma.view(), misfits.view_mut())
        } else {
            misfit(data.t(), model.t(), sigma.view(), misfits.view_mut())
        };
        if done.is_err() {
            misfits.fill(f64::NAN);
        }
        let misfits = misfits.as_slice().and_then(|misfits| misfits.get(from..to));
        output.f64s(black_box(misfits).unwrap_or_default());
    }
    Ok(())
}

/// A number in [0, 1) for each place: the judge has the same.
fn number(seed: u64, place: usize) -> f64 {
    let x = (seed ^ place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (x >> 11) as f64 / (1u64 << 53) as f64
}

/// A table in a larger one, in one of several layouts.
struct Table {
    all: Array2<f64>,
    layout: u8,
}

impl Table {
    fn read(input: &mut Reader<'_>) -> Result<Table, Malformed> {
        let (layout, rows, columns) = (input.u8()?, input.u64()? as usize, input.u64()? as usize);
        let numbers = input.f64s()?;
        let shape = match layout {
            0 | 3 => (rows, columns),
            1 => (columns, rows),
            2 => (2 * rows, 3 * columns),
            _ => (columns, 2 * rows),
        };
        // What lies between the numbers of the table would be noticed.
        let mut table = Table {
            all: Array2::from_elem(shape, f64::NAN),
            layout,
        };
        for (place, number) in table.view_mut().iter_mut().zip(numbers) {
            *place = number;
        }
        Ok(table)
    }

    fn view(&self) -> ArrayView2<'_, f64> {
        let all = self.all.view();
        match self.layout {
            0 => all,
            1 => all.reversed_axes(),
            2 => all.slice_move(s![..;2, ..;3]),
            3 => all.slice_move(s![..;-1, ..;-1]),
            _ => all.reversed_axes().slice_move(s![..;-2, ..]),
        }
    }

    fn view_mut(&mut self) -> ArrayViewMut2<'_, f64> {
        let all = self.all.view_mut();
        match self.layout {
            0 => all,
            1 => all.reversed_axes(),
            2 => all.slice_move(s![..;2, ..;3]),
            3 => all.slice_move(s![..;-1, ..;-1]),
            _ => all.reversed_axes().slice_move(s![..;-2, ..]),
        }
    }
}

/// A row of numbers: all of those that are sent, or every second, backwards.
struct Row {
    all: Array1<f64>,
    spaced: bool,
}

impl Row {
    fn read(input: &mut Reader<'_>) -> Result<Row, Malformed> {
        Ok(Row {
            spaced: input.bool()?,
            all: input.f64s()?.into(),
        })
    }

    fn view(&self) -> ArrayView1<'_, f64> {
        let mut view = self.all.view();
        if self.spaced {
            view.slice_collapse(s![..;2]);
            view.invert_axis(Axis(0));
        }
        view
    }

    fn view_mut(&mut self) -> ArrayViewMut1<'_, f64> {
        let mut view = self.all.view_mut();
        if self.spaced {
            view.slice_collapse(s![..;2]);
            view.invert_axis(Axis(0));
        }
        view
    }
}
