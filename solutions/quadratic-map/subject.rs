//! Hands a request to the answer, and its reply back.

use std::ops::{Mul, Sub};

use answer::{Number, ends, together, trajectory};
use frames::{Malformed, Reader, Writer};

fn main() {
    frames::serve(|input, output| match input.u8()? {
        0 => once::<f64>(input, output),
        1 => once::<f32>(input, output),
        2 => once::<Residue>(input, output),
        _ => {
            race::<f64>(input, output)?;
            race::<f32>(input, output)
        }
    });
}

/// A number that travels as its bits.
trait Wire: Number {
    fn of(bits: u64) -> Self;
    fn bits(self) -> u64;
}

impl Wire for f64 {
    fn of(bits: u64) -> f64 {
        f64::from_bits(bits)
    }
    fn bits(self) -> u64 {
        self.to_bits()
    }
}

impl Wire for f32 {
    fn of(bits: u64) -> f32 {
        f32::from_bits(bits as u32)
    }
    fn bits(self) -> u64 {
        u64::from(self.to_bits())
    }
}

/// A whole number modulo a prime.
#[derive(Clone, Copy)]
struct Residue(u64);

const PRIME: u64 = 1_000_003;

impl Sub for Residue {
    type Output = Residue;
    fn sub(self, other: Residue) -> Residue {
        Residue((self.0 + PRIME - other.0) % PRIME)
    }
}

impl Mul for Residue {
    type Output = Residue;
    fn mul(self, other: Residue) -> Residue {
        Residue(self.0 * other.0 % PRIME)
    }
}

impl Number for Residue {
    const ONE: Residue = Residue(1);
}

impl Wire for Residue {
    fn of(bits: u64) -> Residue {
        Residue(bits)
    }
    fn bits(self) -> u64 {
        self.0
    }
}

/// One call: which function, the parameter, the starts, the steps, and for `ends` what the room holds before.
fn once<F: Wire>(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let function = input.u8()?;
    let r = F::of(input.u64()?);
    let starts: Vec<F> = input.u64s()?.into_iter().map(F::of).collect();
    let steps = input.u64()? as usize;
    let mut room: Vec<F> = input.u64s()?.into_iter().map(F::of).collect();
    let numbers = match function {
        0 => starts.iter().flat_map(|&start| trajectory(r, start, steps)).collect(),
        1 => match starts.len() {
            1 => side_by_side::<F, 1>(r, &starts, steps),
            2 => side_by_side::<F, 2>(r, &starts, steps),
            3 => side_by_side::<F, 3>(r, &starts, steps),
            4 => side_by_side::<F, 4>(r, &starts, steps),
            7 => side_by_side::<F, 7>(r, &starts, steps),
            8 => side_by_side::<F, 8>(r, &starts, steps),
            16 => side_by_side::<F, 16>(r, &starts, steps),
            33 => side_by_side::<F, 33>(r, &starts, steps),
            64 => side_by_side::<F, 64>(r, &starts, steps),
            _ => Vec::new(),
        },
        _ => {
            match ends(r, &starts, steps, &mut room) {
                Ok(()) => output.u8(0),
                Err(error) => output.u8(1).u64(error.starts as u64).u64(error.ends as u64),
            };
            room
        }
    };
    let bits: Vec<u64> = numbers.into_iter().map(F::bits).collect();
    output.u64s(&bits);
    Ok(())
}

fn side_by_side<F: Wire, const N: usize>(r: F, starts: &[F], steps: usize) -> Vec<F> {
    let mut array = [r; N];
    array.copy_from_slice(starts);
    together(r, array, steps).to_vec()
}

/// All ends of one type's starts.
fn race<F: Wire>(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let r = F::of(input.u64()?);
    let starts: Vec<F> = input.u64s()?.into_iter().map(F::of).collect();
    let steps = input.u64()? as usize;
    let mut room = vec![r; starts.len()];
    // An error leaves the room as it is, which isn't where the steps lead.
    let _ = ends(r, &starts, steps, &mut room);
    let bits: Vec<u64> = room.into_iter().map(F::bits).collect();
    output.u64s(&bits);
    Ok(())
}
