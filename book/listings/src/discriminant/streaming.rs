//! Results that go past the caches.

// ANCHOR: streaming
/// Computes as `simd` does, into a block that stays in the smallest cache, and streams each block to where it belongs.
pub fn streaming(a: &[f64], b: &[f64], c: &[f64], out: &mut [f64]) {
    const BLOCK: usize = 512;
    let mut block = [0.0; BLOCK];
    let inputs = a.chunks(BLOCK).zip(b.chunks(BLOCK)).zip(c.chunks(BLOCK));
    for (out, ((a, b), c)) in out.chunks_mut(BLOCK).zip(inputs) {
        let block = &mut block[..out.len()];
        super::simd(a, b, c, block);
        stores(block, out);
    }
    fence();
}
// ANCHOR_END: streaming

/// Copies, with stores that go straight to memory.
pub(super) fn copy(numbers: &[f64], out: &mut [f64]) {
    stores(numbers, out);
    fence();
}

#[cfg(target_arch = "x86_64")]
// ANCHOR: stores
/// Copies with stores that leave the caches alone. Nobody is told when they have arrived: [`fence`] waits for that.
fn stores(numbers: &[f64], out: &mut [f64]) {
    use std::arch::x86_64::{_mm_loadu_pd, _mm_stream_pd};

    assert_eq!(numbers.len(), out.len());
    // A streaming store wants an address that is a multiple of 16.
    let ahead = out.as_ptr().align_offset(16).min(out.len());
    let (first, out) = out.split_at_mut(ahead);
    let (first_numbers, numbers) = numbers.split_at(ahead);
    first.copy_from_slice(first_numbers);
    let (pairs, last) = out.as_chunks_mut::<2>();
    let (pairs_of_numbers, last_number) = numbers.as_chunks::<2>();
    last.copy_from_slice(last_number);
    for (out, numbers) in pairs.iter_mut().zip(pairs_of_numbers) {
        // SAFETY: both point to two numbers, and `out` is aligned, since whole pairs follow its aligned start.
        unsafe { _mm_stream_pd(out.as_mut_ptr(), _mm_loadu_pd(numbers.as_ptr())) };
    }
}

/// Makes the stores visible before anything that follows.
fn fence() {
    // SAFETY: a fence has no conditions.
    unsafe { std::arch::x86_64::_mm_sfence() };
}
// ANCHOR_END: stores

/// Elsewhere, Rust can't ask for such stores yet: ordinary ones.
#[cfg(not(target_arch = "x86_64"))]
fn stores(numbers: &[f64], out: &mut [f64]) {
    out.copy_from_slice(numbers);
}

#[cfg(not(target_arch = "x86_64"))]
fn fence() {}
