//! The spec, run against the exercise.

extern crate exercise_q3 as answer;

#[path = "../spec.rs"]
mod spec;
