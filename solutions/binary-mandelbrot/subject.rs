//! Hands a request to the answer, and its reply back.

use answer::binary;

fn main() {
    frames::serve(|input, output| {
        let (re, im, steps) = (input.f64s()?, input.f64s()?, input.u32()?);
        let mut picture = input.bytes()?.to_vec();
        match binary(&re, &im, steps, &mut picture) {
            Ok(()) => output.u8(0),
            Err(error) => output
                .u8(1)
                .u64(error.needed as u64)
                .u64(error.room as u64),
        };
        output.bytes(&picture);
        Ok(())
    });
}
