//! The race, run by the solution.

extern crate solution_sleepy_squares as answer;

#[path = "../../../exercises/sleepy-squares/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
