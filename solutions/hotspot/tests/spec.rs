//! The spec, run against the solution.

extern crate solution_hotspot as answer;

#[path = "../../../exercises/hotspot/spec.rs"]
mod spec;
