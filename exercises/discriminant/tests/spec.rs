//! The spec, run against the exercise.

extern crate exercise_discriminant as answer;

#[path = "../spec.rs"]
mod spec;
