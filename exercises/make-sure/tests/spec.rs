//! The specification, run by the exercise.

extern crate exercise_make_sure as answer;

#[path = "../spec.rs"]
mod spec;
