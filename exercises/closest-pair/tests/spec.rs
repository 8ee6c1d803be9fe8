//! The spec, run against the exercise.

extern crate exercise_closest_pair as answer;

#[path = "../spec.rs"]
mod spec;
