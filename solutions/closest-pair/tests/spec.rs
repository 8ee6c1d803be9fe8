//! The spec, run against the solution.

extern crate solution_closest_pair as answer;

#[path = "../../../exercises/closest-pair/spec.rs"]
mod spec;
