//! The spec, run against the exercise.

extern crate exercise_hotspot as answer;

#[path = "../spec.rs"]
mod spec;
