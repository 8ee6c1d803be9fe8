//! The spec, run against the solution.

extern crate solution_lying_benchmarks as answer;

#[path = "../../../exercises/lying-benchmarks/spec.rs"]
mod spec;
