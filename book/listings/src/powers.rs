//! Kernel `powers`: x to the power of e, for each of a thousand numbers.
//!
//! A size is an exponent. The thousand numbers lie between a half and one and a half, so that no power overflows; input
//! and output are 16 kB together and stay in the smallest cache.

use std::hint::black_box;

use crate::kernel::{Kernel, Run, Twin, Variant};

/// How many numbers are raised to the power of e.
pub const ELEMENTS: usize = 1000;

// ANCHOR: multiply
/// e − 1 multiplications, one after the other.
pub fn multiply<const E: u32>(x: f64) -> f64 {
    let mut power = x;
    for _ in 1..E {
        power *= x;
    }
    power
}
// ANCHOR_END: multiply

// ANCHOR: squaring
/// Repeated squaring: x¹⁶ is (((x²)²)²)², four multiplications and not fifteen.
pub fn squaring<const E: u32>(x: f64) -> f64 {
    let (mut power, mut square, mut rest) = (1.0, x, E);
    while rest > 0 {
        if rest % 2 == 1 {
            power *= square;
        }
        square *= square;
        rest /= 2;
    }
    power
}
// ANCHOR_END: squaring

// ANCHOR: powi
/// The library's power for whole exponents, with one that the compiler sees.
pub fn powi<const E: i32>(x: f64) -> f64 {
    x.powi(E)
}

/// The same, with an exponent that is only known when the program runs.
pub fn powi_runtime(e: i32) -> impl Fn(f64) -> f64 {
    let e = black_box(e);
    move |x| x.powi(e)
}
// ANCHOR_END: powi

// ANCHOR: powf
/// The library's power for any exponent, with one that the compiler sees.
pub fn powf<const E: i32>(x: f64) -> f64 {
    x.powf(f64::from(E))
}

/// The same, with an exponent that is only known when the program runs.
pub fn powf_runtime(e: f64) -> impl Fn(f64) -> f64 {
    let e = black_box(e);
    move |x| x.powf(e)
}
// ANCHOR_END: powf

// ANCHOR: sqrt
/// x to the power of 2.5, since half a power is a square root.
pub fn two_and_a_half(x: f64) -> f64 {
    x * x * x.sqrt()
}
// ANCHOR_END: sqrt

// ANCHOR: each
/// Applies `power` to each number of `x`.
#[inline]
pub fn each(x: &[f64], powers: &mut [f64], power: impl Fn(f64) -> f64) {
    for (power_of_x, &x) in powers.iter_mut().zip(x) {
        *power_of_x = power(x);
    }
}
// ANCHOR_END: each

// ANCHOR: simd
/// Does the same with the widest registers that this processor has: the same source, compiled for each width.
pub fn each_wide(x: &[f64], powers: &mut [f64], power: impl Fn(f64) -> f64) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has AVX-512F, the one thing that the function asks for.
            return unsafe { each_of_eight(x, powers, power) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the one thing that the function asks for.
            return unsafe { each_of_four(x, powers, power) };
        }
    }
    each(x, powers, power);
}

/// For processors that hold eight numbers in a register; every x86-64 processor holds two.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn each_of_eight(x: &[f64], powers: &mut [f64], power: impl Fn(f64) -> f64) {
    each(x, powers, power);
}

/// For processors that hold four.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn each_of_four(x: &[f64], powers: &mut [f64], power: impl Fn(f64) -> f64) {
    each(x, powers, power);
}
// ANCHOR_END: simd

/// A thousand numbers from a half to one and a half.
#[must_use]
pub fn numbers() -> Vec<f64> {
    let number = |i| 0.5 + i as f64 / ELEMENTS as f64;
    (0..ELEMENTS).map(number).collect()
}

/// Input, room for the output, and what fills it.
struct Powers<F> {
    x: Vec<f64>,
    powers: Vec<f64>,
    fill: F,
}

impl<F: Fn(&[f64], &mut [f64])> Run for Powers<F> {
    fn run(&mut self) {
        (self.fill)(black_box(&self.x), &mut self.powers);
        black_box(&mut self.powers);
    }

    fn result(&self) -> &[f64] {
        &self.powers
    }
}

