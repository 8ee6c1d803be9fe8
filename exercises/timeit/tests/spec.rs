//! The spec, run against the exercise.

extern crate exercise_timeit as answer;

#[path = "../spec.rs"]
mod spec;
