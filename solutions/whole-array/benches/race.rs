//! The race, run by the solution.

extern crate solution_whole_array as answer;

#[path = "../../../exercises/whole-array/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
