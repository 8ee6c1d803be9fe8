//! The specification, run by the solution.

extern crate solution_make_sure as answer;

#[path = "../../../exercises/make-sure/spec.rs"]
mod spec;
