//! The judge's own work: plain, and divided as well as a machine allows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Steps that an orbit is followed for.
const STEPS: u32 = 25;

/// Numbers that a thread takes at a time.
const PIECE: usize = 8192;

/// Whether the orbit of x → x² + c, from 0, stays between −2 and 2.
pub fn stays(c: f64) -> bool {
    let mut x = 0.0_f64;
    for _ in 0..STEPS {
        x = x * x + c;
        if x.is_nan() || x.abs() > 2.0 {
            return false;
        }
    }
    true
}

/// How many of the numbers stay, found by so many threads.
pub fn work(input: &[f64], threads: usize) -> u64 {
    let next = AtomicUsize::new(0);
    let count = || {
        let mut staying = 0;
        loop {
            let begin = next.fetch_add(PIECE, Ordering::Relaxed);
            let Some(rest) = input.get(begin..) else {
                return staying;
            };
            if rest.is_empty() {
                return staying;
            }
            let piece = &rest[..rest.len().min(PIECE)];
            staying += piece.iter().filter(|&&c| stays(c)).count() as u64;
        }
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        // A thread of ours that panics is a fault of the judge, and the frame that is missing then says so.
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or(u64::MAX / 2))
            .sum()
    })
}

/// The numbers of a race, which the subject makes in the same way.
pub fn numbers(count: u64, seed: u64) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| {
        let mut x = seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^= x >> 27;
        -2.5 + 3.5 * (x >> 11) as f64 / (1u64 << 53) as f64
    })
}
