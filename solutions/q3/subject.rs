//! Hands a request to the answer, and its reply back.

use answer::{
    Canvas, DrawError, INTERPRETATION, NoThreads, Scaling, ScalingError, Style, draw_scaling,
    scaling, work,
};
use frames::{Malformed, Reader, Writer};

fn main() {
    // Kept from one request to the next: a fresh one would have to be paged in anew each time.
    let mut input = Vec::new();
    frames::serve(|request, output| match request.u8()? {
        0 => {
            let numbers = request.f64s()?;
            count(&numbers, request.u64()?, output);
            Ok(())
        }
        1 => {
            let (count_of, seed) = (request.u64()?, request.u64()?);
            fill(&mut input, count_of, seed);
            count(&input, request.u64()?, output);
            Ok(())
        }
        2 => fitted(request, output),
        3 => drawn(request, output),
        _ => {
            output.str(INTERPRETATION);
            Ok(())
        }
    });
}

fn count(input: &[f64], threads: u64, output: &mut Writer) {
    match work(input, threads as usize) {
        Ok(count) => output.bool(true).u64(count),
        Err(NoThreads) => output.bool(false),
    };
}

/// The numbers of a race: from −2.5 to 1, from the seed on by the steps of SplitMix64.
fn fill(input: &mut Vec<f64>, count: u64, seed: u64) {
    input.clear();
    input.extend((0..count).map(|i| {
        let mut x = seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^= x >> 27;
        -2.5 + 3.5 * (x >> 11) as f64 / (1u64 << 53) as f64
    }));
}

fn sizes(numbers: Vec<u64>) -> Vec<usize> {
    numbers.into_iter().map(|number| number as usize).collect()
}

fn fitted(request: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let threads = sizes(request.u64s()?);
    let seconds = request.f64s()?;
    match scaling(&threads, &seconds, request.u64()? as usize) {
        Ok(found) => {
            let threads: Vec<u64> = found.threads.iter().map(|&n| n as u64).collect();
            output.u8(0).u64s(&threads);
            output.f64s(&found.measured).f64s(&found.ideal);
            output.f64s(&found.amdahl).f64(found.parallel_share);
        }
        Err(ScalingError::LengthMismatch { threads, seconds }) => {
            output.u8(1).u64(threads as u64).u64(seconds as u64);
        }
        Err(ScalingError::ZeroThreads { at }) => {
            output.u8(2).u64(at as u64);
        }
        Err(ScalingError::NotATime { at, seconds }) => {
            output.u8(3).u64(at as u64).f64(seconds);
        }
        Err(ScalingError::NoSingleThread) => {
            output.u8(4);
        }
        Err(ScalingError::TooFew) => {
            output.u8(5);
        }
    }
    Ok(())
}

fn drawn(request: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let scaling = Scaling {
        threads: sizes(request.u64s()?),
        measured: request.f64s()?,
        ideal: request.f64s()?,
        amdahl: request.f64s()?,
        parallel_share: request.f64()?,
    };
    let mut canvas = Canvas::new(&Style::default());
    match draw_scaling(&mut canvas, &scaling) {
        Ok(()) => output.u8(0).bytes(&canvas.into_pdf()),
        Err(DrawError::NoData) => output.u8(1),
        Err(error) => output.u8(2).str(&error.to_string()),
    };
    Ok(())
}
