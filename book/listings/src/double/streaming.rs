//! Writing past the caches.

#[cfg(target_arch = "x86_64")]
// ANCHOR: streaming
/// Doubles as `iterator` does, with stores that go straight to memory and leave the caches alone.
pub fn streaming(a: &[f64], out: &mut [f64]) {
    use std::arch::x86_64::{_mm_loadu_pd, _mm_mul_pd, _mm_set1_pd, _mm_sfence, _mm_stream_pd};

    // A streaming store wants an address that is a multiple of 16.
    let ahead = out.as_ptr().align_offset(16).min(out.len());
    let (first, out) = out.split_at_mut(ahead);
    let (a_first, a) = a.split_at(ahead);
    super::iterator(a_first, first);
    let (pairs, last) = out.as_chunks_mut::<2>();
    let (a_pairs, a_last) = a.as_chunks::<2>();
    super::iterator(a_last, last);
    assert_eq!(pairs.len(), a_pairs.len());
    for (out, a) in pairs.iter_mut().zip(a_pairs) {
        // SAFETY: both point to two numbers, and `out` is aligned, since whole pairs follow its aligned start.
        unsafe {
            let doubled = _mm_mul_pd(_mm_loadu_pd(a.as_ptr()), _mm_set1_pd(2.0));
            _mm_stream_pd(out.as_mut_ptr(), doubled);
        }
    }
    // SAFETY: a fence has no conditions. It makes the stores visible before anything that follows.
    unsafe { _mm_sfence() };
}
// ANCHOR_END: streaming

/// Elsewhere, Rust can't ask for such stores yet: ordinary ones.
#[cfg(not(target_arch = "x86_64"))]
pub fn streaming(a: &[f64], out: &mut [f64]) {
    super::iterator(a, out);
}
