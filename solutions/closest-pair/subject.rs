//! Hands a request to the answer, and its reply back.

use answer::{Pair, PairError, closest};
use frames::{Malformed, Reader, Writer};

fn main() {
    frames::serve(|input, output| match input.u8()? {
        1 => search::<1>(input, output),
        2 => search::<2>(input, output),
        3 => search::<3>(input, output),
        _ => search::<5>(input, output),
    });
}

/// One search: the coordinates of all points, and the pair or the error.
fn search<const D: usize>(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let coordinates = input.f64s()?;
    let (points, _) = coordinates.as_chunks::<D>();
    match closest(points) {
        Ok(Pair {
            first,
            second,
            distance,
        }) => output
            .u8(0)
            .u64s(&[first as u64, second as u64])
            .f64(distance),
        Err(PairError::TooFew(count)) => output.u8(1).u64s(&[count as u64]),
        Err(PairError::NotFinite(place)) => output.u8(2).u64s(&[place as u64]),
    };
    Ok(())
}
