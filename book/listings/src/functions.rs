//! Kernel `functions`: sine, cosine, exponential and hyperbolic tangent, each of ten thousand numbers.
//!
//! A size is a function. The numbers are scattered over [−10, 10); input and output are 160 kB together.

use std::hint::black_box;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;
use crate::vector_maths::accuracy::{FUNCTIONS, Function};
use crate::vector_maths::slices;

/// How many numbers each function is computed of.
const ELEMENTS: usize = 10_000;

// ANCHOR: library
/// A call for each number.
pub fn library(function: impl Fn(f64) -> f64, x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = function(*x);
    }
}
// ANCHOR_END: library

/// The numbers, and what is computed of them.
struct Functions<F> {
    fill: F,
    x: Vec<f64>,
    out: Vec<f64>,
}

impl<F: Fn(&[f64], &mut [f64])> Run for Functions<F> {
    fn run(&mut self) {
        (self.fill)(black_box(&self.x), &mut self.out);
        black_box(&mut self.out);
    }

    fn result(&self) -> &[f64] {
        &self.out[..1000]
    }
}

fn filled(fill: impl Fn(&[f64], &mut [f64]) + 'static) -> Option<Box<dyn Run>> {
    let numbers = &numbers("10^6")?[..ELEMENTS];
    Some(Box::new(Functions {
        fill,
        x: numbers.iter().map(|number| 20.0 * number - 10.0).collect(),
        out: vec![0.0; ELEMENTS],
    }))
}

fn named(size: &str) -> Option<Function> {
    FUNCTIONS
        .into_iter()
        .find(|function| function.name() == size)
}

const SIZES: &[&str] = &["sin", "cos", "exp", "tanh"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "functions",
    lesson: "ufuncs",
    sizes: SIZES,
    sources: &[
        "book/listings/src/functions.rs",
        "book/listings/src/vector_maths.rs",
        "book/listings/src/vector_maths/exp.rs",
        "book/listings/src/vector_maths/sin.rs",
        "book/listings/src/vector_maths/slices.rs",
        "book/listings/src/scattered.rs",
        "book/listings/python/functions.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("library", |size| match named(size)? {
            Function::Sin => filled(|x, out| library(f64::sin, x, out)),
            Function::Cos => filled(|x, out| library(f64::cos, x, out)),
            Function::Exp => filled(|x, out| library(f64::exp, x, out)),
            Function::Tanh => filled(|x, out| library(f64::tanh, x, out)),
        }),
        variant("simd", |size| match named(size)? {
            Function::Sin => filled(slices::sin),
            Function::Cos => filled(slices::cos),
            Function::Exp => filled(slices::exp),
            Function::Tanh => filled(slices::tanh),
        }),
    ],
    twins: &[
        twin("numpy"),
        twin("numba-vectorize"),
        twin("numba-fastmath"),
    ],
};

const fn variant(name: &'static str, prepare: fn(&str) -> Option<Box<dyn Run>>) -> Variant {
    Variant {
        name,
        threads: 1,
        prepare,
    }
}

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}
