//! The spec, run against the solution.

extern crate solution_q3 as answer;

#[path = "../../../exercises/q3/spec.rs"]
mod spec;
