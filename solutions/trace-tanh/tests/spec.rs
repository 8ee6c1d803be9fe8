//! The spec, run against the solution.

extern crate solution_trace_tanh as answer;

#[path = "../../../exercises/trace-tanh/spec.rs"]
mod spec;
