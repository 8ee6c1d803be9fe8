//! The spec, run against the solution.

extern crate solution_q2 as answer;

#[path = "../../../exercises/q2/spec.rs"]
mod spec;
