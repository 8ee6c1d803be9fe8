//! The spec, run against the exercise.

extern crate exercise_ufunc as answer;

#[path = "../spec.rs"]
mod spec;
