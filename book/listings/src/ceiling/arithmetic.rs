//! How many operations a second: chains enough that there is always one ready to go on.

use std::array;
use std::hint::black_box;

use fearless_simd::{Level, Simd, SimdBase, SimdFloat, dispatch};

use crate::parallelism::pools::pool;

// ANCHOR: scalar
/// Chains that go side by side, one number each.
const NUMBERS: usize = 12;

/// `steps` times x/2 + 1 in each chain, one number at a time.
#[must_use]
pub fn scalar(steps: usize) -> f64 {
    let (half, one) = black_box((0.5, 1.0));
    let mut x: [f64; NUMBERS] = array::from_fn(|chain| chain as f64);
    for _ in 0..steps {
        for x in &mut x {
            *x = alone(*x * half) + one;
        }
    }
    x.iter().sum()
}
// ANCHOR_END: scalar

/// The number itself. The compiler must have it in a register of its own here: left alone, it would put two chains into
/// one register, and this would be no measure of single numbers.
#[inline(always)]
fn alone(x: f64) -> f64 {
    #[cfg(target_arch = "x86_64")]
    let x = {
        let mut x = x;
        // SAFETY: there is no instruction, so nothing happens to the number, to memory or to the flags.
        unsafe {
            std::arch::asm!("/* {0} */", inout(xmm_reg) x, options(pure, nomem, nostack, preserves_flags));
        }
        x
    };
    #[cfg(target_arch = "aarch64")]
    let x = {
        let mut x = x;
        // SAFETY: there is no instruction, so nothing happens to the number, to memory or to the flags.
        unsafe {
            std::arch::asm!("/* {0:d} */", inout(vreg) x, options(pure, nomem, nostack, preserves_flags));
        }
        x
    };
    x
}

// ANCHOR: simd
/// `steps` times x/2 + 1 in each of so many registers of numbers.
#[inline(always)]
fn fused<const REGISTERS: usize, S: Simd>(simd: S, steps: usize) -> f64 {
    let [half, one] = black_box([0.5, 1.0]).map(|number| S::f64s::splat(simd, number));
    let mut x: [_; REGISTERS] = array::from_fn(|chain| S::f64s::splat(simd, chain as f64));
    for _ in 0..steps {
        for x in &mut x {
            *x = if fuses(simd) {
                x.mul_add(half, one)
            } else {
                *x * half + one
            };
        }
    }
    x.iter().flat_map(|x| x.as_slice()).sum()
}

/// The same in as many registers as there are, but for two that the constants take. Returns the sum of all numbers, and
/// how many operations it took.
#[must_use]
pub fn simd(steps: usize) -> (f64, usize) {
    dispatch!(Level::new(), simd => {
        #[inline(always)]
        fn chosen<S: Simd>(simd: S, steps: usize) -> (f64, usize) {
            let lanes = S::f64s::LEN;
            if few_registers::<S>() {
                (fused::<12, _>(simd, steps), 2 * 12 * lanes * steps)
            } else {
                (fused::<16, _>(simd, steps), 2 * 16 * lanes * steps)
            }
        }
        chosen(simd, steps)
    })
}
// ANCHOR_END: simd

/// Whether the processor multiplies and adds in one instruction. Without it, `mul_add` is a long calculation.
#[inline(always)]
fn fuses<S: Simd>(simd: S) -> bool {
    let level = simd.level();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return level.as_avx2().is_some();
    #[cfg(target_arch = "aarch64")]
    return level.as_neon().is_some();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
    return {
        let _ = level;
        false
    };
}

/// Whether there are 16 registers and not 32.
const fn few_registers<S: Simd>() -> bool {
    cfg!(target_arch = "x86_64") && S::f64s::LEN < 8
}

