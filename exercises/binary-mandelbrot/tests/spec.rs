//! The spec, run against the exercise.

extern crate exercise_binary_mandelbrot as answer;

#[path = "../spec.rs"]
mod spec;
