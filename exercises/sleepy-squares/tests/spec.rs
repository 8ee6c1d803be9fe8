//! The spec, run against the exercise.

extern crate exercise_sleepy_squares as answer;

#[path = "../spec.rs"]
mod spec;