// ANCHOR: integers
/// `steps` times (x ⊕ a) + b in each of so many registers of whole numbers.
#[inline(always)]
fn mixed<const REGISTERS: usize, S: Simd>(simd: S, steps: usize) -> u64 {
    let [a, b] = black_box([A, B]).map(|number| S::u64s::splat(simd, number));
    let mut x: [_; REGISTERS] = array::from_fn(|chain| S::u64s::splat(simd, chain as u64));
    for _ in 0..steps {
        for x in &mut x {
            *x = (*x ^ a) + b;
        }
    }
    let numbers = x.iter().flat_map(|x| x.as_slice());
    numbers.fold(0, |sum, number| sum.wrapping_add(*number))
}
// ANCHOR_END: integers

const A: u64 = 0x9e37_79b9_7f4a_7c15;
const B: u64 = 0xbf58_476d_1ce4_e5b9;

/// The same in as many registers as there are, but for two. Returns the sum of all numbers, and how many operations it
/// took.
#[must_use]
pub fn integers(steps: usize) -> (u64, usize) {
    dispatch!(Level::new(), simd => {
        #[inline(always)]
        fn chosen<S: Simd>(simd: S, steps: usize) -> (u64, usize) {
            let lanes = S::u64s::LEN;
            if few_registers::<S>() {
                (mixed::<12, _>(simd, steps), 2 * 12 * lanes * steps)
            } else {
                (mixed::<16, _>(simd, steps), 2 * 16 * lanes * steps)
            }
        }
        chosen(simd, steps)
    })
}

/// Operations of [`scalar`].
#[must_use]
pub fn scalar_operations(steps: usize) -> usize {
    2 * NUMBERS * steps
}

// ANCHOR: everywhere
/// The same work on each of so many threads at once.
pub fn everywhere(threads: usize, work: impl Fn() + Sync) {
    if threads == 1 {
        return work();
    }
    pool(threads).broadcast(|_| work());
}
// ANCHOR_END: everywhere

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn after(mut x: f64, steps: usize) -> f64 {
        for _ in 0..steps {
            x = x * 0.5 + 1.0;
        }
        x
    }

    #[test]
    fn scalar_chains_give_what_each_gives_alone() {
        for steps in [0, 1, 2, 50] {
            let alone: f64 = (0..NUMBERS).map(|chain| after(chain as f64, steps)).sum();
            assert_eq!(scalar(steps), alone, "{steps}");
        }
    }

    #[test]
    fn registers_give_what_each_number_gives_alone() {
        for steps in [1, 2, 5, 60] {
            let (sum, operations) = simd(steps);
            let numbers = operations / 2 / steps;
            assert!(
                [12 * 2, 12 * 4, 16 * 2, 16 * 8].contains(&numbers),
                "{numbers}"
            );
            let registers = if numbers.is_multiple_of(12) { 12 } else { 16 };
            let lanes = (numbers / registers) as f64;
            // All of it is exact: the numbers are small multiples of a power of two.
            let alone: f64 = (0..registers).map(|chain| after(chain as f64, steps)).sum();
            assert!((sum - lanes * alone).abs() < 1e-9, "{steps}");
        }
    }

    #[test]
    fn whole_numbers_are_mixed_as_each_is_alone() {
        for steps in [1, 2, 5, 60] {
            let (sum, operations) = integers(steps);
            let numbers = operations / 2 / steps;
            let registers = if numbers.is_multiple_of(12) { 12 } else { 16 };
            let lanes = (numbers / registers) as u64;
            let alone = (0..registers as u64).map(|mut x| {
                for _ in 0..steps {
                    x = (x ^ A).wrapping_add(B);
                }
                x
            });
            let alone = alone.fold(0_u64, u64::wrapping_add);
            assert_eq!(sum, lanes.wrapping_mul(alone), "{steps}");
        }
    }

    #[test]
    fn everywhere_is_once_on_each_thread() {
        for threads in [1, 2, 3] {
            let calls = AtomicUsize::new(0);
            everywhere(threads, || {
                calls.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(calls.into_inner(), threads);
        }
    }
}
