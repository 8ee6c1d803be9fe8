//! What each kernel can't do without: the bytes, operations and dependent steps of one evaluation, and where they come
//! from. Pages compare each variant with the time that the machine allows for that.
//!
//! `cargo run -p listings --example bounds` writes `book/bounds.json`, which a test holds equal to what stands here. The
//! files of the kernels know nothing of it, so a bound can be mended without measuring anything again.
//!
//! A bound is a lower one: everything in it has to be done by any variant that it is for, and what may be avoided is left
//! out. Operations are counted as instructions of the widest registers would do them: a fused multiplication and addition
//! is two, and a division, a comparison and a maximum are one each, though some of them take longer.

mod arrays;
mod functions;
mod random;

use ceilings::{Bound, Bounds, KernelBounds, Need};

use crate::KERNELS;

/// What a kernel's variants need, or why that can't be said.
pub enum Declared {
    /// For each group of variants that solve it by other means.
    Groups(&'static [Group]),
    /// There is no bound, for this reason.
    Reason(&'static str),
}

/// Variants that solve a kernel by the same means.
pub struct Group {
    /// Their names, those in Python as `python:name`; none for all that no other group names.
    pub variants: &'static [&'static str],
    /// What they need at a size. Nothing where there is no bound.
    pub needs: fn(size: &str) -> Option<Need>,
    /// Where that comes from: a sentence.
    pub because: &'static str,
}

/// The kernels and what was declared for them.
const DECLARED: &[(&str, Declared)] = &[
    (
        "powers",
        Declared::Reason(
            "There is no bound: how many multiplications a power takes depends on the exponent and on the road taken, \
             and the roads are what this kernel compares.",
        ),
    ),
    (
        "gauss",
        Declared::Reason(
            "There is no bound: the sum has a closed form, so nothing has to be counted at all.",
        ),
    ),
    ("sum", Declared::Groups(arrays::SUM)),
    ("std", Declared::Groups(arrays::STD)),
    (
        "column",
        Declared::Reason(
            "There is no bound: reading numbers from text is a row of decisions that depend on each digit, and no ceiling \
             here is one of decisions.",
        ),
    ),
    ("double", Declared::Groups(arrays::DOUBLE)),
    ("table", Declared::Groups(arrays::TABLE)),
    ("mandelbrot", Declared::Groups(functions::MANDELBROT)),
    (
        "first-call",
        Declared::Reason(
            "There is no bound: this kernel times a compiler and the start of a program.",
        ),
    ),
    (
        "apply",
        Declared::Reason(
            "There is no bound: this kernel compares ways of calling a function, and the function hardly matters.",
        ),
    ),
    ("quadratic-map", Declared::Groups(functions::QUADRATIC_MAP)),
    ("pi", Declared::Groups(random::PI)),
    ("closest-pair", Declared::Groups(functions::CLOSEST_PAIR)),
    ("functions", Declared::Groups(functions::FUNCTIONS)),
    ("trig", Declared::Groups(functions::TRIG)),
    ("discriminant", Declared::Groups(arrays::DISCRIMINANT)),
    ("grid-max", Declared::Groups(functions::GRID_MAX)),
    (
        "sleep-square",
        Declared::Reason(
            "There is no bound: the time is spent asleep, and there may be as many sleepers as there are numbers.",
        ),
    ),
    ("trace-tanh", Declared::Groups(arrays::TRACE_TANH)),
    ("scaling", Declared::Groups(functions::SCALING)),
    (
        "crossover",
        Declared::Reason(
            "There is no bound: this kernel compares ways of handing work out. What the work itself could reach is told \
             with the kernels `sum` and `scaling`.",
        ),
    ),
    (
        "histogram",
        Declared::Reason(
            "There is no bound: every count changes one of eight numbers, and how long it waits for the count before \
             depends on which of them that was.",
        ),
    ),
    (
        "wrapped",
        Declared::Reason(
            "There is no bound: this kernel compares ways of calling a function, and the function hardly matters.",
        ),
    ),
    ("market", Declared::Groups(random::MARKET)),
];

/// What was declared for a kernel.
#[must_use]
pub fn declared(kernel: &str) -> Option<&'static Declared> {
    let found = DECLARED.iter().find(|(name, _)| *name == kernel);
    found.map(|(_, declared)| declared)
}

/// The bounds of all kernels at all their sizes, as `book/bounds.json` keeps them.
///
/// # Panics
/// When a kernel has neither a bound nor a reason.
#[must_use]
pub fn bounds() -> Bounds {
    let kernels = KERNELS.iter().map(|kernel| {
        let declared = declared(kernel.name)
            .unwrap_or_else(|| panic!("{} has a bound or a reason", kernel.name));
        let (reason, groups) = match declared {
            Declared::Reason(reason) => (Some((*reason).to_owned()), &[][..]),
            Declared::Groups(groups) => (None, *groups),
        };
        let bound = |group: &Group| Bound {
            variants: group.variants.iter().map(|&name| name.to_owned()).collect(),
            because: group.because.to_owned(),
            needs: { kernel.sizes.iter() }
                .filter_map(|&size| {
                    (group.needs)(size).map(|need| Need {
                        size: size.to_owned(),
                        ..need
                    })
                })
                .collect(),
        };
        KernelBounds {
            kernel: kernel.name.to_owned(),
            reason,
            bounds: groups.iter().map(bound).collect(),
        }
    });
    Bounds::new(kernels.collect())
}

/// A power of ten as sizes write it.
fn ten_to_the(size: &str) -> Option<f64> {
    Some(10_f64.powi(size.strip_prefix("10^")?.parse().ok()?))
}

/// Bytes of so many `f64`s.
fn numbers(count: f64) -> f64 {
    8.0 * count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_has_a_bound_or_a_reason_and_nothing_else_has() {
        for kernel in KERNELS {
            assert!(declared(kernel.name).is_some(), "{}", kernel.name);
        }
        for (name, _) in DECLARED {
            let left_out = cfg!(not(feature = "market")) && *name == "market";
            assert!(left_out || crate::kernel(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_group_names_variants_that_there_are_and_one_group_is_for_the_rest() {
        for kernel in KERNELS {
            let Some(Declared::Groups(groups)) = declared(kernel.name) else {
                continue;
            };
            let rest = groups.iter().filter(|group| group.variants.is_empty());
            assert_eq!(rest.count(), 1, "{}", kernel.name);
            for name in groups.iter().flat_map(|group| group.variants) {
                let there = match name.strip_prefix("python:") {
                    Some(name) => kernel.twins.iter().any(|twin| twin.name == name),
                    None => kernel.variants.iter().any(|variant| variant.name == *name),
                };
                assert!(there, "{} has no {name}", kernel.name);
            }
        }
    }

    #[test]
    fn every_size_of_a_kernel_with_a_bound_has_one_and_every_sentence_is_one() {
        for kernel in bounds().kernels {
            let sizes = crate::kernel(&kernel.kernel).unwrap().sizes;
            let at = |size: &str| kernel.bounds.iter().any(|bound| bound.at(size).is_some());
            assert!(
                kernel.reason.is_some() || sizes.iter().all(|size| at(size)),
                "{}",
                kernel.kernel
            );
            let sentences = kernel.reason.iter();
            for sentence in sentences.chain(kernel.bounds.iter().map(|bound| &bound.because)) {
                assert!(
                    sentence.ends_with('.') && sentence.len() > 40,
                    "{}: {sentence}",
                    kernel.kernel
                );
            }
        }
    }
}
