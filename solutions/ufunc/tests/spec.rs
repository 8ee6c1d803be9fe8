//! The spec, run against the solution.

extern crate solution_ufunc as answer;

#[path = "../../../exercises/ufunc/spec.rs"]
mod spec;