fn filled(fill: impl Fn(&[f64], &mut [f64]) + 'static) -> Option<Box<dyn Run>> {
    Some(Box::new(Powers {
        x: numbers(),
        powers: vec![0.0; ELEMENTS],
        fill,
    }))
}

fn narrow(power: impl Fn(f64) -> f64 + 'static) -> Option<Box<dyn Run>> {
    filled(move |x, powers| each(x, powers, &power))
}

fn wide(power: impl Fn(f64) -> f64 + 'static) -> Option<Box<dyn Run>> {
    filled(move |x, powers| each_wide(x, powers, &power))
}

/// A function with its exponent compiled in, for each whole exponent of the table.
macro_rules! compiled_in {
    ($how:ident, $function:ident, $size:expr) => {
        match $size {
            "x^2" => $how($function::<2>),
            "x^3" => $how($function::<3>),
            "x^4" => $how($function::<4>),
            "x^8" => $how($function::<8>),
            "x^16" => $how($function::<16>),
            "x^32" => $how($function::<32>),
            "x^64" => $how($function::<64>),
            "x^128" => $how($function::<128>),
            _ => None,
        }
    };
}

const WHOLE: &[&str] = &["x^2", "x^3", "x^4", "x^8", "x^16", "x^32", "x^64", "x^128"];
const ALL: &[&str] = &[
    "x^2", "x^3", "x^4", "x^8", "x^16", "x^32", "x^64", "x^128", "x^0.5", "x^2.5",
];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "powers",
    lesson: "timing",
    sizes: ALL,
    sources: &[
        "book/listings/src/powers.rs",
        "book/listings/python/powers.py",
    ],
    variants: &[
        variant("multiply", |size| compiled_in!(narrow, multiply, size)),
        variant("squaring", |size| compiled_in!(narrow, squaring, size)),
        variant("powi", |size| compiled_in!(narrow, powi, size)),
        variant("powi-runtime", |size| narrow(powi_runtime(exponent(size)?))),
        variant("powf", |size| match size {
            "x^0.5" => narrow(|x: f64| x.powf(0.5)),
            "x^2.5" => narrow(|x: f64| x.powf(2.5)),
            whole => compiled_in!(narrow, powf, whole),
        }),
        variant("powf-runtime", |size| narrow(powf_runtime(exponent(size)?))),
        variant("sqrt", |size| match size {
            "x^0.5" => narrow(f64::sqrt),
            "x^2.5" => narrow(two_and_a_half),
            _ => None,
        }),
        variant("simd", |size| match size {
            "x^0.5" => wide(f64::sqrt),
            "x^2.5" => wide(two_and_a_half),
            whole => compiled_in!(wide, squaring, whole),
        }),
    ],
    twins: &[
        twin("pure", ALL),
        twin("pure-multiply", WHOLE),
        twin("numpy", ALL),
        twin("numpy-multiply", WHOLE),
        twin("numba", ALL),
        twin("numba-multiply", WHOLE),
        twin("numba-fastmath", ALL),
    ],
};

const fn variant(name: &'static str, prepare: fn(&str) -> Option<Box<dyn Run>>) -> Variant {
    Variant {
        name,
        threads: 1,
        prepare,
    }
}

const fn twin(name: &'static str, sizes: &'static [&'static str]) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes,
    }
}

/// The exponent that a size names, if it is of this type.
fn exponent<E: std::str::FromStr>(size: &str) -> Option<E> {
    size.strip_prefix("x^")?.parse().ok()
}

#[cfg(test)]
#[cfg(target_arch = "x86_64")]
mod tests {
    use super::*;

    #[test]
    fn four_numbers_at_a_time_give_the_same_bits_as_one_where_the_processor_can() {
        if !is_x86_feature_detected!("avx2") {
            eprintln!("left out: this processor has no AVX2");
            return;
        }
        for length in [0, 1, 3, 4, 5, 1000] {
            let x: Vec<f64> = numbers().into_iter().take(length).collect();
            let (mut one, mut four) = (vec![0.0; length], vec![0.0; length]);
            each(&x, &mut one, squaring::<13>);
            // SAFETY: the processor has AVX2, as asked above.
            unsafe { each_of_four(&x, &mut four, squaring::<13>) };
            assert_eq!(one, four);
        }
    }
}
