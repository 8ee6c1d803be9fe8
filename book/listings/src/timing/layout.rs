//! One function in four places: what the place of a loop in memory does to its time.

use std::hint::black_box;

// ANCHOR: count
/// How many bytes are an `a`. The loop stands `NOPS` bytes further on than it
/// would, and is the same loop in every other respect.
#[inline(never)]
pub fn count<const NOPS: usize>(bytes: &[u8]) -> usize {
    aside::<NOPS>();
    let (mut found, mut at) = (0, 0);
    while at < bytes.len() {
        // Hidden, so that the compiler can't take several bytes at once.
        if bytes[at] == black_box(b'a') {
            found += 1;
        }
        at += 1;
    }
    found
}
// ANCHOR_END: count

// ANCHOR: aside
/// Moves the code after it: to the next line of the instruction cache, and
/// `NOPS` bytes beyond, across instructions that do nothing.
#[inline(always)]
fn aside<const NOPS: usize>() {
    // SAFETY: these instructions touch neither memory, nor registers, nor
    // flags.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::asm!(
            ".p2align 6", ".fill {nops}, 1, 0x90",
            nops = const NOPS,
            options(nomem, nostack, preserves_flags),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        std::arch::asm!(
            ".p2align 6", ".fill {nops} / 4, 4, 0xd503201f",
            nops = const NOPS,
            options(nomem, nostack, preserves_flags),
        );
    }
}
// ANCHOR_END: aside

/// The function in one of its places.
#[derive(Debug)]
pub struct Place {
    /// What the record calls it.
    pub name: &'static str,
    /// The function.
    pub count: fn(&[u8]) -> usize,
}

/// Its four places in a line of 64 bytes, as compilers let such a loop begin at a multiple of 16.
pub const PLACES: [Place; 4] = [
    Place {
        name: "at-0",
        count: count::<0>,
    },
    Place {
        name: "at-16",
        count: count::<16>,
    },
    Place {
        name: "at-32",
        count: count::<32>,
    },
    Place {
        name: "at-48",
        count: count::<48>,
    },
];

/// What is counted through, the same bytes on every run.
#[must_use]
pub fn bytes(length: u32) -> Vec<u8> {
    let scattered = |i: u32| (i.wrapping_mul(2_654_435_761) >> 24) as u8;
    (0..length).map(scattered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_counts_alike_in_all_its_places() {
        let bytes = bytes(10_000);
        let expected = bytes.iter().filter(|byte| **byte == b'a').count();
        assert!(expected > 0);
        for place in &PLACES {
            assert_eq!((place.count)(&bytes), expected, "{}", place.name);
            assert_eq!((place.count)(&[]), 0, "{}", place.name);
        }
    }
}
