//! The spec, run against the solution.

extern crate solution_timeit as answer;

#[path = "../../../exercises/timeit/spec.rs"]
mod spec;
