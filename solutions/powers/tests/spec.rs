//! The spec, run against the solution.

extern crate solution_powers as answer;

#[path = "../../../exercises/powers/spec.rs"]
mod spec;
