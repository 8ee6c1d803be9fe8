//! Stores that go past the caches.
//!
//! An ordinary store first fetches the line of memory that it changes a part of. A streaming store promises to write the
//! whole line, so nothing is fetched, and no cache keeps the line.

use std::array;

/// The numbers in a line of a cache.
const LINE: usize = 8;

// ANCHOR: streaming
/// One array in, one out, a line at a time.
pub fn scale(x: &[f64], out: &mut [f64]) {
    lines(x, x, out, |x, _| 3.0 * x);
}

/// Two arrays in, one out.
pub fn triad(x: &[f64], y: &[f64], out: &mut [f64]) {
    lines(x, y, out, |x, y| x + 3.0 * y);
}
// ANCHOR_END: streaming

/// Ordinary stores up to where a line begins and after the last whole one, streaming stores between.
#[inline(always)]
fn lines(x: &[f64], y: &[f64], out: &mut [f64], f: impl Fn(f64, f64) -> f64) {
    let few = |x: &[f64], y: &[f64], out: &mut [f64]| {
        for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
            *out = f(*x, *y);
        }
    };
    let ahead = out.as_ptr().align_offset(64).min(out.len());
    let (first, out) = out.split_at_mut(ahead);
    let [(first_x, x), (first_y, y)] = [x, y].map(|numbers| numbers.split_at(ahead));
    few(first_x, first_y, first);
    let (lines, last) = out.as_chunks_mut::<LINE>();
    let [(x, last_x), (y, last_y)] = [x, y].map(|numbers| numbers.as_chunks::<LINE>());
    for ((line, x), y) in lines.iter_mut().zip(x).zip(y) {
        stream(array::from_fn(|i| f(x[i], y[i])), line);
    }
    fence();
    few(last_x, last_y, last);
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn stream(numbers: [f64; LINE], line: &mut [f64; LINE]) {
    use std::arch::x86_64::{_mm_loadu_pd, _mm_stream_pd};

    let out = line.as_mut_ptr();
    assert!(
        out.addr().is_multiple_of(16),
        "a streaming store wants a multiple of 16"
    );
    for pair in 0..LINE / 2 {
        // SAFETY: both point to two numbers of eight, and `out` is a multiple of 16 bytes, as was asserted.
        unsafe {
            let numbers = _mm_loadu_pd(numbers.as_ptr().add(2 * pair));
            _mm_stream_pd(out.add(2 * pair), numbers);
        }
    }
}

/// Makes the stores visible before anything that follows.
#[cfg(target_arch = "x86_64")]
fn fence() {
    // SAFETY: a fence has no conditions.
    unsafe { std::arch::x86_64::_mm_sfence() };
}

/// Elsewhere, Rust can't ask for such stores yet: ordinary ones.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn stream(numbers: [f64; LINE], line: &mut [f64; LINE]) {
    *line = numbers;
}

#[cfg(not(target_arch = "x86_64"))]
fn fence() {}
