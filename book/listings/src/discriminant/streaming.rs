//! Results that go past the caches.

use std::array;

use super::{discriminant, iterator};

/// The numbers in a line of a cache.
const LINE: usize = 8;

// ANCHOR: streaming
/// Computes a cache line of results at a time, and streams it to where it belongs.
pub fn streaming(a: &[f64], b: &[f64], c: &[f64], out: &mut [f64]) {
    // Up to the first address at which a cache line begins, one by one.
    let ahead = out.as_ptr().align_offset(64).min(out.len());
    let (first, out) = out.split_at_mut(ahead);
    let [(first_a, a), (first_b, b), (first_c, c)] = [a, b, c].map(|x| x.split_at(ahead));
    iterator(first_a, first_b, first_c, first);
    let (lines, last) = out.as_chunks_mut::<LINE>();
    let [(a, last_a), (b, last_b), (c, last_c)] = [a, b, c].map(|x| x.as_chunks::<LINE>());
    for (((line, a), b), c) in lines.iter_mut().zip(a).zip(b).zip(c) {
        stream(array::from_fn(|i| discriminant(a[i], b[i], c[i])), line);
    }
    fence();
    iterator(last_a, last_b, last_c, last);
}
// ANCHOR_END: streaming

/// Copies, a cache line at a time.
pub(super) fn copy(numbers: &[f64], out: &mut [f64]) {
    let ahead = out.as_ptr().align_offset(64).min(out.len());
    let (first, out) = out.split_at_mut(ahead);
    let (first_numbers, numbers) = numbers.split_at(ahead);
    first.copy_from_slice(first_numbers);
    let (lines, last) = out.as_chunks_mut::<LINE>();
    let (lines_of_numbers, last_numbers) = numbers.as_chunks::<LINE>();
    for (line, numbers) in lines.iter_mut().zip(lines_of_numbers) {
        stream(*numbers, line);
    }
    fence();
    last.copy_from_slice(last_numbers);
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
// ANCHOR: stores
/// Stores that leave the caches alone. Nobody is told when they have arrived: [`fence`] waits for that.
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

#[cfg(target_arch = "x86_64")]
/// Makes the stores visible before anything that follows.
fn fence() {
    // SAFETY: a fence has no conditions.
    unsafe { std::arch::x86_64::_mm_sfence() };
}
// ANCHOR_END: stores

/// Elsewhere, Rust can't ask for such stores yet: ordinary ones.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn stream(numbers: [f64; LINE], line: &mut [f64; LINE]) {
    *line = numbers;
}

#[cfg(not(target_arch = "x86_64"))]
fn fence() {}
