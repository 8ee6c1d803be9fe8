//! The spec, run against the exercise.

extern crate exercise_q2 as answer;

#[path = "../spec.rs"]
mod spec;
