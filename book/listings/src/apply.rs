//! Kernel `apply`: apply a function to each number of an array, where the compiler knows which function, and where it
//! doesn't.

use std::cell::OnceCell;
use std::hint::black_box;

use fearless_simd::{Level, dispatch};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;

#[must_use]
// ANCHOR: smooth
/// A smooth step from 0 to 1: 3x² − 2x³.
#[inline]
pub fn smooth(x: f64) -> f64 {
    x * x * (3.0 - 2.0 * x)
}
// ANCHOR_END: smooth

// ANCHOR: generic
/// Compiled once for each function that it is called with.
#[inline(always)]
pub fn generic<F: Fn(f64) -> f64>(f: F, x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = f(*x);
    }
}
// ANCHOR_END: generic

// ANCHOR: dyn
/// Compiled once. Which function it is, it learns when it runs.
#[inline(never)]
pub fn dynamic(f: &dyn Fn(f64) -> f64, x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = f(*x);
    }
}
// ANCHOR_END: dyn

// ANCHOR: objects
/// A number of a kind that nobody knows beforehand, as every number in Python is.
pub trait Number {
    /// Itself times another.
    fn times(&self, other: &dyn Number) -> Box<dyn Number>;
    /// Itself less another.
    fn less(&self, other: &dyn Number) -> Box<dyn Number>;
    /// Its value.
    fn value(&self) -> f64;
}

impl Number for f64 {
    fn times(&self, other: &dyn Number) -> Box<dyn Number> {
        Box::new(self * other.value())
    }
    fn less(&self, other: &dyn Number) -> Box<dyn Number> {
        Box::new(self - other.value())
    }
    fn value(&self) -> f64 {
        *self
    }
}

/// The smooth step of such a number. Each operation looks up what to do, and makes a new object.
#[must_use]
pub fn smooth_object(x: &dyn Number) -> Box<dyn Number> {
    let (two, three): (&dyn Number, &dyn Number) = (&2.0, &3.0);
    x.times(x).times(&*three.less(&*two.times(x)))
}
// ANCHOR_END: objects

// ANCHOR: simd
/// The generic one, for the widest registers that this processor has.
pub fn simd(x: &[f64], out: &mut [f64]) {
    dispatch!(Level::new(), _ => generic(smooth, x, out));
}
// ANCHOR_END: simd

/// Numbers of the size: they stay in the second-level cache with their results.
fn input(size: &str) -> Option<Vec<f64>> {
    (size == "10^4").then(|| numbers("10^6").map(|x| x[..10_000].to_vec()))?
}

/// An array, a way to fill another one from it, and that other one.
struct Applied<F> {
    apply: F,
    out: Vec<f64>,
}

impl<F: FnMut(&mut [f64])> Run for Applied<F> {
    fn run(&mut self) {
        (self.apply)(&mut self.out);
        black_box(&mut self.out);
    }

    fn result(&self) -> &[f64] {
        &self.out
    }
}

fn filled(size: &str, apply: fn(&[f64], &mut [f64])) -> Option<Box<dyn Run>> {
    let x = input(size)?;
    Some(Box::new(Applied {
        out: vec![0.0; x.len()],
        apply: move |out: &mut [f64]| apply(black_box(&x), out),
    }))
}

/// Objects, and the objects that come of them.
struct Objects {
    x: Vec<Box<dyn Number>>,
    out: Vec<Box<dyn Number>>,
    values: OnceCell<Vec<f64>>,
}

impl Run for Objects {
    fn run(&mut self) {
        self.out.clear();
        let x = black_box(&self.x).iter();
        self.out.extend(x.map(|x| smooth_object(&**x)));
        black_box(&mut self.out);
        self.values.take();
    }

    fn result(&self) -> &[f64] {
        self.values
            .get_or_init(|| self.out.iter().map(|number| number.value()).collect())
    }
}

fn objects(size: &str) -> Option<Box<dyn Run>> {
    let object = |x| Box::new(x) as Box<dyn Number>;
    Some(Box::new(Objects {
        x: input(size)?.into_iter().map(object).collect(),
        out: Vec::new(),
        values: OnceCell::new(),
    }))
}

const SIZES: &[&str] = &["10^4"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "apply",
    lesson: "monomorphisation",
    sizes: SIZES,
    sources: &[
        "book/listings/src/apply.rs",
        "book/listings/src/scattered.rs",
        "book/listings/python/apply.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("generic", |size| {
            filled(size, |x, out| generic(smooth, x, out))
        }),
        variant("dyn", |size| {
            filled(size, |x, out| dynamic(black_box(&smooth), x, out))
        }),
        variant("objects", objects),
        variant("simd", |size| filled(size, simd)),
    ],
    twins: &[
        twin("pure"),
        twin("numpy"),
        twin("numba"),
        twin("numba-object"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_steps_come_out_whichever_way_the_function_is_called() {
        let x = [0.0, 0.25, 0.5, 1.0, f64::NAN];
        let known = [0.0, 0.15625, 0.5, 1.0, f64::NAN];
        let mut out = [[9.0; 5]; 3];
        generic(smooth, &x, &mut out[0]);
        dynamic(&smooth, &x, &mut out[1]);
        simd(&x, &mut out[2]);
        for out in out {
            for (found, known) in out.iter().zip(known) {
                assert!(
                    *found == known || (found.is_nan() && known.is_nan()),
                    "{out:?}"
                );
            }
        }
        for (x, known) in x.iter().zip(known) {
            let found = smooth_object(x).value();
            assert!(found == known || (found.is_nan() && known.is_nan()), "{x}");
        }
    }

    #[test]
    fn an_array_shorter_than_the_other_ends_the_work() {
        let mut out = [9.0; 3];
        generic(|x| x + 1.0, &[1.0], &mut out);
        assert_eq!(out, [2.0, 9.0, 9.0]);
        dynamic(&|x| x + 1.0, &[], &mut out);
        assert_eq!(out, [2.0, 9.0, 9.0]);
    }
}
