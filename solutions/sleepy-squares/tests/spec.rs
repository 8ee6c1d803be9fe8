//! The spec, run against the solution.

extern crate solution_sleepy_squares as answer;

#[path = "../../../exercises/sleepy-squares/spec.rs"]
mod spec;
