//! The spec, run against the solution.

extern crate solution_binary_mandelbrot as answer;

#[path = "../../../exercises/binary-mandelbrot/spec.rs"]
mod spec;
