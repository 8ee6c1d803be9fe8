//! The spec, run against the solution.

extern crate solution_quadratic_map as answer;

#[path = "../../../exercises/quadratic-map/spec.rs"]
mod spec;
