//! The spec, run against the exercise.

extern crate exercise_timed as answer;

#[path = "../spec.rs"]
mod spec;
