//! The spec, run against the exercise.

extern crate exercise_q1 as answer;

#[path = "../spec.rs"]
mod spec;
