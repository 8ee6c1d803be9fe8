//! Kernel `gauss`: the sum of the numbers below n, which can be had without counting.

use std::hint::black_box;

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::timing::lies::closed_form;

const SIZES: &[&str] = &["10^6", "10^3"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "gauss",
    lesson: "timing",
    sizes: SIZES,
    sources: &[
        "book/listings/src/gauss.rs",
        "book/listings/src/timing/lies/closed_form.rs",
        "book/listings/python/gauss.py",
    ],
    variants: &[
        Variant {
            name: "counted",
            threads: 1,
            prepare: |size| prepared(size, closed_form::mended),
        },
        Variant {
            name: "closed-form",
            threads: 1,
            prepare: |size| prepared(size, closed_form::lie),
        },
    ],
    twins: &[twin("pure"), twin("numpy"), twin("numba")],
};

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}

struct Sum {
    n: u64,
    sum: fn(u64) -> u64,
    result: [f64; 1],
}

impl Run for Sum {
    fn run(&mut self) {
        self.result = [(self.sum)(black_box(self.n)) as f64];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn prepared(size: &str, sum: fn(u64) -> u64) -> Option<Box<dyn Run>> {
    let n = match size {
        "10^3" => 1_000,
        "10^6" => 1_000_000,
        _ => return None,
    };
    Some(Box::new(Sum {
        n,
        sum,
        result: [0.0],
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_one_that_gauss_is_said_to_have_found() {
        for (size, known) in [("10^3", 499_500.0), ("10^6", 499_999_500_000.0)] {
            for variant in KERNEL.variants {
                let mut run = (variant.prepare)(size).unwrap();
                run.run();
                assert_eq!(run.result(), [known], "{} at {size}", variant.name);
            }
        }
        assert!((KERNEL.variants[0].prepare)("10^9").is_none());
    }
}
