//! The spec, run against the solution.

extern crate solution_discriminant as answer;

#[path = "../../../exercises/discriminant/spec.rs"]
mod spec;
