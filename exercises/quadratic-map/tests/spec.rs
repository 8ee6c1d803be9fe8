//! The spec, run against the exercise.

extern crate exercise_quadratic_map as answer;

#[path = "../spec.rs"]
mod spec;
