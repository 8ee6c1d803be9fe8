//! All code that the pages of *Go Faster in Rust* show: compiled, tested and measured.
//!
//! [`KERNELS`] is the one table of what is measured.

#![allow(
    clippy::needless_range_loop,
    reason = "listings show the loops that people write, too, and what they cost"
)]

pub mod apply;
pub mod bounds;
pub mod builds;
pub mod ceiling;
pub mod closest_pair;
pub mod column;
pub mod counting;
pub mod criterion_report;
pub mod crossover;
pub mod decorators;
#[allow(
    clippy::op_ref,
    reason = "a formula on borrowed arrays, as people write it"
)]
pub mod discriminant;
pub mod double;
pub mod evidence;
pub mod figures;
pub mod first_call;
pub mod from_numpy;
pub mod functions;
pub mod gauss;
#[allow(
    clippy::type_complexity,
    reason = "the type of a variant's function, said once"
)]
pub mod grid_max;
pub mod histogram;
pub mod instances;
pub mod kernel;
pub mod mandelbrot;
#[cfg(feature = "market")]
pub mod market;
pub mod measure;
pub mod other_roads;
pub mod parallelism;
pub mod pi;
pub mod powers;
pub mod quadratic_map;
pub mod scaling;
pub mod scattered;
pub mod sleep_square;
pub mod standard_deviation;
pub mod sum;
pub mod table;
pub mod threads;
pub mod timing;
pub mod trace_tanh;
pub mod trig;
pub mod ufuncs;
#[allow(
    clippy::approx_constant,
    clippy::assign_op_pattern,
    reason = "the first of several parts of a constant, and steps written as in the formula"
)]
pub mod vector_maths;
pub mod wrapped;

use kernel::{Experiment, Kernel};

/// Every kernel, in the order of the lessons.
pub const KERNELS: &[Kernel] = &[
    powers::KERNEL,
    gauss::KERNEL,
    sum::KERNEL,
    standard_deviation::KERNEL,
    column::KERNEL,
    double::KERNEL,
    table::KERNEL,
    mandelbrot::KERNEL,
    first_call::KERNEL,
    apply::KERNEL,
    quadratic_map::KERNEL,
    pi::KERNEL,
    closest_pair::KERNEL,
    functions::KERNEL,
    trig::KERNEL,
    discriminant::KERNEL,
    grid_max::KERNEL,
    sleep_square::KERNEL,
    trace_tanh::KERNEL,
    scaling::KERNEL,
    crossover::KERNEL,
    histogram::KERNEL,
    wrapped::KERNEL,
    #[cfg(feature = "market")]
    market::KERNEL,
];

/// What is measured by a bench of its own.
pub const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        name: "agreement",
        lesson: "timing",
        sources: &[
            "book/listings/benches/agreement.rs",
            "book/listings/src/powers.rs",
            "workbook/stopwatch/src/calibrate.rs",
            "workbook/stopwatch/src/clock.rs",
            "workbook/stopwatch/src/interleave.rs",
        ],
        bench: "agreement",
    },
    Experiment {
        name: "verdicts",
        lesson: "timing",
        sources: &[
            "book/listings/benches/verdicts.rs",
            "book/listings/src/timing/outcomes.rs",
            "workbook/stopwatch/src/calibrate.rs",
            "workbook/stopwatch/src/clock.rs",
            "workbook/stopwatch/src/compare.rs",
            "workbook/stopwatch/src/interleave.rs",
            "workbook/stopwatch/src/interval.rs",
        ],
        bench: "verdicts",
    },
    Experiment {
        name: "layout",
        lesson: "timing",
        sources: &[
            "book/listings/benches/layout.rs",
            "book/listings/src/timing/layout.rs",
        ],
        bench: "layout",
    },
    Experiment {
        name: "builds",
        lesson: "monomorphisation",
        sources: &[
            "book/listings/benches/builds.rs",
            "book/listings/builds/library.rs",
            "book/listings/builds/program.rs",
            "book/listings/src/builds.rs",
        ],
        bench: "builds",
    },
];

/// The kernel of that name.
#[must_use]
pub fn kernel(name: &str) -> Option<&'static Kernel> {
    KERNELS.iter().find(|kernel| kernel.name == name)
}
