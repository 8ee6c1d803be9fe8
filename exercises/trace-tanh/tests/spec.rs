//! The spec, run against the exercise.

extern crate exercise_trace_tanh as answer;

#[path = "../spec.rs"]
mod spec;
