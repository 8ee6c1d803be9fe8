//! The spec, run against the solution.

extern crate solution_q1 as answer;

#[path = "../../../exercises/q1/spec.rs"]
mod spec;
