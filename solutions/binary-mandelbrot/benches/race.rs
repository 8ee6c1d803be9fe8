//! The race, run by the solution.

extern crate solution_binary_mandelbrot as answer;

#[path = "../../../exercises/binary-mandelbrot/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
