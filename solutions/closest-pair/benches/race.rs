//! The race, run by the solution.

extern crate solution_closest_pair as answer;

#[path = "../../../exercises/closest-pair/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
