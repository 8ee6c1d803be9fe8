//! The spec, run against the exercise.

extern crate exercise_lying_benchmarks as answer;

#[path = "../spec.rs"]
mod spec;
