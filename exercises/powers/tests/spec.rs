//! The spec, run against the exercise.

extern crate exercise_powers as answer;

#[path = "../spec.rs"]
mod spec;
