//! The spec, run against the solution.

extern crate solution_whole_array as answer;

#[path = "../../../exercises/whole-array/spec.rs"]
mod spec;
