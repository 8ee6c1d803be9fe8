//! Which kernels there is evidence of, and how large their inputs are.

/// A kernel whose variants are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The kernel's name.
    pub kernel: &'static str,
    /// One of the kernel's sizes.
    pub size: &'static str,
    /// How many numbers, or points, that is: the unit of what tables show.
    pub numbers: u64,
    /// Whether bytes are counted: where temporaries matter.
    pub allocates: bool,
    /// Whether instructions are counted: under callgrind everything takes a hundred times as long.
    pub counted: bool,
}

/// Kernels in the order of the lessons.
pub const SUBJECTS: &[Subject] = &[
    subject_of("powers", "x^3", 1000, false, true),
    subject_of("sum", "10^6", 1_000_000, true, true),
    subject_of("std", "10^7", 10_000_000, true, true),
    subject_of("double", "10^6", 1_000_000, true, true),
    subject_of("table", "10^6", 1_000_000, false, false),
    subject_of("mandelbrot", "300²", 90_000, true, true),
    subject_of("apply", "10^4", 10_000, true, true),
    subject_of("quadratic-map", "10^7", 10_000_000, true, false),
    subject_of("pi", "10^6", 1_000_000, false, true),
    subject_of("closest-pair", "2000", 2000, false, true),
    subject_of("functions", "sin", 10_000, false, true),
    subject_of("trig", "10^6", 1_000_000, true, true),
    subject_of("discriminant", "10^3", 1000, true, true),
    subject_of("grid-max", "5000² axes", 25_000_000, true, false),
    subject_of("trace-tanh", "100²", 10_000, false, true),
    subject_of("scaling", "10^7", 10_000_000, false, false),
];

const fn subject_of(
    kernel: &'static str,
    size: &'static str,
    numbers: u64,
    allocates: bool,
    counted: bool,
) -> Subject {
    Subject {
        kernel,
        size,
        numbers,
        allocates,
        counted,
    }
}

/// The subject of that name.
#[must_use]
pub fn subject(kernel: &str) -> Option<&'static Subject> {
    SUBJECTS.iter().find(|subject| subject.kernel == kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_is_a_kernel_at_one_of_its_sizes() {
        for subject in SUBJECTS {
            let kernel = crate::kernel(subject.kernel).expect(subject.kernel);
            assert!(kernel.sizes.contains(&subject.size), "{subject:?}");
        }
    }
}
