//! The spec, run against the exercise.

extern crate exercise_whole_array as answer;

#[path = "../spec.rs"]
mod spec;
