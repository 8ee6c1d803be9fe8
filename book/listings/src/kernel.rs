//! What the table of variants is made of.
//!
//! A kernel is one small problem; its variants solve it in different ways, in Rust and in Python. The same table serves
//! `measure`, the criterion benches and the tests that all variants agree.

/// One small problem and the ways to solve it.
#[derive(Debug)]
pub struct Kernel {
    /// Its name, which is that of its record.
    pub name: &'static str,
    /// The lesson page that it belongs to.
    pub lesson: &'static str,
    /// The sizes it is measured at, in the words that tables use. Tables show the first one first.
    pub sizes: &'static [&'static str],
    /// The files that its code is in, from the repository's root. When one of them changes, its record is stale.
    pub sources: &'static [&'static str],
    /// The ways to solve it in Rust.
    pub variants: &'static [Variant],
    /// The ways to solve it in Python, in `python/NAME.py`.
    pub twins: &'static [Twin],
}

/// One way to solve a kernel in Rust.
#[derive(Debug)]
pub struct Variant {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// The threads it uses.
    pub threads: u32,
    /// Makes its input at a size, ready to run; `None` where the variant doesn't apply.
    pub prepare: fn(size: &str) -> Option<Box<dyn Run>>,
}

/// One way to solve a kernel in Python.
#[derive(Debug)]
pub struct Twin {
    /// Its name, in kebab case, as `prepare` in the kernel's Python file knows it.
    pub name: &'static str,
    /// The threads it uses.
    pub threads: u32,
    /// The sizes that it applies to.
    pub sizes: &'static [&'static str],
}

/// A variant with its input, ready to be timed again and again.
pub trait Run {
    /// Solves the problem once. The optimiser can neither see the input coming nor drop the result.
    fn run(&mut self);

    /// The result of the last run.
    fn result(&self) -> &[f64];
}

/// Something that is measured by a bench of its own and kept in a record like a kernel's.
#[derive(Debug)]
pub struct Experiment {
    /// Its name, which is that of its record.
    pub name: &'static str,
    /// The lesson page that it belongs to.
    pub lesson: &'static str,
    /// The files that its code is in, from the repository's root.
    pub sources: &'static [&'static str],
    /// The bench that prints its rows: `cargo bench -p listings --bench NAME`.
    pub bench: &'static str,
}
