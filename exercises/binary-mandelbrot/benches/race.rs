//! The race, run by the exercise.

extern crate exercise_binary_mandelbrot as answer;

#[path = "../race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
