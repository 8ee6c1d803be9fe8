//! The spec, run against the solution.

extern crate solution_timed as answer;

#[path = "../../../exercises/timed/spec.rs"]
mod spec;
