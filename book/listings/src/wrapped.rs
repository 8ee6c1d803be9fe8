//! Kernel `wrapped`: what it costs to call a function through a wrapper.
//!
//! A function of one number is called for each of a thousand of them, plain and wrapped; the wrapper adds one to the
//! result. Input and output are 16 kB together and stay in the smallest cache.

use std::hint::black_box;

use crate::kernel::{Kernel, Run, Twin, Variant};

// ANCHOR: functions
/// The function.
pub fn square(x: f64) -> f64 {
    x * x
}

/// The wrapper: the given function, and one more.
pub fn plus_one(function: impl Fn(f64) -> f64) -> impl Fn(f64) -> f64 {
    move |x| function(x) + 1.0
}
// ANCHOR_END: functions

// ANCHOR: each
/// Calls `function` for each number of `x`.
pub fn each(x: &[f64], results: &mut [f64], function: impl Fn(f64) -> f64) {
    for (result, &x) in results.iter_mut().zip(x) {
        *result = function(x);
    }
}
// ANCHOR_END: each

const SIZE: &str = "10^3";

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "wrapped",
    lesson: "decorators",
    sizes: &[SIZE],
    sources: &[
        "book/listings/src/wrapped.rs",
        "book/listings/python/wrapped.py",
    ],
    variants: &[
        variant("plain", |size| calls(size, |x| x * x + 1.0)),
        variant("wrapped", |size| calls(size, plus_one(square))),
        variant("pointer", |size| {
            let function: fn(f64) -> f64 = black_box(square);
            calls(size, plus_one(function))
        }),
        variant("boxed", |size| {
            let function: Box<dyn Fn(f64) -> f64> = Box::new(plus_one(square));
            calls(size, black_box(function))
        }),
    ],
    twins: &[twin("pure"), twin("decorated")],
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
        sizes: &[SIZE],
    }
}

/// Input, room for the results, and what is called.
struct Calls<F> {
    x: Vec<f64>,
    results: Vec<f64>,
    function: F,
}

impl<F: Fn(f64) -> f64> Run for Calls<F> {
    fn run(&mut self) {
        each(black_box(&self.x), &mut self.results, &self.function);
        black_box(&mut self.results);
    }

    fn result(&self) -> &[f64] {
        &self.results
    }
}

fn calls(size: &str, function: impl Fn(f64) -> f64 + 'static) -> Option<Box<dyn Run>> {
    (size == SIZE).then(|| {
        Box::new(Calls {
            x: (0..1000).map(f64::from).collect(),
            results: vec![0.0; 1000],
            function,
        }) as Box<dyn Run>
    })
}
